from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Count, Exists, Max, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from football.models import Addressed, Club, stamp
from football.models.searchable import Searchable, SearchableQuerySet
from football.topics import RUMOURS, topics
from rumours.pasted import host_of, hosts_above
from rumours.vocabulary import SourceKind, Stance


class SourceQuerySet(SearchableQuerySet):
    def for_index(self, rumours):
        """Sources with a name of their own that told any of `rumours` (a queryset), with how many as `told`, most
        first. One query."""
        mine = Q(reports__rumour__in=rumours, reports__stance=Stance.SUPPORTS)
        told = self.filter(attributable=True).annotate(told=Count("reports__rumour", filter=mine, distinct=True))
        return told.filter(told__gt=0).select_related("outlet").order_by("-told", "name")

    def but_for_secrets(self, rumours):
        """All but those whose every report is on other rumours than `rumours` (a queryset of what readers may know)."""
        return self.filter(Q(reports=None) | Exists(rumours.filter(reports__source=OuterRef("pk")))).distinct()

    def last_saved(self):
        """Return the instant of the last change to any source, as an aggregate beside others. No query of its own."""
        return Max(Subquery(self.order_by("-saved_at").values("saved_at")[:1]))

    def publishing_at(self, host):
        """Those under whose domain `host` falls, the closest first: a subdomain before the domain. One query."""
        hosts = hosts_above(host)
        order = Case(*(When(domains__name=name, then=Value(place)) for place, name in enumerate(hosts)))
        return (
            self.filter(domains__name__in=hosts).annotate(closeness=order).order_by("closeness")
            if hosts
            else self.none()
        )


class Source(Searchable, Addressed):
    """Who reports: a journalist, who belongs to an outlet, an outlet, a club."""

    name = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=15, choices=SourceKind, default=SourceKind.WEBSITE)
    outlet = models.ForeignKey(
        "self",
        verbose_name=_("outlet"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="voices",
        help_text=_("Whom this journalist or title belongs to. Reports of one house are one origin."),
    )
    club = models.ForeignKey(
        Club,
        verbose_name=_("club"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="voices",
        help_text=_("The club that speaks, when the source is a club."),
    )
    country = models.CharField(_("country"), max_length=2, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    standing = models.PositiveSmallIntegerField(
        _("prior standing"),
        default=3,
        choices=[(0, _("0 · official")), (1, _("1 · best")), (2, "2"), (3, "3"), (4, _("4 · weakest"))],
        help_text=_("By general repute, before any record. For the newsroom only: readers see the record."),
    )
    attributable = models.BooleanField(
        _("attributable"),
        default=True,
        help_text=_("Off for stand-ins such as “the English press”: alone they give no label."),
    )

    saved_at = models.DateTimeField(_("last saved"), auto_now=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(standing__lte=4),
                name="source_standing_from_0_to_4",
                violation_error_message=_("The prior standing goes from 0 to 4."),
            ),
        ]

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs):
        self.search_names = self.folded(self.own_names())
        super().save(*args, **kwargs)
        # Whether it may be named decides whether lists show it.
        stamp({RUMOURS} | self._printed_on())

    def _printed_on(self):
        """The topics that print its name: beside its own those of its voices, and of the reports that came by way of
        it. Two queries."""
        voices = {self.pk, *self.voices.values_list("pk", flat=True)}
        by_way_of_it = models.Q(source__in=voices) | models.Q(via=self.pk)
        reports = self.reports.model.objects.filter(by_way_of_it).order_by().values_list("source", "rumour")
        sources, rumours = zip(*reports, strict=True) if reports else ((), ())
        return topics("source", {*voices, *sources}) | topics("rumour", rumours)

    def clean(self):
        super().clean()
        if self.outlet and self.outlet.outlet_id:
            raise ValidationError({"outlet": _("The outlet belongs to another one itself: choose that one.")})

    def own_names(self):
        return [self.name]

    @property
    def house_id(self):
        """The outlet, or the source itself when it belongs to none (or to itself): one house, one origin."""
        return self.outlet_id or self.pk

    def get_absolute_url(self):
        return reverse("source", args=[self.slug])


class Domain(models.Model):
    """A host name under which a source publishes: an address that is pasted names its outlet by it."""

    source = models.ForeignKey(Source, verbose_name=_("source"), on_delete=models.CASCADE, related_name="domains")
    name = models.CharField(
        _("domain"),
        max_length=100,
        unique=True,
        help_text=_("Without “www”: gazzetta.it. Its subdomains are of the same source, unless they are named apart."),
        error_messages={"unique": _("This domain already belongs to a source.")},
    )

    class Meta:
        verbose_name = _("domain")
        verbose_name_plural = _("domains")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def clean(self):
        self.name = host_of(self.name) or self.name.strip().lower()
