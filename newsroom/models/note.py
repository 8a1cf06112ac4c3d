"""What editors tell one another about a story. Readers never see it; what was said stays."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.models.article import Article
from newsroom.models.prose import validate_line


class Note(models.Model):
    """Append-only: the database refuses a change of what was said, of when, and of which story."""

    article = models.ForeignKey(Article, verbose_name=_("article"), on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="notes",
    )
    text = models.TextField(_("note"), max_length=4000, validators=[validate_line])
    at = models.DateTimeField(_("written"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["at", "pk"]

    def __str__(self):
        return self.text[:60]
