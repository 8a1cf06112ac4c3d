"""Tenures in time: which are sure to overlap, how long each lasted, where each lies in a career. Pure."""

import calendar
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from football.dates import Precision

#: The drawing of a career is so many units wide; a tenure is never narrower than this many.
WIDTH, NARROWEST = 1000, 12
DAYS_OF_A_MONTH = 30.44
#: A tenure of fewer days is told in days.
IN_DAYS_BELOW = 60


def last_day(day, precision):
    """Return the last day that a date may mean: of "2024" the last of the year."""
    if precision == Precision.YEAR:
        return day.replace(month=12, day=31)
    if precision == Precision.MONTH:
        return day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day


def surely_overlap(one, other):
    """Whether two tenures ran at the same time for certain, however their dates are meant. A day on which one took over
    from the other is no overlap."""
    start = max(last_day(t.start, t.start_precision) for t in (one, other))
    return start < min(t.end or date.max for t in (one, other))


def lasted(tenure, *, today):
    """Return how long it lasted, or has lasted, in words; nothing when only its years are known, or before it began."""
    if Precision.YEAR in (tenure.start_precision, tenure.end_precision if tenure.end else "") or today < tenure.start:
        return ""
    days = ((tenure.end or today) - tenure.start).days
    if Precision.MONTH not in (tenure.start_precision, tenure.end_precision) and days < IN_DAYS_BELOW:
        return ngettext("%d day", "%d days", max(days, 1)) % max(days, 1)
    return _in_months(max(round(days / DAYS_OF_A_MONTH), 1))


def _in_months(number):
    years, months = divmod(number, 12)
    in_years = ngettext("%d year", "%d years", years) % years
    in_months = ngettext("%d month", "%d months", months) % months
    if years and months:
        return _("%(years)s and %(months)s") % {"years": in_years, "months": in_months}
    return in_years if years else in_months


@dataclass(frozen=True)
class Stretch:
    """A tenure, how long it lasted in words, and from where to where it is drawn."""

    tenure: object
    lasted: str
    start: int
    width: int


@dataclass(frozen=True)
class Career:
    """Tenures as they were given, with the years between which they are drawn."""

    stretches: list[Stretch]
    first_year: int
    last_year: int

    @property
    def is_drawn(self):
        """Whether there is anything to compare."""
        return len(self.stretches) > 1


def career(tenures, *, today):
    """Return the Career of `tenures`, in their order; None for none."""
    if not tenures:
        return None
    first = min(tenure.start for tenure in tenures)
    last = max(*(tenure.end or today for tenure in tenures), first)
    days = max((last - first).days, 1)
    stretches = [_drawn(tenure, first, days, today) for tenure in tenures]
    return Career(stretches, first.year, last.year)


def _drawn(tenure, first, days, today):
    width = max(((tenure.end or today) - tenure.start).days * WIDTH // days, NARROWEST)
    start = min((tenure.start - first).days * WIDTH // days, WIDTH - width)
    return Stretch(tenure, lasted(tenure, today=today), max(start, 0), min(width, WIDTH))
