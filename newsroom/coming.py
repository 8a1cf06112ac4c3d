"""The instants at which pages change by themselves, although nothing runs by the clock."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from newsroom.models import Article
from newsroom.models.pending import PendingChange
from newsroom.prepared import Prepared
from rumours.models import Rumour

#: How long a copy of a page or a feed may be kept at most, in seconds.
KEPT = 60


def seconds_kept(instants, *, now):
    """Return how long a copy may be kept: never past the first of `instants`, of which some may be None."""
    return max(0, min([KEPT, *(int((at - now).total_seconds()) for at in instants if at)]))


def next_instant(*, now):
    """Return the next instant at which pages change by themselves: a story, a rumour or a change of a story comes out,
    a judgement of the newsroom lapses, "today" becomes "yesterday". One query."""
    first = COMING.first_row(now)
    return min([_midnight(now), *(first or ())])


def _coming(now):
    stories = Article._base_manager.filter(published_at__gt=now).order_by().values_list("published_at")
    rumours = Rumour._base_manager.order_by()
    coming = rumours.filter(published_at__gt=now).values_list("published_at")
    lapsing = rumours.filter(override_until__gt=now).values_list("override_until")
    changes = PendingChange.objects.waiting().filter(publish_at__gt=now).order_by().values_list("publish_at")
    return stories.union(coming, lapsing, changes, all=True).order_by("published_at")[:1]


#: Asked after every change, by whoever comes next.
COMING = Prepared(_coming)


def _midnight(now):
    return timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), time()))
