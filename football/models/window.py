"""When the transfer market is open: facts that the federations publish, and that an editor may correct."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TransferWindowQuerySet(models.QuerySet):
    def to_close(self, *, at=None):
        """Those that are still to close at `at` and whose hour is known, the first first."""
        at = at or timezone.now()
        known = self.filter(closes_on__gte=timezone.localdate(at), closing_hour__isnull=False)
        return [window for window in known.order_by("closes_on", "closing_hour", "pk") if window.closes_at > at]


class TransferWindow(models.Model):
    country = models.CharField(_("country"), max_length=60)
    name = models.CharField(_("name"), max_length=60, help_text=_("“estate 2025”, “gennaio 2026”."))
    opens_on = models.DateField(_("opens"), null=True, blank=True)
    closes_on = models.DateField(_("closes"))
    closing_hour = models.TimeField(
        _("hour of closing"), null=True, blank=True, help_text=_("In Italian time; empty while it is not known.")
    )
    source = models.URLField(_("source"), blank=True)

    objects = TransferWindowQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer window")
        verbose_name_plural = _("transfer windows")
        ordering = ["-closes_on", "country"]
        constraints = [
            models.UniqueConstraint(
                fields=["country", "name"],
                name="one_window_of_a_name",
                violation_error_message=_("This country has a window of that name already."),
            ),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(opens_on__lte=F("closes_on")),
                name="window_opens_before_it_closes",
                violation_error_message=_("The market closes after it opens."),
            ),
        ]

    def __str__(self):
        return f"{self.country}, {self.name}"

    @property
    def closes_at(self):
        """The instant of closing, or None while the hour is not known."""
        return self.closing_hour and timezone.make_aware(datetime.combine(self.closes_on, self.closing_hour))
