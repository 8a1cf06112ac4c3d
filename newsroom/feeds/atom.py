"""A channel as Atom 1.0 (RFC 4287)."""

from xml.etree.ElementTree import Element

from django.conf import settings

from newsroom.feeds.channel import bare_type, icon
from newsroom.feeds.elements import ATOM, HISTORY, MEDIA, add, add_media, document, written


def render(channel):
    feed = Element("feed", {"xmlns": ATOM, "xmlns:fh": HISTORY, "xmlns:media": MEDIA, "xml:lang": "it"})
    add(feed, "id", channel.id)
    add(feed, "title", channel.title)
    add(feed, "subtitle", channel.description)
    add(feed, "updated", channel.changed_at.isoformat())
    add(feed, "link", rel="alternate", type="text/html", href=channel.page)
    add(feed, "link", rel="self", type=bare_type("atom"), href=channel.address)
    for rel, href in channel.links.items():
        add(feed, "link", rel=rel, type=bare_type("atom"), href=href)
    for hub in channel.hubs:
        add(feed, "link", rel="hub", href=hub)
    if channel.is_archive:
        add(feed, "fh:archive")
    add(feed, "icon", icon("icon-512"))
    add(feed, "logo", icon("logo"))
    add(add(feed, "author"), "name", settings.SITE_NAME)
    return document(feed, b"</feed>", [entry.written_as("atom", _entry) for entry in channel.entries])


def _entry(entry):
    element = Element("entry")
    add(element, "id", entry.guid)
    add(element, "title", entry.title)
    add(element, "updated", entry.updated.isoformat())
    add(element, "published", entry.published.isoformat())
    add(element, "link", rel="alternate", type="text/html", href=entry.link)
    for author in entry.authors:
        person = add(element, "author")
        add(person, "name", author.name)
        add(person, "uri", author.url)
    for category in entry.categories:
        add(element, "category", term=category.term, scheme=category.scheme, label=category.label)
    if entry.picture:
        picture = entry.picture
        add(element, "link", rel="enclosure", type=picture.media_type, length=picture.length, href=picture.url)
        add_media(element, picture)
    add(element, "summary", entry.summary)
    add(element, "content", entry.content, type="html")
    return written(element)
