from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.models.article import Article


class CorrectionQuerySet(models.QuerySet):
    def published(self, *, at=None):
        """Corrections that readers may see at `at`: their time has come and their article can be opened."""
        at = at or timezone.now()
        return self.filter(
            Exists(Article.objects.published(at=at).filter(pk=OuterRef("article"))), published_at__lte=at
        )

    def for_list(self):
        """What the public register prints, latest first. One query."""
        return self.select_related("article", "request").order_by("-published_at", "-pk")


class Correction(models.Model):
    """A dated, public correction of a story: what was wrong and what is right."""

    article = models.ForeignKey(
        Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="corrections"
    )
    text = models.TextField(
        _("correction"), help_text=_("What was wrong and what is right, whole and without comment.")
    )
    published_at = models.DateTimeField(_("published"), default=timezone.now, db_index=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-published_at", "-pk"]

    def __str__(self):
        return self.text[:60]

    @property
    def was_asked_for(self):
        """Whether it is printed because somebody has a right to it: its words are then theirs."""
        return bool(self.pk) and hasattr(self, "request")

    def clean(self):
        super().clean()
        if self.was_asked_for and _plain(self.text) != _plain(self.request.text):
            raise ValidationError({"text": _("It was printed at somebody's request: not a word of it may change.")})
        if self.published_at and self.published_at > timezone.now():
            raise ValidationError({"published_at": _("A correction is public at once: its instant cannot be to come.")})


def _plain(text):
    """As it was stored or as a browser sends it back."""
    return text.replace("\r\n", "\n").strip()
