"""What waits for an instant comes at it, although nothing runs by the clock: whoever asks for a page brings it."""

import logging
from datetime import datetime, time, timedelta

from django.db import DatabaseError
from django.utils import timezone

from newsroom.models import Article
from newsroom.models.pending import bring_due
from rumours.models import Rumour

logger = logging.getLogger(__name__)
#: Pages that tell nothing of stories; the first two must answer without a database.
WITHOUT_STORIES = {"healthz", "readyz", "robots", "manifest", "favicon", "autocomplete", "jsi18n"}
#: How long a copy of a page or a feed may be kept at most, in seconds.
KEPT = 60


def seconds_kept(instants, *, now):
    """Return how long a copy may be kept: never past the first of `instants`, of which some may be None."""
    return max(0, min([KEPT, *(int((at - now).total_seconds()) for at in instants if at)]))


def next_instant(*, now):
    """Return the next instant at which pages change by themselves: a story or a rumour comes out, a judgement of the
    newsroom lapses, "today" becomes "yesterday". One query."""
    stories = Article._base_manager.filter(published_at__gt=now).order_by().values_list("published_at")
    rumours = Rumour._base_manager.order_by()
    coming = rumours.filter(published_at__gt=now).values_list("published_at")
    lapsing = rumours.filter(override_until__gt=now).values_list("override_until")
    first = stories.union(coming, lapsing, all=True).order_by("published_at").first()
    return min([_midnight(now), *(first or ())])


def _midnight(now):
    return timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), time()))


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
