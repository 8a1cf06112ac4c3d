"""The feeds of all clubs and coaches as OPML 2.0, for programs that take many at once."""

from itertools import groupby
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from newsroom.feeds.elements import add, written
from newsroom.feeds.entries import absolute, line, title_of

MEDIA_TYPE = "text/x-opml; charset=utf-8"


def render(clubs, coaches):
    """Return the bytes of the document: clubs (for_index) in a folder for each competition, then coaches. No query but
    those of the two querysets."""
    opml = Element("opml", {"version": "2.0"})
    add(add(opml, "head"), "title", title_of(_("clubs and coaches")))
    body = add(opml, "body")
    for competition, some in groupby(clubs, lambda club: club.competition):
        _add_folder(body, competition.name, some)
    _add_folder(body, _("Coaches"), coaches)
    return written(opml)


def _add_folder(body, name, things):
    folder = add(body, "outline", text=line(name))
    for thing in things:
        address = absolute(thing.get_absolute_url())
        add(folder, "outline", type="rss", text=line(thing.name), xmlUrl=f"{address}feed.rss", htmlUrl=address)
