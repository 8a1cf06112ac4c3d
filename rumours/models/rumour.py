import uuid

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from football.fulltext.indexed import Indexed
from football.models import Addressed, Club, Person, stamp
from football.topics import COMING
from rumours import labels
from rumours.evidence import Claim
from rumours.models.judged import Judged
from rumours.models.printed import Printed
from rumours.models.queries import RumourQuerySet
from rumours.models.race import Race
from rumours.models.settling import Settling
from rumours.rules import rule_for
from rumours.vocabulary import Confidence, Flag, Kind, Label, Outcome

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


FROZEN_MESSAGE = _("Something has been said of this rumour already: what it claims, its rule and its dates are frozen.")
PUBLIC_MESSAGE = _("It is public, and what was said of it stays so: the moment of publication cannot change any more.")
#: What cannot change once something has been said of a rumour: the claim that it will be settled by.
FROZEN = ("kind", "person_id", "from_club_id", "to_club_id", "rule", "opened_on", "deadline", "dismissal_only")


class Rumour(Judged, Settling, Printed, Indexed, Addressed):
    """A claim that will be settled: who, what, which club, by when, and the rule by which it counts as true."""

    slug_source = "title"
    FOUND_BY = ("title", "outcome_note")
    NAMED = ("person", "from_club", "to_club")

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
        blank=True,
        help_text=_(
            "Written before the outcome is known, and shown to readers. Empty: it is written from the kind and the "
            "deadline. From the first label on it cannot change."
        ),
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
    outcome_url = models.URLField(
        _("evidence"), max_length=500, blank=True, help_text=_("The address of the announcement, or of who reports it.")
    )
    #: When the newsroom learnt it: no base rate and no record of a source knows it before.
    outcome_known_at = models.DateTimeField(null=True, editable=False)

    # What the latest assessment said, kept here so that lists and filters need no second query.
    probability = models.FloatField(_("probability"), null=True, editable=False)
    label = models.CharField(
        _("reliability"), max_length=15, choices=Label, default=Label.NOT_ASSESSABLE, editable=False
    )
    confidence = models.CharField(
        _("confidence"), max_length=10, choices=Confidence, default=Confidence.FRAGILE, editable=False
    )
    label_since = models.DateTimeField(_("label since"), null=True, editable=False)
    flags = models.JSONField(_("flags"), default=list, editable=False)
    #: What the model says while an editor's judgement stands in its place, until `override_until`.
    model_probability = models.FloatField(null=True, editable=False)
    model_label = models.CharField(max_length=15, choices=Label, default=Label.NOT_ASSESSABLE, editable=False)
    override_until = models.DateTimeField(null=True, editable=False)
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
        permissions = [
            ("publish_rumour", _("Can publish and settle rumours")),
            ("reopen_rumour", _("Can reopen settled rumours")),
        ]
        indexes = [
            # Feeds ask at every visit which judgements have run out.
            models.Index(fields=["override_until"], condition=Q(override_until__isnull=False), name="rumour_override"),
        ]
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
            models.UniqueConstraint(
                fields=["race"],
                condition=Q(outcome=Outcome.CONFIRMED),
                name="one_winner_of_a_race",
                violation_error_message=_("Another rumour of this race has come true already: both cannot."),
            ),
        ]

    def __str__(self):
        return self.title

    @classmethod
    def from_db(cls, db, field_names, values):
        rumour = super().from_db(db, field_names, values)
        rumour._note_what_is_stored()
        rumour._let_the_override_expire()
        return rumour

    def _note_what_is_stored(self):
        self._stored_claim = self._claim_columns()
        self._stored_publication = self.__dict__.get("published_at")

    def _claim_columns(self):
        """The frozen columns as far as they were loaded."""
        return {name: self.__dict__[name] for name in FROZEN if name in self.__dict__}

    def _let_the_override_expire(self, *, at=None):
        """What an editor said stands until its instant, and nothing has to run when it comes."""
        until = self.__dict__.get("override_until")
        if until and until <= (at or timezone.now()):
            if self.label != self.model_label:
                self.label_since = until
            self.probability, self.label, self.override_until = self.model_probability, self.model_label, None
            self.flags = [flag for flag in self.flags if flag != Flag.EDITORS_CALL]

    def get_absolute_url(self):
        return reverse("rumour", args=[self.slug])

    def found_by_lines(self):
        return self.title

    def found_by_body(self):
        return self.outcome_note

    def names_in_it(self):
        return " ".join(str(thing) for thing in (self.person, self.from_club, self.to_club) if thing)

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
        return labels.range_in_words(self.label)

    @property
    def label_in_words(self):
        return f"{self.get_label_display()} {self.label_range}".strip()

    @property
    def is_due(self):
        return self.is_open and self.deadline < timezone.localdate()

    def clean(self):
        super().clean()
        field, message = CLUB_NEEDED.get(self.kind, (None, None))
        if field and not getattr(self, f"{field}_id"):
            raise ValidationError({field: message})
        self._write_the_rule()
        if self.race_id and self.pk and self.races_it_opens.exists():
            raise ValidationError({"race": _("It opens a race of its own: it cannot run in one.")})
        self._refuse_what_is_frozen()

    def _refuse_what_is_frozen(self):
        if changed := self._frozen_changes():
            raise ValidationError(dict.fromkeys(changed, FROZEN_MESSAGE))
        stored = getattr(self, "_stored_publication", None)
        if stored and stored <= timezone.now() and self.published_at != stored:
            raise ValidationError({"published_at": PUBLIC_MESSAGE})

    def _write_the_rule(self):
        if not self.rule and self.person_id and self.deadline:
            self.rule = rule_for(self)

    @transaction.atomic
    def save(self, *args, **kwargs):
        self._write_the_rule()
        if self.outcome and not self.outcome_known_at:
            self.outcome_known_at = timezone.now()
        self._refuse_what_is_frozen()
        if not self._state.adding and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = self._own_columns()
        before = self.printed_everywhere([self.pk])
        super().save(*args, **kwargs)
        self._note_what_is_stored()
        coming = {COMING} if self.published_at and not self.is_published else set()
        stamp(before | self.printed_everywhere([self.pk]) | coming)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        stamp(self.printed_everywhere([self.pk]))
        return super().delete(*args, **kwargs)

    def _own_columns(self):
        """What a form may write. Labels and outcomes are the verbs': a form that was loaded before a report came in
        must not put back what the report has changed."""
        others = {*self.KEPT_FROM_ASSESSMENT, *self.OUTCOME, "news_at", "id", *self.get_deferred_fields()}
        return [field.name for field in self._meta.concrete_fields if not {field.name, field.attname} & others]

    def _frozen_changes(self):
        """The names of the frozen fields that differ from what is stored, once an assessment exists. No query as long
        as nothing differs."""
        stored = getattr(self, "_stored_claim", {})
        changed = [name.removesuffix("_id") for name, value in stored.items() if self.__dict__.get(name) != value]
        return changed if changed and self.pk and self.assessments.exists() else []

    def claim(self):
        """The rumour as the reliability model sees it."""
        return Claim(
            kind=Kind(self.kind),
            opened=self.opened_on,
            deadline=self.deadline,
            points_last_five=self.points_last_five,
            dismissal_only=self.dismissal_only,
        )
