"""How a story's headline is held against the labels of its rumours, and confirmed where it goes further."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from football.names import fold
from newsroom import headlines
from newsroom.models.prose import validate_line
from rumours.vocabulary import Kind, Label

#: A reason of fewer characters, spaces aside, says nothing.
REASON_LENGTH = 20
SHORT_REASON = _("Write the reason in at least %(length)d characters.")
STAYING = (Kind.COACH_STAY, Kind.CONTRACT_RENEWAL)


class Headlined(models.Model):
    """What an Article does to answer for its headline."""

    headline_reason = models.TextField(
        _("why the headline says more"),
        blank=True,
        validators=[validate_line],
        help_text=_("What the newsroom knows beyond the label. It stays in the history with your name."),
    )
    headline_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("headline confirmed by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    #: The kicker and headline that were confirmed: for any others the confirmation is void.
    headline_confirmed = models.TextField(_("headline that was confirmed"), blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def headline_text(self):
        """Kicker and headline, which are read together, as two clauses."""
        return f"{self.kicker} | {self.headline}" if self.kicker else self.headline

    @property
    def headline_is_confirmed(self):
        return bool(self.headline) and self.headline_confirmed == self.headline_text

    def headline_problems(self, *, rumours=None, tags=None):
        """What the headline states as fact and its rumours' labels do not carry (headlines.Claim), unless confirmed.

        `publish` asks it, with the rest of the checklist. A form passes its own rumours and tags
        (clubs and people), which are not stored yet. Three queries without them.
        """
        if self.headline_is_confirmed:
            return []
        rumours = self.rumours_for_cards() if rumours is None else rumours
        tags = [*self.clubs.all(), *self.people.all()] if tags is None else tags
        others = frozenset(name for tag in tags for name in names_of(tag))
        return headlines.uncarried(self.headline_text, [standing_of(rumour) for rumour in rumours], others=others)

    def confirm_headline(self, *, by, why):
        """Take responsibility for a headline that says more than its labels. The caller saves. Raises ValidationError
        for a reason that is too short."""
        if not is_reason(why):
            raise ValidationError(SHORT_REASON % {"length": REASON_LENGTH})
        self.headline_reason, self.headline_confirmed_by = why.strip(), by
        self.headline_confirmed = self.headline_text

    def drop_void_confirmation(self):
        if self.headline_confirmed and not self.headline_is_confirmed:
            self.headline_reason, self.headline_confirmed_by, self.headline_confirmed = "", None, ""


def standing_of(rumour):
    """A rumour as headlines are measured by it. No query when it was read `for_cards`."""
    clubs = [club for club in (rumour.from_club, rumour.to_club) if club]
    return headlines.Standing(
        title=rumour.title,
        label=Label(rumour.label),
        outcome=rumour.outcome,
        people=names_of(rumour.person),
        clubs=frozenset(name for club in clubs for name in names_of(club)),
        stays=rumour.kind in STAYING,
    )


def is_reason(text):
    return sum(c.isprintable() and not c.isspace() for c in text) >= REASON_LENGTH


def names_of(tag):
    """The folded names and aliases of a club or a person, the family name alone included."""
    names = {*tag.search_names.splitlines(), fold(tag.name), fold(getattr(tag, "family_name", ""))}
    return frozenset(names - {""})
