"""How a story gets out: which step may be taken from where, and by whom. Whoever moves a story calls a verb."""

from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.models.queries import State
from newsroom.models.versions import Verb

WRITE, PUBLISH, WITHDRAW = "newsroom.change_article", "newsroom.publish_article", "newsroom.withdraw_article"
#: How far a story has come that is not out. The other states are read off instants: docs/decisions/0001.
PROGRESS = (State.DRAFT, State.REVIEW, State.READY)


@dataclass(frozen=True)
class Step:
    """A step of a story: what its button says, the states from which it is taken, who may, and what the log says."""

    word: Promise
    starts: tuple[State, ...]
    needs: str
    told: Promise


STEPS = {
    "submit": Step(gettext_lazy("Submit"), (State.DRAFT,), WRITE, gettext_lazy("Submitted")),
    "approve": Step(gettext_lazy("Approve"), (State.REVIEW,), PUBLISH, gettext_lazy("Approved")),
    "send_back": Step(
        gettext_lazy("Send back"), (State.REVIEW, State.READY), PUBLISH, gettext_lazy("Sent back: %(why)s")
    ),
    "schedule": Step(
        gettext_lazy("Schedule"),
        (*PROGRESS, State.SCHEDULED),
        PUBLISH,
        gettext_lazy("Scheduled for %(why)s"),
    ),
    "unschedule": Step(gettext_lazy("Unschedule"), (State.SCHEDULED,), PUBLISH, gettext_lazy("No longer scheduled")),
    "publish": Step(gettext_lazy("Publish"), (*PROGRESS, State.SCHEDULED), PUBLISH, gettext_lazy("Published")),
    "redate": Step(gettext_lazy("Move in the lists"), (State.LIVE,), PUBLISH, gettext_lazy("Moved in the lists")),
    "correct": Step(gettext_lazy("Correct"), (State.LIVE,), PUBLISH, gettext_lazy("Corrected: %(why)s")),
    "withdraw": Step(gettext_lazy("Withdraw"), (State.LIVE,), WITHDRAW, gettext_lazy("Withdrawn: %(why)s")),
}
#: The versions that steps make: those that readers may notice.
MAKES = {
    "schedule": Verb.SCHEDULED,
    "unschedule": Verb.UNSCHEDULED,
    "publish": Verb.PUBLISHED,
    "redate": Verb.REDATED,
    "correct": Verb.CORRECTED,
    "withdraw": Verb.WITHDRAWN,
}
#: What steps read and write: locked and read anew before one, stored after it.
MOVED = (
    "progress",
    "sent_back_at",
    "published_at",
    "first_published_at",
    "updated_at",
    "withdrawn_at",
    "withdrawal_reason",
)
CONSTRAINTS = [
    models.CheckConstraint(condition=Q(progress__in=[*PROGRESS]), name="article_progress_is_known"),
    models.CheckConstraint(
        condition=Q(published_at__isnull=True) | Q(progress=State.READY),
        name="article_out_only_when_ready",
        violation_error_message=gettext_lazy("Only a story that is ready goes out: approve it first."),
    ),
    models.CheckConstraint(
        condition=Q(sent_back_at__isnull=True) | Q(progress=State.DRAFT),
        name="article_sent_back_is_a_draft",
    ),
]
INDEXES = [
    models.Index(fields=["progress", "saved_at"], condition=Q(published_at__isnull=True), name="article_not_out"),
    models.Index(fields=["saved_at"], condition=Q(published_at__isnull=True), name="article_ageing"),
    models.Index(fields=["withdrawn_at"], condition=Q(withdrawn_at__isnull=False), name="article_withdrawn"),
    models.Index(fields=["first_published_at", "withdrawn_at", "published_at", "updated_at"], name="article_days"),
    models.Index(fields=["section", "published_at", "id"], name="article_of_a_section"),
    models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="article_due"),
]


