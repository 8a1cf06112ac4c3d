"""In which months stories first came out, and how many: for the archive and the sitemaps. That day never moves, so only
the months in which something was saved or has come out are counted anew."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import Count, Max
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from football.topics import STORIES
from newsroom.kept.pieces import piece
from newsroom.models import Article

KEY, KEPT = "months-of-the-archive", timedelta(days=1)
#: A save is dated before it is committed: what was saved a moment before the last count is looked at once more.
MARGIN = timedelta(minutes=2)


class Month(NamedTuple):
    count: int
    #: The last change of substance of its stories.
    changed_at: datetime


def months():
    """Return {(year, month): Month} of what readers may still open, the latest first. No query while no story has
    changed."""
    return piece(("months",), {STORIES}, _months, size=lambda found: 300 * len(found))


def _months():
    """Two small queries, one more for each month that has moved since; every month is counted, by an index alone, once
    a day."""
    now, (counted_at, found) = timezone.now(), cache.get(KEY) or (None, {})
    moved = _moved(counted_at - MARGIN, now) if counted_at else _all_months(now)
    if not counted_at or moved:
        found = _counted(found, moved)
        cache.set(KEY, (now, found), KEPT.total_seconds())
    return found


def forget_months():
    """After a restore they are those of another database."""
    cache.delete(KEY)


def days_of(start, end):
    """Return (day, how many stories first came out on it) of a month, the latest first. One query."""
    instants = came_out(start, end).order_by("-first_published_at").values_list("first_published_at", flat=True)
    return list(Counter(map(timezone.localdate, instants)).items())


def came_out(start, end, *, at=None):
    """The public stories (at `at`, now by default) that first came out from `start` on and before `end`."""
    return Article.objects.published(at=at).filter(first_published_at__gte=start, first_published_at__lt=end)


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
    return {_month(at) for at in instants if at and at <= now}


def _all_months(now):
    """Every month from that of the first story to this one. One query, by an index."""
    instants = Article.objects.published(at=now).order_by("first_published_at")
    first = instants.values_list("first_published_at", flat=True).first()
    numbers = range(_number(*_month(first)), _number(*_month(now)) + 1) if first else ()
    return [(number // 12, number % 12 + 1) for number in numbers]


def _month(instant):
    day = timezone.localdate(instant)
    return day.year, day.month


def _number(year, month):
    return year * 12 + month - 1


def _counted(found, moved):
    """The months as they were, those that have moved counted anew."""
    changed = Max(Coalesce("updated_at", "first_published_at"))
    told = {month: came_out(*month_of(*month)).aggregate(count=Count("pk"), last=changed) for month in moved}
    fresh = {month: Month(row["count"], row["last"]) for month, row in told.items()}
    return dict(sorted(((month, row) for month, row in (found | fresh).items() if row.count), reverse=True))


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
