"""What an editor decided about two entries of the register: that they are one, or that they are two."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football.models.kinds import Kind


class Decided(models.Model):
    kind = models.CharField(gettext_lazy("kind"), max_length=10, choices=Kind)
    at = models.DateTimeField(gettext_lazy("at"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("decided by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True

    @staticmethod
    def kind_of(one, other):
        """The kind of both. Raises ValidationError for a club and a person, and for one and the same."""
        if Kind.of(one) != Kind.of(other):
            raise ValidationError(_("A club is never merged with a person."))
        if one.pk == other.pk:
            raise ValidationError(_("It is the same one twice: choose another."))
        return Kind.of(one)
