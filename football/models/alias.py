from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from football.models.club import Club
from football.models.person import Person


class AliasKind(models.TextChoices):
    SHORT = "short", _("short name")
    FULL = "full", _("full name")
    SURNAME = "surname", _("surname")
    NICKNAME = "nickname", _("nickname")
    COLOURS = "colours", _("colours")
    ABBREVIATION = "abbreviation", _("abbreviation")
    LOCAL_LANGUAGE = "local_language", _("in its own language")
    SPELLING = "spelling", _("spelling")


class Alias(models.Model):
    """Another name of one club or one person."""

    club = models.ForeignKey(
        Club, verbose_name=_("club"), null=True, blank=True, on_delete=models.CASCADE, related_name="aliases"
    )
    person = models.ForeignKey(
        Person, verbose_name=_("person"), null=True, blank=True, on_delete=models.CASCADE, related_name="aliases"
    )
    text = models.CharField(_("name"), max_length=100)
    kind = models.CharField(_("kind"), max_length=20, choices=AliasKind, default=AliasKind.SPELLING)
    ambiguous = models.BooleanField(
        _("ambiguous"),
        default=False,
        help_text=_("On its own it does not settle who is meant: also a city, a word, or another's name."),
    )

    #: The register in which texts are read is built anew when any of these moves.
    saved_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")
        ordering = ["text"]
        constraints = [
            models.CheckConstraint(
                condition=Q(club__isnull=False, person__isnull=True) | Q(club__isnull=True, person__isnull=False),
                name="alias_of_a_club_or_a_person",
                violation_error_message=_("An alias belongs to one club or to one person."),
            ),
            models.UniqueConstraint(
                fields=["club", "text"], name="alias_once_for_a_club", violation_error_message=_("Already there.")
            ),
            models.UniqueConstraint(
                fields=["person", "text"], name="alias_once_for_a_person", violation_error_message=_("Already there.")
            ),
        ]

    def __str__(self):
        return self.text


def namesakes(text, *, of):
    """Return the clubs and people, other than `of`, that go by `text` too. Two queries."""
    return [thing for model in (Club, Person) for thing in model.objects.going_by(text) if thing != of]
