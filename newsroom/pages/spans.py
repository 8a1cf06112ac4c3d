"""Days and months of the calendar in Rome, as the instants at which they begin and end."""

from datetime import date, datetime, time, timedelta

from django.http import Http404
from django.utils import timezone


def day_of(year, month, day):
    """Return (the day, its first instant, that of the next). Raises Http404 for a day that is none."""
    chosen = _date(year, month, day)
    return chosen, *_between(chosen, chosen + timedelta(days=1))


def month_of(year, month):
    """Return (first instant of a month, that of the next). Raises Http404 for a month that is none."""
    first = _date(year, month, "1")
    return _between(first, (first + timedelta(days=31)).replace(day=1))


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
