from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from football.models import Addressed, Club
from football.models.searchable import Searchable, SearchableQuerySet
from rumours.vocabulary import SourceKind


class SourceQuerySet(SearchableQuerySet):
    def for_index(self, rumours):
        """Sources that reported on any of `rumours` (a queryset), with how many as `told`, most first. One query."""
        told = Count("reports__rumour", filter=Q(reports__rumour__in=rumours), distinct=True)
        return self.annotate(told=told).filter(told__gt=0).select_related("outlet").order_by("-told", "name")


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

    def save(self, *args, **kwargs):
        self.search_names = self.folded(self.own_names())
        super().save(*args, **kwargs)

    def own_names(self):
        return [self.name]

    @property
    def house_id(self):
        """The outlet, or the source itself when it belongs to none: one house, one origin."""
        return self.outlet_id or self.pk

    def get_absolute_url(self):
        return reverse("source", args=[self.slug])
