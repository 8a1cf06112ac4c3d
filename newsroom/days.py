"""On which days stories first came out, and how many: for the archive and the sitemaps. That day never moves, so only
the months in which something was saved or has come out are counted anew."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.cache import cache
from django.db.models import Count, Max
from django.db.models.functions import Coalesce, TruncDate
from django.http import Http404
from django.utils import timezone

from newsroom.models import Article

KEY, KEPT = "days-of-the-archive", timedelta(days=1)
#: A save is dated before it is committed: what was saved a moment before the last count is looked at once more.
MARGIN = timedelta(minutes=2)


@dataclass(frozen=True)
class Day:
    day: date
    count: int
    #: The last change of substance of its stories.
    changed_at: datetime


def months():
    """Return {(year, month): its Days} of what readers may still open, the latest first. Two small queries, one more
    for each month that has moved since; all the stories are counted once a day."""
    now, (counted_at, found) = timezone.now(), cache.get(KEY) or (None, {})
    moved = _moved(counted_at - MARGIN, now) if counted_at else []
    if not counted_at or moved:
        found = _counted(found, moved) if counted_at else _by_month(Article.objects.published(at=now))
        cache.set(KEY, (now, found), KEPT.total_seconds())
    return found


def came_out(start, end):
    """The public stories that first came out from `start` on and before `end`."""
    return Article.objects.published().filter(first_published_at__gte=start, first_published_at__lt=end)


def day_of(year, month, day):
    """Return (the day, its first instant, that of the next), in Rome. Raises Http404 for a day that is none."""
    chosen = _date(year, month, day)
    return chosen, *_between(chosen, chosen + timedelta(days=1))


def month_of(year, month):
    """Return [first instant of a month, that of the next], in Rome. Raises Http404 for a month that is none."""
    first = _date(year, month, "1")
    return _between(first, (first + timedelta(days=31)).replace(day=1))


def _moved(since, now):
    """The months with a story that was saved since, or that has come out. Two queries, each by its own index."""
    # Without an order: for the default one SQLite would read the stories from the latest on.
    stories = Article._base_manager.order_by()
    saved, come = stories.filter(saved_at__gte=since), stories.filter(published_at__range=(since, now))
    instants = [at for found in (saved, come) for at in found.values_list("first_published_at", flat=True)]
    days = {timezone.localdate(at) for at in instants if at and at <= now}
    return {(day.year, day.month) for day in days}


def _counted(found, moved):
    """The months as they were, those that have moved counted anew."""
    for month in moved:
        found.pop(month, None)
        found |= _by_month(came_out(*month_of(*month)))
    return dict(sorted(found.items(), reverse=True))


def _by_month(stories):
    changed = Coalesce("updated_at", "first_published_at")
    told = stories.annotate(day=TruncDate("first_published_at"), changed=changed).values("day").order_by("-day")
    months = {}
    for row in told.annotate(count=Count("pk"), last=Max("changed")):
        day = Day(row["day"], row["count"], row["last"])
        months.setdefault((day.day.year, day.day.month), []).append(day)
    return months


def _date(year, month, day):
    try:
        chosen = date(int(year), int(month), int(day))
        # The calendar ends with the year 9999, and the instants of the first days are before it in Rome.
        if not 1900 <= chosen.year < 9999:
            raise ValueError(year)
    except ValueError as error:
        raise Http404 from error
    return chosen


def _between(start, end):
    return [timezone.make_aware(datetime.combine(day, time())) for day in (start, end)]
