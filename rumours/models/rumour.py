import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from football.models import Addressed, Club, Person
from football.names import fold
from rumours import reliability
from rumours.models.race import Race
from rumours.vocabulary import Confidence, Kind, Label, Outcome

#: Which club a rumour of a kind cannot do without, and what the editor is told.
CLUB_NEEDED = {
    Kind.COACH_APPOINTMENT: ("to_club", _("Say which club would appoint the coach.")),
    Kind.TRANSFER: ("to_club", _("Say which club the player would join.")),
    Kind.LOAN: ("to_club", _("Say which club the player would join.")),
    Kind.FREE_TRANSFER: ("to_club", _("Say which club the player would join.")),
    Kind.COACH_DEPARTURE: ("from_club", _("Say which club the coach would leave.")),
    Kind.COACH_STAY: ("from_club", _("Say at which club the coach would stay.")),
    Kind.CONTRACT_RENEWAL: ("from_club", _("Say with which club the contract would be renewed.")),
}


class RumourQuerySet(models.QuerySet):
    def published(self, *, at=None):
        """Rumours that readers may open at `at` (now by default)."""
        return self.filter(published_at__lte=at or timezone.now())

    def visible_to(self, user, *, at=None):
        """What `user` may open: everything for the newsroom, what is published for everyone else."""
        return self if user.is_staff else self.published(at=at)

    def open(self):
        return self.filter(outcome="")

    def settled(self):
        return self.exclude(outcome="")

    def due(self, *, day=None):
        """Open ones whose deadline has passed: they wait for their outcome."""
        return self.open().filter(deadline__lt=day or timezone.localdate())

    def mentioning(self, text):
        """Those in whose title, or in the names of whose person or clubs, every word of `text` is found."""
        found = self
        for word in fold(text).split():
            names = Q(title__icontains=word)
            for owner in ("person", "from_club", "to_club"):
                names |= Q(**{f"{owner}__search_names__contains": word})
            found = found.filter(names)
        return found

    def about_club(self, club):
        return self.filter(Q(from_club=club) | Q(to_club=club))

    def at_least(self, label):
        """Those whose label is `label` or a likelier one."""
        ladder = list(reliability.LADDER)
        return self.filter(label__in=ladder[: ladder.index(label) + 1])

    def by_news(self):
        """The one about which something was last heard comes first; ties fall by id."""
        return self.order_by("-news_at", "-pk")

    def for_cards(self):
        """What a card prints: person and clubs. One query."""
        return self.select_related("person", "from_club", "to_club")

    def for_feed(self):
        """What a feed item prints. One query."""
        return self.for_cards()


