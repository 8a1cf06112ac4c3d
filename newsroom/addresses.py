"""Finding what an address names, today or formerly."""

import sys

from django.http import Http404, HttpResponsePermanentRedirect

from football.topics import topic
from newsroom.kept.pieces import piece
from newsroom.models.former import BY_NUMBER, FormerAddress
from newsroom.prepared import Prepared


class Moved(Exception):
    """Raised by `find` when the address is a former one; `to` is where the thing stands now."""

    def __init__(self, to):
        self.to = to


class MovedMiddleware:
    """Turns Moved into a permanent redirect that keeps the query string and the page or feed that was asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Moved):
            query = request.META.get("QUERY_STRING")
            return HttpResponsePermanentRedirect(f"{exception.to}?{query}" if query else exception.to)
        return None


class FormerMiddleware:
    """Sends on from an address of the site that ours was before. What we have ourselves at an address comes first."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # The front page answers whatever is asked of it: there the number of a story comes first.
        if request.path == "/" and not request.GET.keys().isdisjoint(BY_NUMBER) and (to := self._former(request)):
            return HttpResponsePermanentRedirect(to)
        response = self.get_response(request)
        if response.status_code == 404 and (to := self._former(request)):
            return HttpResponsePermanentRedirect(to)
        return response

    @staticmethod
    def _former(request):
        return FormerAddress.answer(request.get_full_path()) if request.method in ("GET", "HEAD") else None


def find(queryset, slug, *, tail=""):
    """Return the object of `queryset` at `slug`. Raises Moved when it was there before, Http404 when it never was.

    `tail` is the part of the address after the object's own ("feed.rss"). One query, three when not found.
    """
    return queryset.filter(slug=slug).first() or moved_or_404(queryset, slug, tail=tail)


class BySlug:
    """What stands at a slug, among those of the queryset that `make()` returns: `find`, prepared. No query while
    nothing has changed of it, by the topic of its `kind` and those in `more` that stand for the rest of its row."""

    def __init__(self, kind, make, *more):
        self.kind, self.make, self.more = kind, make, more
        self.prepared = Prepared(lambda slug: make().filter(slug=slug)[:1])

    def find(self, slug):
        # Its row, and not the object: on that a page may leave what it has loaded.
        def topics(row):
            return {topic(self.kind, self.prepared.object_of(row, slug).pk), *self.more}

        row = piece(("at", self.kind, slug), topics, lambda: self.prepared.first_row(slug), size=sys.getsizeof)
        return self.prepared.object_of(row, slug) if row else moved_or_404(self.make(), slug)


def moved_or_404(queryset, slug, *, tail=""):
    """Raise Moved for a slug at which an object of `queryset` stood before, Http404 for another. Two queries."""
    former = queryset.model.formerly_at(slug)
    if former and queryset.filter(pk=former.pk).exists():
        raise Moved(former.get_absolute_url() + tail)
    raise Http404
