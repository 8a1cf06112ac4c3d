"""Cards in the body of a story. The body names a rumour or another story by its number; what stands there is printed
afresh each time, so that a label is today's, and what was deleted or is not public is not there."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from newsroom.models.prose import REFERENCE
from rumours.models import Rumour

CARDS = {"rumour": "newsroom/_embedded_rumour.html", "article": "newsroom/_embedded_article.html"}
#: In feeds a card is a line of text: the word, its range, a link.
LINES = {"rumour": "newsroom/feeds/_embedded_rumour.html", "article": "newsroom/feeds/_embedded_article.html"}


class Embedded:
    """What some bodies refer to. Two queries for any number of bodies and references, none without references."""

    def __init__(self, bodies, *, articles):
        """`articles` are those that may be shown: the published ones."""
        keys = {"rumour": set(), "article": set()}
        for body in bodies:
            for kind, key in REFERENCE.findall(body):
                keys[kind].add(int(key))
        self.found = {
            "rumour": Rumour.objects.published().for_cards().in_bulk(keys["rumour"]),
            "article": articles.in_bulk(keys["article"]),
        }

    def printed(self, body, *, templates=CARDS):
        """Return a cleaned body with its cards. No query."""
        return SafeString(REFERENCE.sub(lambda reference: self._card(reference, templates), body))

    def _card(self, reference, templates):
        kind, key = reference[1], int(reference[2])
        thing = self.found[kind].get(key)
        return render_to_string(templates[kind], {kind: thing}).strip() if thing else ""
