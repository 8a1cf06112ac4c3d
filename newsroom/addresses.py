"""Finding what an address names, today or formerly."""

from django.http import Http404, HttpResponsePermanentRedirect

from newsroom.models.former import BY_NUMBER, FormerAddress


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
    found = queryset.filter(slug=slug).first()
    if found:
        return found
    former = queryset.model.formerly_at(slug)
    if former and queryset.filter(pk=former.pk).exists():
        raise Moved(former.get_absolute_url() + tail)
    raise Http404
