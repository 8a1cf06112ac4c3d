from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from football.models import Club, Coach
from football.topics import MENU, REGISTER, SITE
from newsroom.feeds import atom, jsonfeed, opml, rss
from newsroom.feeds.channel import MEDIA_TYPES, Channel
from newsroom.feeds.documents import MONTH, part_of
from newsroom.feeds.entries import absolute, told_apart
from newsroom.feeds.listings import FEEDS
from newsroom.feeds.state import state_of
from newsroom.kept.pieces import piece
from newsroom.kept.printing import prints
from newsroom.keyset import PARAMETER

RENDER = {"rss": rss.render, "atom": atom.render, "json": jsonfeed.render}


@dataclass(frozen=True)
class Document:
    body: bytes
    topics: set


@require_safe
@gzip_page
def feed(request, format, slug=None):
    """Any feed in any format: 304 before a story is loaded, when its stamp stands."""
    name = request.resolver_match.url_name
    source = FEEDS[name]
    query = canonical_query(request, source.parameters)
    if query != request.META.get("QUERY_STRING", ""):
        return HttpResponsePermanentRedirect(_with(request.path, query))
    state, hubs = state_of((name, slug), source.state, slug), () if query else tuple(settings.WEBSUB_HUBS)
    tag = state.etag(_with(request.path, query))
    # A thing without a stamp may have moved, or be none.
    is_sure = state.is_known or slug is None
    response = _unchanged(request, state, tag) if is_sure else None
    if response is None:
        document = piece(
            ("feed", request.path, *(("?", query) if query else ()), tag),
            # Two documents of one tag are the same: nothing else has to stand.
            set() if is_sure else {SITE},
            lambda: _document(request, source.listing(slug, request, f"feed.{format}"), format, query, state, hubs),
            size=lambda document: len(document.body),
        )
        prints(*document.topics)
        response = HttpResponse(document.body, content_type=MEDIA_TYPES[format])
    return _with_headers(response, request, state, tag, hubs)


def canonical_query(request, parameters):
    """The parameters that a feed knows, in one order: what is in an address once is there for good."""
    known = [(name, request.GET.get(name, "")) for name in (*parameters, MONTH, PARAMETER)]
    given = [(name, value) for name, value in known if value]
    return urlencode([pair for pair in given if pair[0] != PARAMETER or MONTH not in dict(given)])


def _unchanged(request, state, tag):
    """The answer that nothing has changed, or None."""
    return get_conditional_response(request, etag=tag, last_modified=int(state.changed_at.timestamp()))


def _document(request, listing, format, query, state, hubs):
    return Document(RENDER[format](_channel(request, listing, query, state, hubs)), listing.topics)


def _channel(request, listing, query, state, hubs):
    part, filters = part_of(listing, request), _without_place(request)
    return Channel(
        title=listing.title,
        description=listing.description,
        page=absolute(_with(listing.path, filters)),
        address=absolute(_with(request.path, query)),
        identity=_with(listing.path, filters),
        changed_at=state.changed_at,
        entries=told_apart(listing.entries(part.items)),
        links={rel: absolute(_with(request.path, other)) for rel, other in part.queries.items()},
        hubs=hubs,
        is_archive=part.is_archive,
    )


def _without_place(request):
    return urlencode([pair for pair in request.GET.items() if pair[0] not in (MONTH, PARAMETER)])


def _with(path, query):
    return f"{path}?{query}" if query else path


def _with_headers(response, request, state, tag, hubs):
    """On a 304 too: it renews how long a copy may be kept."""
    prints(until=state.following)
    response["ETag"], response["Last-Modified"] = tag, state.last_modified
    response["Cache-Control"] = state.cache_control(getattr(request, "next_change", None))
    response["Access-Control-Allow-Origin"] = "*"
    links = [(hub, "hub") for hub in hubs] + [(absolute(request.get_full_path()), "self")]
    response["Link"] = ", ".join(f'<{address}>; rel="{rel}"' for address, rel in links)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@require_safe
def clubs_and_coaches(request):
    """What a program of a reader takes in at once: the feeds of all clubs, and of all who are on a bench."""
    prints(REGISTER)
    document = opml.render(Club.objects.for_index(), Coach.objects.filter(retired=False).for_index())
    response = HttpResponse(document, content_type=opml.MEDIA_TYPE)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
@vary_on_headers("Accept")
def about_feeds(request):
    """What there is to subscribe to. Programs that knew this as the feed of a former site are sent on to ours."""
    accepted = request.headers.get("Accept", "")
    if "xml" in accepted and "text/html" not in accepted:
        return HttpResponsePermanentRedirect(reverse("feed", args=["rss"]))
    return render(request, "newsroom/feeds.html", {"hubs": settings.WEBSUB_HUBS, "own": {MENU}})
