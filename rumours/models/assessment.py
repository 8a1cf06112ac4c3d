from dataclasses import asdict

from django.db import models
from django.utils.translation import gettext_lazy as _

from rumours import reliability
from rumours.models.rumour import Rumour
from rumours.vocabulary import Confidence, Label


class AppendOnly(TypeError):
    """Raised by whoever tries to change or delete what was said at an instant."""


class AssessmentQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise AppendOnly(_("Assessments are never changed: append a new one."))

    def delete(self):
        raise AppendOnly(_("Assessments are never deleted."))

    def label_changes(self):
        """Assessments in time order that changed the label, the first included. One query."""
        before = models.Window(models.functions.Lag("label"), partition_by="rumour_id", order_by=models.F("at").asc())
        changed = models.Q(label_before__isnull=True) | ~models.Q(label_before=models.F("label"))
        return self.annotate(label_before=before).filter(changed).order_by("at")


class Assessment(models.Model):
    """What the site said of a rumour at an instant, and from what. Append-only: that is what the record is worth.

    `reasons` is self-contained, so that it still reads when a report or a source has been renamed or removed since.
    """

    rumour = models.ForeignKey(Rumour, on_delete=models.PROTECT, related_name="assessments", verbose_name=_("rumour"))
    at = models.DateTimeField(_("at"))
    probability = models.FloatField(_("probability"), null=True)
    label = models.CharField(_("reliability"), max_length=15, choices=Label)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence)
    origin_count = models.PositiveIntegerField(_("origins"))
    report_count = models.PositiveIntegerField(_("reports"))
    reasons = models.JSONField(_("reasons"))
    cause = models.CharField(_("caused by"), max_length=100, blank=True)
    model_version = models.CharField(_("model"), max_length=20)
    inputs_hash = models.CharField(max_length=64)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["rumour", "at"], name="one_assessment_at_an_instant")]

    def __str__(self):
        return f"{self.get_label_display()} ({self.at:%Y-%m-%d})"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnly(_("Assessments are never changed: append a new one."))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnly(_("Assessments are never deleted."))

    @classmethod
    def from_result(cls, rumour, result, *, at, reports, cause=None):
        """Return the unsaved row for what `reliability.assess` returned from `reports`."""
        sources = {report.pk: report.source.name for report in reports}
        return cls(
            rumour=rumour,
            at=at,
            probability=result.probability,
            label=result.label,
            confidence=result.confidence,
            origin_count=result.origins,
            report_count=result.reports,
            reasons=[asdict(reason) | {"source": sources.get(reason.report, "")} for reason in result.reasons],
            cause=cause.source.name if cause else "",
            model_version=reliability.MODEL_VERSION,
            inputs_hash=result.inputs_hash,
        )

    def says_the_same_as(self, result):
        return self.inputs_hash == result.inputs_hash and self.label == result.label