class Workflow(models.Model):
    """What an Article does to get out. A verb with `by` asks whether that user may, and leaves an entry in the log;
    without, it is the site itself that acts. Raises PermissionDenied or ValidationError, with the reason."""

    progress = models.CharField(
        gettext_lazy("progress"),
        max_length=10,
        choices=[(state.value, state.label) for state in PROGRESS],
        default=State.DRAFT,
        editable=False,
    )
    sent_back_at = models.DateTimeField(gettext_lazy("sent back"), null=True, editable=False)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("assigned to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assignments",
        help_text=gettext_lazy("Who writes it: they find it on their first page, and may change it."),
    )
    due_at = models.DateTimeField(
        gettext_lazy("due"), null=True, blank=True, help_text=gettext_lazy("When the text must be there.")
    )

    class Meta:
        abstract = True

    def submit(self, *, by):
        """Hand it in for review."""
        with self.step("submit", by):
            self.progress, self.sent_back_at = State.REVIEW, None

    def approve(self, *, by):
        with self.step("approve", by):
            self.progress = State.READY

    def send_back(self, *, by, why):
        """Make it a draft again, with a note that says what is missing."""
        if not why.strip():
            raise ValidationError(_("Write in the note what is missing: the author finds it with the story."))
        with self.step("send_back", by, why=why.strip()):
            self.progress, self.sent_back_at = State.DRAFT, timezone.now()
            self.notes.create(author=by, text=why.strip())

    def schedule(self, at, *, by=None):
        """Let it appear by itself at `at`, which is to come."""
        if at <= timezone.now():
            raise ValidationError(_("That instant is past: publish now, or choose one to come."))
        self.refuse_unready()
        with self.step("schedule", by, why=f"{timezone.localtime(at):%d/%m/%Y %H:%M}"):
            self._go_out(at, by)

    def unschedule(self, *, by):
        with self.step("unschedule", by):
            self.published_at = None

    def publish(self, *, by=None, at=None):
        """Make it readable from `at` (now by default), unless something on the checklist stands in the way."""
        if at and at > timezone.now():
            self.schedule(at, by=by)
            return
        self.refuse_unready()
        with self.step("publish", by):
            self._go_out(at or timezone.now(), by)

    def redate(self, at, *, by=None):
        """Move a live story among the lists; its first publication stays."""
        if at > timezone.now():
            raise ValidationError(_("The article has been read already: it can be withdrawn, not unpublished."))
        with self.step("redate", by):
            self.published_at = at

    def _go_out(self, at, by):
        if self.progress != State.READY:
            self.log(by, STEPS["approve"].told)
        self.progress, self.sent_back_at, self.published_at = State.READY, None, at

    def allows(self, name, by):
        """Whether `by` may take the step now: what a form offers."""
        return self.state in STEPS[name].starts and self._may(name, by)

    def _may(self, name, by):
        if not by.has_perm(STEPS[name].needs):
            return False
        return name != "submit" or by.has_perm(PUBLISH) or self.is_of(by)

    @contextmanager
    def step(self, name, by, *, why=""):
        """Take a step: the stored row is locked and read anew, the step is refused unless it may be taken; what the
        block sets is stored, and logged with `why`."""
        with transaction.atomic():
            rows = type(self)._base_manager.select_for_update()
            self.refresh_from_db(fields=[*MOVED, "version"], from_queryset=rows)
            self._stored_publication = self.published_at
            self._refuse(name, by)
            self.lock()
            yield
            self.save(update_fields=[*MOVED, "saved_at"])
            if name in MAKES:
                self.becomes(MAKES[name], by=by, why=why)
            self.log(by, STEPS[name].told % {"why": why} if why else STEPS[name].told)

    def _refuse(self, name, by):
        step = STEPS[name]
        if by and not self._may(name, by):
            raise PermissionDenied(_("Your role does not allow this step: %(step)s.") % {"step": step.word})
        if self.state not in step.starts:
            starts = ", ".join(str(state.label) for state in step.starts)
            said = {"step": step.word, "starts": starts, "state": self.state.label}
            raise ValidationError(
                _("“%(step)s” starts from: %(starts)s. The article is now: %(state)s.") % said, code="step"
            )

    def log(self, by, message):
        if by:
            LogEntry.objects.log_actions(by.pk, [self], CHANGE, str(message), single_object=True)
