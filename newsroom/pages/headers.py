"""What every answer to a reader says of itself: what the page may load, and how long a copy of it may be kept."""

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from newsroom.due import next_instant, seconds_kept

#: The newsroom's own addresses, whose pages need scripts and are nobody else's to keep.
DESK = "/admin/"


class ReaderHeadersMiddleware:
    """Before the session's middleware: a page that opened a session is marked as such when it comes by here."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not request.path.startswith(DESK):
            if response.get("Content-Type", "").startswith("text/html"):
                response.headers.setdefault("Content-Security-Policy", settings.READER_POLICY)
            if not response.has_header("Cache-Control"):
                response["Cache-Control"] = self._kept(request, response)
        return response

    def _kept(self, request, response):
        """Who is signed in may be shown drafts at the address of a page: theirs is not for others to keep."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return "private, no-cache"
        if request.method not in ("GET", "HEAD") or response.status_code >= 500:
            return "no-store"
        return f"public, max-age={self._seconds(request)}"

    def _seconds(self, request):
        now = timezone.now()
        try:
            return seconds_kept([getattr(request, "next_change", None), next_instant(now=now)], now=now)
        except DatabaseError:
            return 0
