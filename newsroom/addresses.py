"""Finding what an address names, today or formerly."""

from django.http import Http404, HttpResponsePermanentRedirect


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


def find(queryset, slug, *, tail=""):
    """Return the object of `queryset` at `slug`. Raises Moved when it was there before, Http404 when it never was.

    `tail` is the part of the address after the object's own ("feed.rss"). One query, three when not found.
    """
    found = queryset.filter(slug=slug).first()
    if found:
        return found
    former = queryset.model.formerly_at(slug)
    if former and queryset.filter(pk=former.pk).exists():
        raise Moved(former.get_absolute_url() + tail)
    raise Http404
