"""Dates of which only the month, or the year, is sure."""

import datetime

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Precision(models.TextChoices):
    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")


PRECISIONS = {4: Precision.YEAR, 7: Precision.MONTH, 10: Precision.DAY}


def parse_partial(text):
    """Return (first day, precision) of "2024", "2024-11" or "2024-11-07". Raises ValueError for anything else."""
    if len(text) not in PRECISIONS:
        raise ValueError(f"{text!r} is not YYYY, YYYY-MM or YYYY-MM-DD")
    padded = text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text
    return datetime.date.fromisoformat(padded), PRECISIONS[len(text)]


def noon(day):
    """Return the noon in Rome of a day of which the hour is not known."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def end_of(day):
    """Return the instant at which a day is over in Rome: from then on what happened on it is known."""
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time()))


def format_partial(date, precision):
    """Return the date as far as it is sure: "7 novembre 2024", "novembre 2024", "2024"."""
    if precision == Precision.YEAR:
        return str(date.year)
    return format_day(date, "F Y" if precision == Precision.MONTH else "j F Y")


def format_day(value, layout="j F Y"):
    """Return a date or an instant in Django's `layout`, months and weekdays in small letters, as Italian has them."""
    text = date_format(value, layout)
    return text.lower() if get_language() == "it" else text
