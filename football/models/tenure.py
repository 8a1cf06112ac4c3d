from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from football.careers import last_day, surely_overlap
from football.dates import Precision, format_partial
from football.models.club import Club


class Role(models.TextChoices):
    """What a person is; each value is also the name of the address under which the person's page stands."""

    COACH = "coach", _("coach")
    PLAYER = "player", _("player")


class HowEnded(models.TextChoices):
    SACKED = "sacked", _("sacked")
    MUTUAL = "mutual", _("by agreement")
    RESIGNED = "resigned", _("resigned")
    END_OF_CONTRACT = "end_of_contract", _("end of contract")
    OTHER_POST = "other_post", _("took another post")


class TenureQuerySet(models.QuerySet):
    def at(self, day):
        """Those that ran on `day`, as far as their dates are known."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day)

    def perhaps_at(self, day):
        """Those that ran on `day` or may have: an end that is sure to the month only may be any day of that month."""
        month = Q(end_precision=Precision.MONTH, end__gte=day.replace(day=1))
        year = Q(end_precision=Precision.YEAR, end__gte=day.replace(month=1, day=1))
        return self.filter(Q(end__isnull=True) | Q(end__gte=day) | month | year, start__lte=day)

    def left_since(self, people, *, day, today):
        """Return {person's key: the Club} of those who were for certain at one on `day` and for certain are not today.
        One query."""
        here = Tenure.objects.perhaps_at(today).filter(person=OuterRef("person"), club=OuterRef("club"))
        then = self.filter(person__in=people).at(day).annotate(is_there=Exists(here))
        found = defaultdict(list)
        for tenure in then.select_related("club").order_by("start", "pk"):
            if last_day(tenure.start, tenure.start_precision) <= day:
                found[tenure.person_id].append(tenure)
        # Who is still at one of two posts has not left.
        return {pk: some[-1].club for pk, some in found.items() if not any(tenure.is_there for tenure in some)}

    def benches(self):
        """Coaches' tenures, latest first."""
        return self.filter(role=Role.COACH).order_by("-start", "-pk")

    def for_history(self):
        """What a club's or a person's page prints of them. One query."""
        return self.select_related("club__competition", "person").order_by("-start", "-pk")


class Tenure(models.Model):
    """Who was what, where, from when to when, and how it ended."""

    person = models.ForeignKey("Person", verbose_name=_("person"), on_delete=models.CASCADE, related_name="tenures")
    club = models.ForeignKey(Club, verbose_name=_("club"), on_delete=models.PROTECT, related_name="tenures")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.COACH)
    interim = models.BooleanField(_("interim"), default=False, help_text=_("A caretaker, until someone is appointed."))
    start = models.DateField(_("from"))
    start_precision = models.CharField(_("precision"), max_length=5, choices=Precision, default=Precision.DAY)
    end = models.DateField(_("to"), null=True, blank=True, help_text=_("Empty while it lasts."))
    end_precision = models.CharField(_("precision"), max_length=5, choices=Precision, default=Precision.DAY)
    how_ended = models.CharField(_("how it ended"), max_length=20, choices=HowEnded, blank=True)

    #: The register in which texts are read is built anew when any of these moves.
    saved_at = models.DateTimeField(auto_now=True, editable=False)

    objects = TenureQuerySet.as_manager()

    class Meta:
        verbose_name = _("tenure")
        verbose_name_plural = _("tenures")
        ordering = ["-start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")),
                name="tenure_ends_after_it_starts",
                violation_error_message=_("A tenure cannot end before it starts."),
            ),
            models.UniqueConstraint(
                fields=["person", "club", "role", "start"],
                name="one_tenure_from_a_day",
                violation_error_message=_("This person already has a tenure at this club from this day."),
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.club} ({self.period})"

    def clean(self):
        # The constraint would say it beside the whole form; here it stands beside the field.
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("A tenure cannot end before it starts.")})

    def clashes(self):
        """Return the tenures that cannot be true beside this one. One query."""
        others = Tenure.objects.filter(Q(person=self.person_id) | Q(club=self.club_id)).exclude(pk=self.pk)
        return [other for other in others.select_related("club", "person") if self.contradicts(other)]

    def contradicts(self, other):
        """Whether it puts somebody else on the same bench, or the same person in another post, for certain at the same
        time. Caretakers contradict nobody. No query."""
        if self.interim or other.interim or self.role != other.role:
            return False
        same_bench = self.role == Role.COACH and self.club_id == other.club_id
        return (same_bench or self.person_id == other.person_id) and surely_overlap(self, other)

    @property
    def period(self):
        """The dates as far as they are sure: "30 maggio 2025 – in corso"."""
        end = format_partial(self.end, self.end_precision) if self.end else _("to date")
        return f"{self.since} – {end}"

    @property
    def since(self):
        return format_partial(self.start, self.start_precision)

    @classmethod
    def current_prefetch(cls):
        """A prefetch that leaves the open tenures, with their clubs, in `person.current_tenures`."""
        open_ones = cls.objects.filter(end__isnull=True).select_related("club").order_by("-start")
        return Prefetch("tenures", queryset=open_ones, to_attr="current_tenures")
