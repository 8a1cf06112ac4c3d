from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from football.dates import Precision, format_partial
from football.models import stamp
from football.topics import topic
from rumours.evidence import Evidence
from rumours.models.rumour import Rumour
from rumours.models.source import Source
from rumours.vocabulary import SourceKind, Stage, Stance


class ReportQuerySet(models.QuerySet):
    def for_evidence(self):
        """What the model weighs: the report, its source, and the source of what it echoes. One query."""
        return self.select_related("source", "echo_of__source").order_by("published_at", "pk")

    def for_rumour_page(self):
        """What a rumour's page prints of its reports, in time order. One query."""
        return self.select_related("source__outlet", "via", "echo_of__source").order_by("published_at", "pk")

    def for_source_page(self):
        """What a source's page prints, latest first. One query."""
        return self.select_related("rumour__person", "rumour__from_club", "rumour__to_club", "via").order_by(
            "-published_at"
        )


class Report(models.Model):
    """One publication about one rumour."""

    rumour = models.ForeignKey(Rumour, verbose_name=_("rumour"), on_delete=models.CASCADE, related_name="reports")
    source = models.ForeignKey(
        Source,
        verbose_name=_("source"),
        on_delete=models.PROTECT,
        related_name="reports",
        help_text=_("Whom the page credits, even if another title relays it."),
    )
    via = models.ForeignKey(
        Source,
        verbose_name=_("relayed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="relayed_reports",
        help_text=_("The title on which it was read, when it only relays."),
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    #: When the newsroom learnt of it: no label knows a report before.
    logged_at = models.DateTimeField(_("logged"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    precision = models.CharField(_("precision"), max_length=5, choices=Precision, default=Precision.DAY)
    stance = models.CharField(_("stance"), max_length=10, choices=Stance, default=Stance.SUPPORTS)
    stage = models.CharField(
        _("stage"), max_length=20, choices=Stage, blank=True, help_text=_("How far it says the affair has gone.")
    )
    echo_of = models.ForeignKey(
        "self",
        verbose_name=_("repeats"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="echoes",
        help_text=_("The report that this one repeats. Empty: it is an origin of its own."),
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-published_at", "-pk"]

    def __str__(self):
        return f"{self.source} · {self.get_stage_display() or self.get_stance_display()}"

    def clean(self):
        self._refuse_what_is_settled()
        if self.published_at and self.published_at > timezone.now():
            raise ValidationError({"published_at": _("A report cannot be dated in the future.")})
        if self.echo_of and self.echo_of.rumour_id != self.rumour_id:
            raise ValidationError({"echo_of": _("It can only repeat a report about the same rumour.")})
        if self.pk and self.echo_of_id == self.pk:
            raise ValidationError({"echo_of": _("A report cannot repeat itself.")})
        if self.stance == Stance.SUPPORTS and not self.stage:
            raise ValidationError({"stage": _("Say how far the report says the affair has gone.")})

    def _refuse_what_is_settled(self):
        if self.rumour_id and self.rumour.outcome:
            raise ValidationError(_("The rumour is settled: what was reported of it stands. Reopen it first."))

    @transaction.atomic
    def save(self, *args, **kwargs):
        self._refuse_what_is_settled()
        # An echo of an echo is an echo of the origin: chains would hide who said it first, and a ring has no origin.
        if self.echo_of_id:
            self.echo_of = self._origin_of(self.echo_of_id)
        super().save(*args, **kwargs)
        if self.echo_of_id:
            self.echoes.update(echo_of=self.echo_of_id)
        self._stamp_printed()

    @transaction.atomic
    def delete(self, *args, **kwargs):
        self._refuse_what_is_settled()
        self._stamp_printed()
        return super().delete(*args, **kwargs)

    def _stamp_printed(self):
        """The lists print only what follows from it, and `reassess` stamps those."""
        if self.rumour.has_been_public():
            stamp({topic("rumour", self.rumour_id), topic("source", self.source_id)})

    def _origin_of(self, pk):
        """The report that `pk` goes back to, as it is stored now; None when that is this one."""
        stored = Report.objects.filter(pk=pk).select_related("echo_of").first()
        origin = stored.echo_of or stored if stored else None
        return None if origin is None or origin.pk == self.pk else origin

    def known_by(self, at):
        return self.published_at <= at and self.logged_at <= at

    @property
    def day(self):
        """The date as far as it is sure: "7 novembre 2024", "novembre 2024"."""
        return format_partial(timezone.localdate(self.published_at), self.precision)

    @property
    def origin_source(self):
        return self.echo_of.source if self.echo_of_id else self.source

    @property
    def house_id(self):
        return self.source.house_id

    def _kind_of_speaker(self):
        """A club speaks as one of its own players and coaches; of those of others it is a site like any."""
        clubs, speaks_of = (self.rumour.from_club_id, self.rumour.to_club_id), self.source.club_id
        return SourceKind.WEBSITE if speaks_of and speaks_of not in clubs else SourceKind(self.source.kind)

    def as_evidence(self):
        """The report as the reliability model sees it. No query after `for_evidence`."""
        return Evidence(
            key=self.pk,
            origin=str(self.origin_source.house_id),
            at=self.published_at,
            stance=Stance(self.stance),
            stage=Stage(self.stage) if self.stage else None,
            source_kind=self._kind_of_speaker(),
            standing=self.source.standing,
            echo=bool(self.echo_of_id),
            attributable=self.source.attributable,
            source=str(self.source_id),
            house=str(self.source.house_id),
            known_at=self.logged_at,
        )
