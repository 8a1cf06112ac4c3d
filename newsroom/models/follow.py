"""What an editor keeps an eye on: a story, a club or a person."""

from functools import reduce
from operator import or_

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from football.models import Club, Person
from newsroom.models.article import Article

KINDS = ("article", "club", "person")


def exactly_one(kinds):
    """One of the columns is filled, and the others are not."""
    return reduce(or_, (Q(**{f"{kind}__isnull": kind != filled for kind in kinds}) for filled in kinds))


class Follow(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, editable=False, on_delete=models.CASCADE, related_name="follows")
    article = models.ForeignKey(
        Article,
        verbose_name=_("article"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="followers",
    )
    club = models.ForeignKey(
        Club, verbose_name=_("club"), null=True, blank=True, on_delete=models.CASCADE, related_name="followers"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.CASCADE, related_name="followers"
    )

    class Meta:
        verbose_name = _("followed")
        verbose_name_plural = _("what I follow")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=exactly_one(KINDS), name="follow_one_thing"),
            *(models.UniqueConstraint(fields=["user", kind], name=f"follow_{kind}_once") for kind in KINDS),
        ]

    def __str__(self):
        return str(self.thing)

    @property
    def thing(self):
        return self.article or self.club or self.person

    def clean(self):
        chosen = [kind for kind in KINDS if getattr(self, f"{kind}_id")]
        if len(chosen) != 1:
            raise ValidationError(_("Choose one: an article, a club or a person."))
        same = {"user": self.user_id, chosen[0]: getattr(self, f"{chosen[0]}_id")}
        if Follow.objects.filter(**same).exclude(pk=self.pk).exists():
            raise ValidationError(_("You follow it already."))
