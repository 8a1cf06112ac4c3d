from django.db import models
from django.utils.translation import gettext_lazy as _

from rumours import labels, reliability
from rumours.models.judged import shown
from rumours.models.override import Override
from rumours.models.rumour import Rumour
from rumours.vocabulary import Cause, Confidence, Label, Stage


class AppendOnly(TypeError):
    """Raised by whoever tries to change or delete what was said at an instant."""


class AssessmentQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnly(_("Assessments are never changed: append a new one."))

    def bulk_update(self, *args, **kwargs):
        raise AppendOnly(_("Assessments are never changed: append a new one."))

    def delete(self):
        raise AppendOnly(_("Assessments are never deleted."))

    def label_changes(self):
        """Assessments in time order that changed the label, the first included. One query."""
        return self.filter(models.Q(changed_label=True) | models.Q(label_before="")).order_by("at")

    def for_log(self, *, at=None):
        """Changes of label of what is public at `at` (now by default), the first labels left out, latest first, with
        what a line of the log prints. One query."""
        told = self.filter(changed_label=True, rumour__in=Rumour.objects.published(at=at))
        return told.select_related("rumour__person", "rumour__from_club", "rumour__to_club").order_by("-at", "-pk")


class Assessment(models.Model):
    """What the site said of a rumour at an instant, and from what. Append-only, in the database too: that is what the
    record is worth.

    `reasons` and `cause` are self-contained, so that they still read when a report or a source has been renamed or
    removed since. `probability` and `label` are what readers saw; `model_…` what the model said, which an editor's
    judgement may have stood in for; `naive_probability` what it would have said had every echo been a voice.
    """

    rumour = models.ForeignKey(Rumour, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("rumour"))
    at = models.DateTimeField(_("at"))
    probability = models.FloatField(_("probability"), null=True)
    label = models.CharField(_("reliability"), max_length=15, choices=Label)
    model_probability = models.FloatField(_("probability of the model"), null=True)
    model_label = models.CharField(
        _("reliability by the model"), max_length=15, choices=Label, default=Label.NOT_ASSESSABLE
    )
    naive_probability = models.FloatField(_("were every echo a voice"), null=True)
    override = models.ForeignKey(
        Override, verbose_name=_("judgement of the newsroom"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence)
    flags = models.JSONField(_("flags"), default=list)
    #: The points that were weighed: they change while a rumour runs, and the past is replayed with those of then.
    points_last_five = models.PositiveSmallIntegerField(null=True, editable=False)
    origin_count = models.PositiveIntegerField(_("origins"))
    report_count = models.PositiveIntegerField(_("reports"))
    reasons = models.JSONField(_("reasons"))
    label_before = models.CharField(_("reliability before"), max_length=15, choices=Label, blank=True)
    changed_label = models.BooleanField(_("label changed"), default=False)
    cause_kind = models.CharField(_("put down to"), max_length=15, choices=Cause, default=Cause.REPORT)
    cause = models.CharField(_("caused by"), max_length=100, blank=True)
    cause_stage = models.CharField(_("stage"), max_length=20, choices=Stage, blank=True)
    cause_url = models.URLField(_("address"), max_length=500, blank=True)
    model_version = models.CharField(_("model"), max_length=20)
    inputs_hash = models.CharField(max_length=64)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["rumour", "at"], name="one_assessment_at_an_instant")]
        indexes = [models.Index(fields=["-at", "-id"], name="assessment_log", condition=models.Q(changed_label=True))]

    def __str__(self):
        return f"{self.get_label_display()} ({self.at:%Y-%m-%d})"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnly(_("Assessments are never changed: append a new one."))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnly(_("Assessments are never deleted."))

    @classmethod
    def from_result(cls, rumour, result, *, at, reports, inputs_hash, override=None, left=None):
        """Return the unsaved row for what the model said, and for what editors say in its place (see `shown`)."""
        sources = {report.pk: report.source.name for report in reports}
        probability, label, flags = shown(result, override, left)
        reasons = [vars(reason) | {"source": sources.get(reason.report, "")} for reason in result.reasons]
        if left is not None and probability == left:
            moved = reliability.logit(left) - reliability.logit(result.probability)
            reasons.append(vars(reliability.Reason("rival_judged", round(moved, 4))) | {"source": ""})
        return cls(
            rumour=rumour,
            at=at,
            probability=probability,
            label=label,
            model_probability=result.probability,
            model_label=result.label,
            override=override,
            confidence=result.confidence,
            flags=flags,
            points_last_five=rumour.points_last_five,
            origin_count=result.origins,
            report_count=result.reports,
            reasons=reasons,
            model_version=reliability.PARAMETERS.version,
            inputs_hash=inputs_hash,
        )

    def put_down_to(self, report, latest, *, corrected=False):
        """Say what made it differ from the `latest` one: a report (or none), what was `corrected`, or what else has
        changed."""
        self.label_before = latest.label if latest else ""
        self.changed_label = bool(latest and latest.label != self.label)
        if self.override_id != (latest.override_id if latest else None):
            self.cause_kind = Cause.NEWSROOM if self.override_id else Cause.NEWSROOM_OVER
        elif report:
            self.cause, self.cause_stage, self.cause_url = report.source.name, report.stage, report.url
        elif corrected:
            self.cause_kind = Cause.CORRECTED
        elif latest and latest.model_version != self.model_version:
            self.cause_kind = Cause.MODEL
        else:
            self.cause_kind = Cause.RACE if self._pushed_by_rivals(latest) else Cause.TIME

    def _pushed_by_rivals(self, latest):
        """Whether what rivals left of it moved more than what it would be by itself."""
        moved = {}
        for reasons, sign in ((self.reasons, 1), (latest.reasons if latest else [], -1)):
            for reason in reasons:
                shared = reason["what"] in ("race", "vacancy", "rival_official", "rival_judged")
                moved[shared] = moved.get(shared, 0.0) + sign * (reason["log_odds"] or 99.0 * shared)
        return abs(moved.get(True, 0.0)) > abs(moved.get(False, 0.0))

    @property
    def label_range(self):
        return labels.range_in_words(self.label)
