"""What waits for an instant comes at it, although nothing runs by the clock: whoever asks for a page brings it."""

import logging

from django.db import DatabaseError
from django.utils import timezone

from newsroom.kept import moment
from newsroom.models.pending import bring_due

logger = logging.getLogger(__name__)
#: Pages that tell nothing of stories; the first two must answer without a database.
WITHOUT_STORIES = {"healthz", "readyz", "robots", "manifest", "favicon", "autocomplete", "jsi18n"}


class DueMiddleware:
    """Applies the pending changes whose instant has come, before any page, feed or sitemap and before the desk, and
    notes at which moment of the site the request is answered (newsroom/kept/moment.py).

    Nothing is asked but the number of the last change while it stands and no instant has come."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        moment.forget()
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        #: The next instant at which something comes: no copy may outlive it.
        request.next_change = None
        if request.resolver_match.url_name not in WITHOUT_STORIES:
            try:
                request.next_change = self._next_change(timezone.now())
            except DatabaseError:
                # The page may still be told as it was: it is not lost for this.
                logger.exception("pending changes could not be looked for")

    def _next_change(self, now):
        noted = moment.note(now=now)
        if noted is None:
            following = bring_due()
            noted = moment.note_anew(now=now)
        return noted.until if noted else following
