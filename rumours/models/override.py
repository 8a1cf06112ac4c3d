from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rumours.labels import bands_between, label_for
from rumours.models.rumour import Rumour
from rumours.vocabulary import Label

#: How long a judgement stands, unless its editor says otherwise, and at most.
USUAL, LONGEST = timedelta(hours=72), timedelta(days=7)
#: A reason in fewer characters is none.
SHORTEST_REASON = 20
#: From this many bands away from the model, a second editor has to agree.
SECOND_EDITOR_FROM = 2


class OverrideQuerySet(models.QuerySet):
    def waiting(self, *, at=None):
        """Those that wait for a second editor and have not expired."""
        return self.filter(needs_second=True, confirmed_by__isnull=True, until__gt=at or timezone.now())

    def standing(self):
        """Forecasts that stood, now or once: confirmed where they had to be, and no mere return to the model."""
        return self.filter(Q(needs_second=False) | Q(confirmed_by__isnull=False), probability__isnull=False)


class Override(models.Model):
    """An editor's judgement in the model's place: a forecast with a reason and an expiry, and scored like one.

    Append-only: it ends at `until`, or by a later one; one without a probability gives the word back to the model.
    """

    rumour = models.ForeignKey(Rumour, verbose_name=_("rumour"), on_delete=models.PROTECT, related_name="overrides")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("editor"), on_delete=models.PROTECT, related_name="overrides"
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    probability = models.FloatField(_("probability"), null=True, blank=True)
    model_probability = models.FloatField(_("probability of the model"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    until = models.DateTimeField(_("until"))
    needs_second = models.BooleanField(_("needs a second editor"), default=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confirmed by"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        verbose_name = _("judgement of the newsroom")
        verbose_name_plural = _("judgements of the newsroom")
        ordering = ["-at"]
        permissions = [("override_label", _("Can put a judgement in the place of a label"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("at")) & Q(until__lte=F("at") + LONGEST),
                name="override_expires_within_a_week",
                violation_error_message=_("It expires after now, and within seven days."),
            ),
            models.CheckConstraint(
                condition=Q(probability__isnull=True) | Q(probability__gte=0.01, probability__lte=0.99),
                name="override_between_1_and_99",
                violation_error_message=_("Between 1 and 99%: only an official act is certain."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("by")),
                name="override_second_editor_is_another",
                violation_error_message=_("The second editor is somebody else."),
            ),
        ]

    def __str__(self):
        return f"{self.rumour}: {self.in_words}"

    @property
    def label(self):
        return label_for(self.probability)

    @property
    def in_words(self):
        """ "Probabile (65%)", or that the model has the word again."""
        if self.probability is None:
            return str(_("back to the model"))
        return f"{Label(self.label).label} ({round(self.probability * 100)}%)"

    @property
    def is_confirmed(self):
        return not self.needs_second or self.confirmed_by_id is not None

    @property
    def stands_from(self):
        """A judgement that needs a second editor stands from when it has one."""
        return self.confirmed_at or self.at

    def clean(self):
        if self.rumour.outcome:
            raise ValidationError(_("It is settled: what was said of it stands."))
        if self.rumour.label == Label.OFFICIAL:
            raise ValidationError(_("It is official: no judgement can stand in for that."))
        if not self.rumour.report_count:
            raise ValidationError(_("Nothing has been reported yet: log the first report, then judge."))
        self._refuse_more_than_certainty()
        if len(" ".join(self.reason.split())) < SHORTEST_REASON:
            raise ValidationError(
                {"reason": _("Write a reason of %(number)d characters at least.") % {"number": SHORTEST_REASON}}
            )

    def _refuse_more_than_certainty(self):
        """At most one of a race comes true: what editors say of all of them cannot add up to more."""
        if self.probability is None or not self.rumour.race_id:
            return
        now = timezone.now()
        rivals = (
            Rumour.objects.open().filter(race=self.rumour.race_id, override_until__gt=now).exclude(pk=self.rumour_id)
        )
        together = self.probability + sum(rivals.values_list("probability", flat=True))
        if together > 1:
            said = {"percent": round(together * 100)}
            raise ValidationError(
                {"probability": _("With the newsroom's judgements of its rivals it makes %(percent)d%%.") % said}
            )

    def save(self, *args, **kwargs):
        if self._state.adding:
            self.model_probability = self.rumour.model_probability
            away = bands_between(label_for(self.probability), self.rumour.model_label)
            self.needs_second = self.probability is not None and away >= SECOND_EDITOR_FROM
        super().save(*args, **kwargs)

    def confirm(self, by, *, at=None):
        """Let a second editor agree, from when on it stands. Raises ValidationError for its own author, for one that
        needs nobody or has somebody, for one that has expired, and for a rumour that is settled."""
        with transaction.atomic():
            at = self.rumour.in_turn(at)
            self.refresh_from_db(fields=["confirmed_by", "confirmed_at"])
            if self.is_confirmed or at >= self.until or self.rumour.outcome:
                raise ValidationError(_("There is nothing to confirm here any more."))
            if by == self.by:
                raise ValidationError(_("The second editor is somebody else."))
            self._refuse_more_than_certainty()
            self.confirmed_by, self.confirmed_at = by, at
            self.save(update_fields=["confirmed_by", "confirmed_at"])
            self.rumour.reassess(at=at)
