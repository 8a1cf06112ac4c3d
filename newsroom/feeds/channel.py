"""A document of a feed as plain values: what the three formats write down, each in its own words."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.templatetags.static import static

from newsroom.feeds.entries import Entry, absolute

#: By the ending of the address.
MEDIA_TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


@dataclass(frozen=True)
class Channel:
    title: str
    description: str
    #: The page that lists the same.
    page: str
    #: The address of this very document.
    address: str
    #: What stays the same when the site moves: the path of the page and its filters.
    identity: str
    changed_at: datetime
    entries: list[Entry]
    #: Addresses of other documents, by their relation (RFC 5005): "next", "prev-archive", "current" …
    links: dict[str, str] = field(default_factory=dict)
    hubs: tuple[str, ...] = ()
    is_archive: bool = False

    @property
    def id(self):
        return uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, settings.FEED_AUTHORITY), self.identity).urn


def bare_type(format):
    return MEDIA_TYPES[format].partition(";")[0]


def icon(name):
    return absolute(static(f"feeds/{name}.png"))
