"""What every answer to a reader says of itself: what the page may load, and how long a copy of it may be kept."""

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from newsroom.coming import next_instant, seconds_kept
from newsroom.kept import moment
from newsroom.kept.printing import is_recording, prints


class ReaderHeadersMiddleware:
    """Before the session's middleware: a page that opened a session is marked as such when it comes by here."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not request.path.startswith(f"/{settings.ADMIN_PATH}"):
            if response.get("Content-Type", "").startswith("text/html"):
                response.headers.setdefault("Content-Security-Policy", settings.READER_POLICY)
            # Who says how long it may be kept is asked for its next instant only when it is about to be kept here.
            if is_recording() or not response.has_header("Cache-Control"):
                response.headers.setdefault("Cache-Control", self._kept(request, response))
        return response

    def _kept(self, request, response):
        """Who is signed in may be shown drafts at the address of a page: theirs is not for others to keep."""
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            return "private, no-cache"
        if request.method not in ("GET", "HEAD") or response.status_code >= 500:
            return "no-store"
        now = timezone.now()
        until = self._next(now)
        prints(until=until)
        return f"public, max-age={seconds_kept([until], now=now)}"

    def _next(self, now):
        """The next instant at which the page may be another by itself; now, when that cannot be known."""
        try:
            noted = moment.current()
            return noted.until if noted else next_instant(now=now)
        except DatabaseError:
            return now
