"""A channel as RSS 2.0, with the full text and one creator for each author."""

from email.utils import format_datetime
from html import escape
from xml.etree.ElementTree import Element

from django.utils.timezone import localtime

from newsroom.feeds.channel import bare_type, icon
from newsroom.feeds.elements import ATOM, HISTORY, MEDIA, add, add_media, document, written

NAMESPACES = {
    "xmlns:atom": ATOM,
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:fh": HISTORY,
    "xmlns:media": MEDIA,
}
SPECIFICATION = "https://www.rssboard.org/rss-specification"
#: The side of the channel's image, which may be no wider.
SIDE = 144


def render(channel):
    rss = Element("rss", {"version": "2.0"} | NAMESPACES)
    head = add(rss, "channel")
    add(head, "title", channel.title)
    add(head, "link", channel.page)
    add(head, "description", channel.description)
    add(head, "language", "it")
    add(head, "atom:link", rel="self", type=bare_type("rss"), href=channel.address)
    for rel, href in channel.links.items():
        add(head, "atom:link", rel=rel, type=bare_type("rss"), href=href)
    for hub in channel.hubs:
        add(head, "atom:link", rel="hub", href=hub)
    if channel.is_archive:
        add(head, "fh:archive")
    add(head, "lastBuildDate", _date(channel.changed_at))
    add(head, "docs", SPECIFICATION)
    _add_image(head, channel)
    return document(rss, b"</channel></rss>", [entry.written_as("rss", _item) for entry in channel.entries])


def _add_image(head, channel):
    image = add(head, "image")
    for tag, text in (("url", icon("icon-144")), ("title", channel.title), ("link", channel.page)):
        add(image, tag, text)
    add(image, "width", str(SIDE))
    add(image, "height", str(SIDE))


def _item(entry):
    item = Element("item")
    add(item, "title", entry.title)
    add(item, "link", entry.link)
    # Programs read HTML here too.
    add(item, "description", escape(entry.summary, quote=False))
    add(item, "content:encoded", entry.content)
    for author in entry.authors:
        add(item, "dc:creator", author.name)
    for category in entry.categories:
        add(item, "category", category.label, domain=category.scheme)
    add(item, "guid", entry.guid, isPermaLink="false")
    add(item, "pubDate", _date(entry.published))
    add(item, "atom:updated", entry.updated.isoformat())
    if entry.picture:
        add(
            item,
            "enclosure",
            url=entry.picture.url,
            length=entry.picture.length,
            type=entry.picture.media_type,
        )
        add_media(item, entry.picture)
    return written(item)


def _date(at):
    """In English whatever the language, with the zone as a number."""
    return format_datetime(localtime(at))
