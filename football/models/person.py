import re

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from football.models.registered import Registered, RegisteredQuerySet
from football.models.tenure import Role, Tenure
from football.names import family_name_of

#: An address that the year of birth tells apart from another's.
NAMESAKE = re.compile(r"-((?:19|20)\d\d)$")


class PersonQuerySet(RegisteredQuerySet):
    def who_have_been(self, role):
        """Those whose role it is, or who held it in some tenure. No extra query."""
        held = Tenure.objects.filter(person=OuterRef("pk"), role=role)
        return self.filter(Q(role=role) | Exists(held))

    def for_index(self):
        """People with their present club, for the index page. Two queries."""
        return self.prefetch_related(Tenure.current_prefetch()).order_by("family_name", "name")


class Person(Registered):
    # Its address follows its role.
    PRINTED = ("name", "slug", "role")
    DATASET = "coaches"

    name = models.CharField(_("name"), max_length=100, help_text=_("First name and surname, with their accents."))
    family_name = models.CharField(
        _("sorted as"),
        max_length=100,
        blank=True,
        help_text=_("The part of the name by which lists are sorted. Empty: all but the first word."),
    )
    role = models.CharField(
        _("role"),
        max_length=10,
        choices=Role,
        default=Role.COACH,
        help_text=_("What this person is now: the page stands under it. Earlier roles are told by the tenures."),
    )
    birth_date = models.DateField(_("born on"), null=True, blank=True)
    nationality = models.CharField(_("nationality"), max_length=2, blank=True, help_text=_("Two letters: IT, ES, GB."))
    retired = models.BooleanField(_("retired"), default=False)

    #: The register in which texts are read is built anew when any of these moves.
    saved_at = models.DateTimeField(auto_now=True, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "name"]

    @property
    def told_apart(self):
        """The name, with the year of birth where it had to be put into the address: two people bear it."""
        year = NAMESAKE.search(self.slug)
        return f"{self.name} ({year[1]})" if year else self.name

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.family_name = self.family_name or family_name_of(self.name)
        super().save(*args, **kwargs)

    def own_names(self):
        return [self.name]

    def get_absolute_url(self):
        return reverse(self.role, args=[self.slug])


class CoachManager(models.Manager.from_queryset(PersonQuerySet)):
    def get_queryset(self):
        return super().get_queryset().who_have_been(Role.COACH)


class Coach(Person):
    """A person who coaches or has coached."""

    objects = CoachManager()

    class Meta:
        proxy = True
        verbose_name = _("coach")
        verbose_name_plural = _("coaches")
        ordering = ["family_name", "name"]


class PlayerManager(models.Manager.from_queryset(PersonQuerySet)):
    def get_queryset(self):
        return super().get_queryset().who_have_been(Role.PLAYER)


class Player(Person):
    """A person who plays or has played."""

    objects = PlayerManager()

    class Meta:
        proxy = True
        verbose_name = _("player")
        verbose_name_plural = _("players")
        ordering = ["family_name", "name"]

    def save(self, *args, **kwargs):
        if self._state.adding:
            self.role = Role.PLAYER
        super().save(*args, **kwargs)
