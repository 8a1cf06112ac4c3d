"""When the feeds last changed: one answer for all of them, from two small queries, before any story is loaded."""

import hashlib
from datetime import UTC, datetime

from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from newsroom.due import seconds_kept
from newsroom.models import Article
from rumours.models import Rumour

NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def feed_state():
    """Return (digest, instant, following) of everything a feed may print; `following` is the next instant at which
    that changes by itself, or None.

    Every save of a story or a rumour moves it, drafts included: it may be early, never late. So does a scheduled story
    whose time has come, a withdrawal, which a date of the newest item alone would hide, and a judgement of the newsroom
    that has run out, from when the model has the word again.
    """
    now = timezone.now()
    lapsed = Max("override_until", filter=Q(override_until__lte=now))
    lapsing = Min("override_until", filter=Q(override_until__gt=now))
    states = [_state_of(Article, now), _state_of(Rumour, now, lapsed=lapsed, lapsing=lapsing)]
    following = [state.pop(name, None) for state in states for name in ("coming", "lapsing")]
    parts = [part for state in states for part in state.values()]
    instant = max((part for part in parts if isinstance(part, datetime)), default=NEVER)
    digest = hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
    return digest, instant, min(filter(None, following), default=None)


def _state_of(model, now, **more):
    come = Q(published_at__lte=now)
    return model._base_manager.aggregate(
        saved=Max("saved_at"),
        come=Max("published_at", filter=come),
        number=Count("pk", filter=come),
        coming=Min("published_at", filter=~come),
        **more,
    )


def state_of(request):
    """The state, read once for a request: both conditions ask for it."""
    if not hasattr(request, "feed_state"):
        request.feed_state = feed_state()
    return request.feed_state


def etag(request, *args, **kwargs):
    digest = hashlib.sha256(f"{state_of(request)[0]} {request.get_full_path()}".encode()).hexdigest()
    return f'"{digest[:32]}"'


def last_modified(request, *args, **kwargs):
    return state_of(request)[1]


def fresh_for(request):
    """How many seconds a copy may be kept: never past the next instant at which a story or a change comes by itself."""
    return seconds_kept([state_of(request)[2], getattr(request, "next_change", None)], now=timezone.now())
