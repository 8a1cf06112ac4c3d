"""The cards of lists, as HTML: each made once for all the pages that print it, and anew when what it shows changes."""

from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from football.topics import topic, topics
from newsroom import for_cards
from newsroom.kept.pieces import piece, pieces

CARD, LEAD, RUMOUR_CARD = "newsroom/_card.html", "newsroom/_lead.html", "newsroom/_rumour_card.html"


class Look(NamedTuple):
    """How the cards of a list are printed."""

    #: "large", with picture and standfirst, or "small"; "lead" for the one at the top of the front page.
    size: str
    heading: str = "h3"
    #: The day is named above them.
    under_day: bool = False


def stories(keys, look, *, whole=False):
    """The cards of the published stories with these keys, in this order; a story that is not there any more has none.
    No query while all are kept, three more when some are not (newsroom/kept/pieces.py). `whole` says that many will ask
    for just these: they are kept together too."""
    if not whole:
        return together([(keys, look)])[0]
    return piece(("cards", look, *keys), topics("story", keys), lambda: together([(keys, look)])[0])


def together(lists):
    """The cards of each of these lists, (keys, Look), for the queries of one."""
    made = pieces({(key, look): {topic("story", key)} for keys, look in lists for key in keys}, _made)
    return [SafeString("".join(made[key, look] for key in keys)) for keys, look in lists]


def _made(names):
    there = for_cards.stories({key for key, _look in names})
    return {(key, look): _card(there.get(key), look) for key, look in names}


def _card(article, look):
    template = LEAD if look.size == "lead" else CARD
    return render_to_string(template, {"article": article, **look._asdict()}) if article else ""


def rumours(keys):
    """The cards of the published rumours with these keys, in this order. No query while all are kept, one more when
    some are not."""
    made = pieces({("rumour", key): {topic("rumour", key)} for key in keys}, _made_of_rumours)
    return SafeString("".join(made["rumour", key] for key in keys))


def _made_of_rumours(names):
    there = for_cards.rumours({key for _, key in names})
    return {(kind, key): _rumour_card(there.get(key)) for kind, key in names}


def _rumour_card(rumour):
    return render_to_string(RUMOUR_CARD, {"rumour": rumour}) if rumour else ""
