"""What waits for an instant comes at it, although nothing runs by the clock: whoever asks for a page brings it."""

import logging

from django.db import DatabaseError

from newsroom.models.pending import bring_due

logger = logging.getLogger(__name__)
#: Pages that tell nothing of stories; the first two must answer without a database.
WITHOUT_STORIES = {"healthz", "readyz", "robots", "autocomplete", "jsi18n"}


class DueMiddleware:
    """Applies the pending changes whose instant has come, before any page, feed or sitemap and before the desk. One
    small query. The next instant at which one is to come is the request's `next_change`: no copy may outlive it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        request.next_change = None
        if request.resolver_match.url_name not in WITHOUT_STORIES:
            try:
                request.next_change = bring_due()
            except DatabaseError:
                # The page may still be told as it was: it is not lost for this.
                logger.exception("pending changes could not be looked for")
