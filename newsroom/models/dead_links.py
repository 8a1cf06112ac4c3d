"""Links of a body that lead nowhere, read off their addresses and the database: nothing is fetched."""

from functools import lru_cache
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from football.models import Club, PastSlug, Person
from newsroom.markup import parse
from newsroom.models.author import Author, Section
from rumours.models import Rumour, Source

#: What stands at an address with a slug, by the name of its page: the things that readers can open.
PLACES = {
    "author": Author.objects.all,
    "section": Section.objects.all,
    "club": Club.objects.all,
    "coach": Person.objects.all,
    "player": Person.objects.all,
    "rumour": Rumour.objects.published,
    "source": Source.objects.all,
}


@lru_cache(maxsize=4)
def links_of(body):
    """Return (words, address) for each link of a body, in its order. Several checks ask about the same one."""
    return tuple((e.text.strip(), e.attrs.get("href", "").strip()) for e in parse(body).walk() if e.tag == "a")


def is_internal(href):
    """Whether a reader stays on the site: a path, nothing at all, or our own host."""
    parts = _parts(href)
    return parts is not None and parts.scheme != "mailto" and parts.hostname in {None, _own_host()}


def dead_links(links, *, articles):
    """Return those of the internal `links` that answer nothing; `articles` are those that readers can open. One query
    for each kind of thing that is linked, two for a kind of which some is missing."""
    internal = [(words, href) for words, href in links if is_internal(href)]
    places = {href: _place(href) for _words, href in internal}
    missing = _missing(places.values(), PLACES | {"article": lambda: articles})
    return [(words, href) for words, href in internal if places[href] is None or places[href] in missing]


def malformed_links(links):
    """Return those that lead out and cannot arrive: without a host that has a name, or an address for post."""
    return [(words, href) for words, href in links if not is_internal(href) and not _may_arrive(href)]


def _own_host():
    return urlsplit(settings.SITE_URL).hostname


def _parts(href):
    try:
        parts = urlsplit(href)
        _checks_the_port = parts.port
    except ValueError:
        return None
    return parts


def _may_arrive(href):
    parts = _parts(href)
    if parts is None:
        return False
    if parts.scheme == "mailto":
        return "@" in parts.path.strip("@")
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "").strip(".")


def _place(href):
    """(name of the page, its slug or nothing) of an internal address, or None when no page of readers is there."""
    path = unquote(urlsplit(href).path)
    if path.startswith((settings.MEDIA_URL, settings.STATIC_URL)):
        return ("file", "")
    if not path.startswith("/"):
        # On our own host alone it is the front page; otherwise an address whose "https://" was forgotten.
        return ("home", "") if urlsplit(href).hostname and not path else None
    try:
        match = resolve(path)
    except Resolver404:
        return None
    return None if match.namespaces else (match.url_name, match.kwargs.get("slug", ""))


def _missing(places, things):
    """The (name, slug) pairs at which there is nothing, now or formerly."""
    missing = set()
    for name, queryset in things.items():
        slugs = {place[1] for place in places if place and place[0] == name}
        if slugs:
            gone = slugs - set(queryset().filter(slug__in=slugs).values_list("slug", flat=True))
            missing |= {(name, slug) for slug in gone - _past(queryset().model, gone)}
    return missing


def _past(model, slugs):
    if not slugs:
        return set()
    return set(PastSlug.of(model).filter(slug__in=slugs).values_list("slug", flat=True))
