from django.db import models
from django.utils.translation import gettext_lazy as _

from football.models.club import Club
from football.models.person import Person


class Kind(models.TextChoices):
    """What stands in the register. A kind is also the name of its foreign key in Alias and Tenure."""

    CLUB = "club", _("club")
    PERSON = "person", _("person")

    @property
    def model(self):
        return {Kind.CLUB: Club, Kind.PERSON: Person}[self]

    @classmethod
    def of(cls, thing):
        """The kind of a club or a person, whichever proxy it comes as."""
        return next(kind for kind in cls if isinstance(thing, kind.model))
