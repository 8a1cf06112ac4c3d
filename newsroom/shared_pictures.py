"""The picture that goes with an address where it is shared: the story's own, or a card drawn for it, once for each
thing that it says."""

import logging
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.translation import gettext as _

from football.models import Club, Person
from newsroom.models import Article, Author
from newsroom.social_cards import SIZE, Card, draw
from rumours.labels import LABEL_FROM
from rumours.models import Rumour
from rumours.vocabulary import Label

logger = logging.getLogger(__name__)
#: How many of the five steps each label reaches.
STEPS = {label: 5 - place for place, label in enumerate(LABEL_FROM)} | {Label.OFFICIAL: 5}
KINDS = {"articolo": Article, "voce": Rumour, "club": Club, "persona": Person, "firma": Author}
FRONT = "testata"


@dataclass(frozen=True)
class SharedPicture:
    url: str
    width: int
    height: int
    alt: str


def picture_of(thing):
    """Return the SharedPicture of a story, rumour, club, person or author; of the site for nothing. No query."""
    lead = getattr(thing, "lead_picture", None)
    if lead:
        social = lead.rendition("social")
        return SharedPicture(social.url, social.width, social.height, lead.alt_text)
    card = card_of(thing)
    alt = " · ".join(filter(None, [card.kicker, card.title, card.verdict]))
    return SharedPicture(urljoin(settings.SITE_URL, address_of(thing)), *SIZE, alt)


def address_of(thing):
    """The path of a thing's card as it would be drawn now."""
    return reverse("cover", args=[_kind_of(thing), getattr(thing, "pk", None) or 0, card_of(thing).digest])


def card_of(thing):
    """Return the Card of a thing: what the picture says in words."""
    site = settings.SITE_NAME
    if isinstance(thing, Article):
        return Card(site, thing.kicker or (thing.section.name if thing.section_id else ""), thing.headline)
    if isinstance(thing, Rumour):
        verdict = thing.get_outcome_display() or thing.label_in_words
        steps = 0 if thing.outcome else STEPS.get(thing.label, 0)
        return Card(site, thing.get_kind_display(), thing.title, verdict, steps)
    if isinstance(thing, Club):
        return Card(site, thing.competition.name, thing.name)
    if isinstance(thing, Person):
        return Card(site, thing.get_role_display(), thing.name)
    return Card(site, _("Author"), thing.name) if thing else Card("", _("The market, with its odds"), site)


def _kind_of(thing):
    return next((kind for kind, model in KINDS.items() if isinstance(thing, model)), FRONT)


def stored_card(thing):
    """Return the PNG of a thing's card, drawn at the first request and kept in place of the one before it, where it can
    be kept."""
    card, folder = card_of(thing), f"copertine/{_kind_of(thing)}/{getattr(thing, 'pk', 0)}"
    name = f"{folder}/{card.digest}.png"
    if default_storage.exists(name):
        with default_storage.open(name) as kept:
            return kept.read()
    drawn = draw(card)
    try:
        _keep_only(folder, name, drawn)
    except OSError:
        logger.exception("The card %s could not be kept", name)
    return drawn


def _keep_only(folder, name, drawn):
    """Store a card, then drop what else is in its folder: those before it, and the copy of whoever drew it just now."""
    default_storage.save(name, ContentFile(drawn))
    for other in default_storage.listdir(folder)[1]:
        if f"{folder}/{other}" != name:
            default_storage.delete(f"{folder}/{other}")