class Rumour(Addressed):
    """A claim that will be settled: who, what, which club, by when, and the rule by which it counts as true."""

    slug_source = "title"

    title = models.CharField(
        _("title"), max_length=150, help_text=_("What would happen, in a few words: “Allegri → Manchester United”.")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="rumours")
    from_club = models.ForeignKey(
        Club, verbose_name=_("from club"), null=True, blank=True, on_delete=models.PROTECT, related_name="rumours_from"
    )
    to_club = models.ForeignKey(
        Club, verbose_name=_("to club"), null=True, blank=True, on_delete=models.PROTECT, related_name="rumours_to"
    )
    season = models.CharField(_("season or window"), max_length=40, blank=True)
    race = models.ForeignKey(
        Race, verbose_name=_("race"), null=True, blank=True, on_delete=models.SET_NULL, related_name="rumours"
    )

    rule = models.TextField(
        _("when it counts as true"),
        help_text=_("Written before the outcome is known, and shown to readers: “The club announces him by …”."),
    )
    opened_on = models.DateField(_("opened on"), default=timezone.localdate)
    deadline = models.DateField(_("deadline"), help_text=_("After this day it has not come about."))
    dismissal_only = models.BooleanField(
        _("only if sacked or by agreement"),
        default=False,
        help_text=_("For a coach who leaves: resignations and ended contracts do not count."),
    )
    points_last_five = models.PositiveSmallIntegerField(
        _("points in the last five matches"),
        null=True,
        blank=True,
        help_text=_("For a coach who may leave: it sets the rate from which the label starts."),
    )

    published_at = models.DateTimeField(
        _("public from"), null=True, blank=True, help_text=_("Empty: a draft that only the newsroom sees.")
    )
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome, blank=True)
    outcome_on = models.DateField(_("settled on"), null=True, blank=True)
    outcome_note = models.CharField(_("why"), max_length=300, blank=True, help_text=_("The fact that settles it."))

    # What the latest assessment said, kept here so that lists and filters need no second query.
    probability = models.FloatField(_("probability"), null=True, editable=False)
    label = models.CharField(
        _("reliability"), max_length=15, choices=Label, default=Label.NOT_ASSESSABLE, editable=False
    )
    confidence = models.CharField(
        _("confidence"), max_length=10, choices=Confidence, default=Confidence.FRAGILE, editable=False
    )
    label_since = models.DateTimeField(_("label since"), null=True, editable=False)
    origin_count = models.PositiveIntegerField(_("origins"), default=0, editable=False)
    report_count = models.PositiveIntegerField(_("reports"), default=0, editable=False)
    #: The last report, change of label or outcome.
    news_at = models.DateTimeField(_("last news"), default=timezone.now, editable=False, db_index=True)

    saved_at = models.DateTimeField(_("last saved"), auto_now=True, db_index=True)
    #: The item's identity in feeds, whatever becomes of its title and address.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    objects = RumourQuerySet.as_manager()

    class Meta:
        verbose_name = _("rumour")
        verbose_name_plural = _("rumours")
        ordering = ["-news_at", "-pk"]
        permissions = [("publish_rumour", _("Can publish and settle rumours"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(deadline__gte=F("opened_on")),
                name="rumour_deadline_after_opening",
                violation_error_message=_("The deadline cannot come before the day the rumour was opened."),
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_on__isnull=True) | (~Q(outcome="") & Q(outcome_on__isnull=False)),
                name="rumour_outcome_has_its_day",
                violation_error_message=_("An outcome needs the day it became known, and a day needs an outcome."),
            ),
            models.CheckConstraint(
                condition=Q(points_last_five__isnull=True) | Q(points_last_five__lte=15),
                name="rumour_points_at_most_15",
                violation_error_message=_("Five matches give 15 points at the most."),
            ),
            models.CheckConstraint(
                condition=~Q(rule=""),
                name="rumour_has_a_rule",
                violation_error_message=_("Write the rule by which the rumour will count as true."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("rumour", args=[self.slug])

    def has_been_public(self):
        return bool(self.published_at and self.published_at <= timezone.now())

    is_published = property(has_been_public)

    @property
    def guid(self):
        return self.uid.urn

    @property
    def is_open(self):
        return not self.outcome

    @property
    def label_range(self):
        return reliability.range_in_words(self.label)

    @property
    def label_in_words(self):
        return f"{self.get_label_display()} {self.label_range}".strip()

    def clean(self):
        super().clean()
        field, message = CLUB_NEEDED.get(self.kind, (None, None))
        if field and not getattr(self, f"{field}_id"):
            raise ValidationError({field: message})
        if self.outcome and self.outcome_on and self.outcome_on > timezone.localdate():
            raise ValidationError({"outcome_on": _("An outcome cannot be dated in the future.")})

    def claim(self):
        """The rumour as the reliability model sees it."""
        return reliability.Claim(
            kind=Kind(self.kind),
            opened=self.opened_on,
            deadline=self.deadline,
            points_last_five=self.points_last_five,
            dismissal_only=self.dismissal_only,
        )

    def reassess(self, *, at=None):
        """Weigh the reports known at `at` (now by default) and append an Assessment if the inputs or the label changed.

        Returns the Assessment, or None when nothing changed or the rumour is settled. Two queries, four if it changed.
        """
        if self.outcome:
            return None
        at = at or timezone.now()
        reports = list(self.reports.for_evidence())
        result = self._weigh(reports, at)
        latest = self.assessments.order_by("-at").first()
        if latest and latest.says_the_same_as(result):
            return None
        return self._append(result, reports, at)

    def _weigh(self, reports, at):
        evidence = [report.as_evidence() for report in reports]
        return reliability.assess(self.claim(), evidence, at=at, previous=self.label)

    def _append(self, result, reports, at):
        known = [r for r in reports if r.published_at <= at]
        cause = newest_origin(known)
        assessment = self.assessments.model.from_result(self, result, at=at, reports=known, cause=cause)
        assessment.save(force_insert=True)
        self.take_over(assessment, news_at=cause.published_at if cause else at)
        self.save(update_fields=[*self.KEPT_FROM_ASSESSMENT, "news_at", "saved_at"])
        return assessment

    KEPT_FROM_ASSESSMENT = ("probability", "label", "confidence", "label_since", "origin_count", "report_count")

    def take_over(self, assessment, *, news_at):
        """Copy onto the row what its latest assessment says. The caller saves."""
        if assessment.label != self.label or not self.label_since:
            self.label_since = assessment.at
        self.label = assessment.label
        self.probability = assessment.probability
        self.confidence = assessment.confidence
        self.origin_count = assessment.origin_count
        self.report_count = assessment.report_count
        self.news_at = news_at


def newest_origin(reports):
    """Return the report to which a change of label is put down: of the latest ones the first that repeats nobody."""
    latest = max((r.published_at for r in reports), default=None)
    together = [r for r in reports if r.published_at == latest]
    return min(together, key=lambda r: (r.echo_of_id is not None, r.pk), default=None)
