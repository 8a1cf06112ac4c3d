"""When a rumour of a window or a season falls due. The days on which the Italian market closed are facts."""

import calendar
import re
from datetime import date

from django.utils.translation import override

from football.dates import format_day

SUMMER_CLOSES = {
    2018: date(2018, 8, 17),
    2019: date(2019, 9, 2),
    2020: date(2020, 10, 5),
    2022: date(2022, 9, 1),
    2023: date(2023, 9, 1),
    2024: date(2024, 8, 30),
    2025: date(2025, 9, 1),
}
WINTER_CLOSES = {2021: date(2021, 2, 1), 2024: date(2024, 2, 1), 2025: date(2025, 2, 3)}

#: No market and no season lies outside two centuries.
YEAR = r"(?:19|20)[0-9]{2}"
SUMMER = re.compile(rf"({YEAR})( summer)?$")
WINTER = re.compile(rf"({YEAR}-[0-9]{{2}}) winter$")
#: A month: by its English name, in a year or a season, or as YYYY-MM.
MONTH = re.compile(rf"({YEAR})(-[0-9]{{2}})? ([A-Z][a-z]+)$")
PLAIN_MONTH = re.compile(rf"({YEAR})-(0[1-9]|1[0-2])$")
MONTHS = [month.lower() for month in calendar.month_name]
#: A season starts in July.
FIRST_MONTH = 7
SEASON = re.compile(rf"({YEAR}-[0-9]{{2}})( in-season| interim| summer)?$")


def deadline_of(window):
    """Return the last day on which a claim about `window` can come true: "2024 summer", "2024-25 winter", "2024-25",
    "2024-25 in-season", "2024-25 September", "2024-09". Raises ValueError for what it does not know."""
    if found := SUMMER.match(window):
        year = int(found[1])
        return SUMMER_CLOSES.get(year, date(year, 8, 31))
    if month := _month_of(window):
        return date(*month, calendar.monthrange(*month)[1])
    if (found := WINTER.match(window)) and (year := _end_of_season(found[1])):
        return WINTER_CLOSES.get(year, date(year, 1, 31))
    if (found := SEASON.match(window)) and (year := _end_of_season(found[1])):
        return date(year, 6, 30)
    raise ValueError(f"unknown window: {window!r}")


def _end_of_season(season):
    """Return the year in which "2024-25" ends, or None for years that do not follow one another."""
    year = int(season[:4]) + 1
    return year if year % 100 == int(season[5:]) else None


def _month_of(window):
    """Return (year, month) of a window that is a month, or None: "2024-25 February" is of 2025. A season that could be
    read as a month ("2011-12") is a season."""
    if found := MONTH.match(window):
        name = found[3].lower()
        if name not in MONTHS:
            return None
        month = MONTHS.index(name)
        return int(found[1]) + (bool(found[2]) and month < FIRST_MONTH), month
    found = PLAIN_MONTH.match(window)
    return (int(found[1]), int(found[2])) if found and int(window[2:4]) + 1 != int(found[2]) else None


def window_in_words(window):
    """Return the window as the site prints it: "2024-25 winter" is "gennaio 2025"; what is no known window, as it
    stands. Content, in the site's language."""
    try:
        due = deadline_of(window)
    except ValueError:
        return window
    if window.endswith(" winter"):
        return f"gennaio {due.year}"
    if window.endswith(" summer"):
        return f"estate {due.year}"
    if month := _month_of(window):
        with override("it"):
            return format_day(date(*month, 1), "F Y")
    return window.replace(" in-season", ", a stagione in corso").replace(" interim", ", ad interim")
