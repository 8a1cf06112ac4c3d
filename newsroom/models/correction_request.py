"""A correction that somebody has a right to (art. 8 L. 47/1948): two days, whole, without comment."""

from contextlib import contextmanager
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsroom.models.article import Article
from newsroom.models.correction import Correction
from newsroom.models.queries import State

#: The law's two days, and its thirty lines; a line is one of a typed page.
WITHIN, LINES, LINE = timedelta(days=2), 30, 60


class CorrectionRequestQuerySet(models.QuerySet):
    def waiting(self):
        """Those that are neither printed nor refused. The same rule as `CorrectionRequest.is_waiting`."""
        return self.filter(correction=None, refusal="")


class CorrectionRequest(models.Model):
    article = models.ForeignKey(
        Article, verbose_name=gettext_lazy("article"), on_delete=models.PROTECT, related_name="correction_requests"
    )
    asked_by = models.CharField(
        gettext_lazy("asked by"), max_length=150, help_text=gettext_lazy("For the newsroom: readers are not told.")
    )
    received_at = models.DateTimeField(
        gettext_lazy("received"),
        default=timezone.now,
        help_text=gettext_lazy("From here the two days of the law are counted."),
    )
    text = models.TextField(
        gettext_lazy("text"),
        help_text=gettext_lazy(
            "As it was sent, whole: at most thirty lines of sixty characters. It cannot be changed afterwards."
        ),
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("registered by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    correction = models.OneToOneField(
        Correction,
        verbose_name=gettext_lazy("correction"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="request",
    )
    refusal = models.TextField(
        gettext_lazy("why it is refused"),
        blank=True,
        help_text=gettext_lazy("For the newsroom's record: the law allows it only for a text that would be a crime."),
    )

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("request of correction")
        verbose_name_plural = gettext_lazy("requests of correction")
        ordering = ["received_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(correction=None) | Q(refusal=""), name="correction_request_printed_or_refused"
            )
        ]

    def __str__(self):
        return f"{self.article} · {self.time_left}" if self.is_waiting else str(self.article)

    @property
    def due_at(self):
        return self.received_at + WITHIN

    @property
    def is_waiting(self):
        return self.correction_id is None and not self.refusal

    @property
    def time_left(self):
        """ "29 hours left", "5 hours late"."""
        seconds = (self.due_at - timezone.now()).total_seconds()
        hours = int(abs(seconds) // 3600)
        if seconds < 0:
            return ngettext("%(hours)s hour late", "%(hours)s hours late", hours) % {"hours": hours}
        return ngettext("%(hours)s hour left", "%(hours)s hours left", hours) % {"hours": hours}

    def clean(self):
        super().clean()
        if self.received_at and self.received_at > timezone.now():
            raise ValidationError({"received_at": _("It cannot have been received in the future.")})
        if (lines := lines_of(self.text)) > LINES:
            said = _("It is %(lines)s lines: the law obliges to %(most)s. Agree on a shorter text with whoever asks.")
            raise ValidationError({"text": said % {"lines": lines, "most": LINES}})

    def publish(self, *, by=None):
        """Print it at the head of the story and in the register, word for word. Raises ValidationError when it is
        decided already, or when the story is not out."""
        with self._decision("correction"):
            article = Article._base_manager.get(pk=self.article_id)
            if article.state != State.LIVE:
                raise ValidationError(_("The article is not public any more."))
            self.correction = article.correct(self.text, by=by)

    def refuse(self, *, why):
        """Keep the reason why it is not printed. Raises ValidationError when it is decided already."""
        with self._decision("refusal"):
            self.refusal = why

    @contextmanager
    def _decision(self, field):
        """Whoever decides holds the row: of two who decide at once the second is told."""
        with transaction.atomic():
            if not type(self).objects.select_for_update().get(pk=self.pk).is_waiting:
                raise ValidationError(_("It has been decided already."))
            yield
            self.save(update_fields=[field])


def lines_of(text):
    """How many lines of a typed page a text fills."""
    return sum(max(ceil(len(line) / LINE), 1) for line in text.strip().splitlines()) if text.strip() else 0
