from django.db import models, transaction
from django.db.models import Case, Prefetch, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from football.models.registered import Registered, RegisteredQuerySet
from football.models.stamp import stamp
from football.topics import REGISTER

#: Readers look for their own country's clubs first.
HOME = "Italia"


def home_first(field):
    """An ordering that puts the competitions of HOME before the others; `field` leads to a competition's country."""
    return Case(When(**{field: HOME}, then=0), default=1)


class CompetitionQuerySet(models.QuerySet):
    def for_menu(self):
        """Those of which a bench is known, in the order in which readers look for them. One query."""
        known = self.filter(clubs__tenures__role="coach", clubs__tenures__end__isnull=True).distinct()
        return known.order_by(home_first("country"), "tier", "name")


class Competition(models.Model):
    slug = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=100)
    country = models.CharField(_("country"), max_length=60)
    tier = models.PositiveSmallIntegerField(
        _("tier"), default=1, help_text=_("1 is the top division of its country; lists follow this order.")
    )

    objects = CompetitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("competition")
        verbose_name_plural = _("competitions")
        ordering = ["tier", "name"]

    def __str__(self):
        return self.name

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        stamp({REGISTER})

    @transaction.atomic
    def delete(self, *args, **kwargs):
        stamp({REGISTER})
        return super().delete(*args, **kwargs)


class ClubQuerySet(RegisteredQuerySet):
    def for_index(self):
        """The clubs of the index page, in the order of their competitions. One query."""
        order = [home_first("competition__country"), "competition__tier", "competition__name", "name"]
        return self.select_related("competition").order_by(*order)

    def with_bench_on(self, day):
        """With whoever sat on the bench on `day`, or may have, in `bench`, the first to come first. Two queries."""
        tenures = self.model.tenures.rel.related_model.objects.filter(role="coach").perhaps_at(day)
        sitting = tenures.select_related("person").order_by("start", "pk")
        return self.prefetch_related(Prefetch("tenures", sitting, to_attr="bench"))


class Club(Registered):
    """A club, or a national team: whatever has a bench."""

    DATASET = "clubs"

    name = models.CharField(_("name"), max_length=100, help_text=_("As the paper prints it: Milan, not AC Milan."))
    official_name = models.CharField(_("official name"), max_length=150, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("Two letters: IT, ES, GB."))
    city = models.CharField(_("city"), max_length=80, blank=True)
    competition = models.ForeignKey(
        Competition, verbose_name=_("competition"), on_delete=models.PROTECT, related_name="clubs"
    )
    founded = models.PositiveSmallIntegerField(_("founded"), null=True, blank=True)
    primary_colour = models.CharField(_("first colour"), max_length=7, blank=True, help_text="#1E71B8")
    secondary_colour = models.CharField(_("second colour"), max_length=7, blank=True)

    #: The register in which texts are read is built anew when any of these moves.
    saved_at = models.DateTimeField(auto_now=True, editable=False)

    objects = ClubQuerySet.as_manager()

    class Meta:
        verbose_name = _("club")
        verbose_name_plural = _("clubs")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def own_names(self):
        return [self.name, self.official_name]

    def get_absolute_url(self):
        return reverse("club", args=[self.slug])
