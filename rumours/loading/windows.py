"""When a rumour of a window or a season falls due. The days on which the Italian market closed are facts."""

import re
from datetime import date

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

SUMMER = re.compile(r"(\d{4})( summer)?$")
WINTER = re.compile(r"\d{4}-(\d{2}) winter$")
SEPTEMBER = re.compile(r"(\d{4})-\d{2} September$")
SEASON = re.compile(r"\d{4}-(\d{2})( in-season| interim| summer)?$")


def deadline_of(window):
    """Return the last day on which a claim about `window` can come true: "2024 summer", "2024-25 winter", "2024-25",
    "2024-25 in-season". Raises ValueError for what it does not know."""
    if found := SUMMER.match(window):
        year = int(found[1])
        return SUMMER_CLOSES.get(year, date(year, 8, 31))
    if found := WINTER.match(window):
        year = 2000 + int(found[1])
        return WINTER_CLOSES.get(year, date(year, 1, 31))
    if found := SEPTEMBER.match(window):
        return date(int(found[1]), 9, 30)
    if found := SEASON.match(window):
        return date(2000 + int(found[1]), 6, 30)
    raise ValueError(f"unknown window: {window!r}")


def window_in_words(window):
    """Return the window as the site prints it: "2024-25 winter" is "gennaio 2025". Content, in the site's language."""
    if window.endswith(" winter"):
        return f"gennaio {deadline_of(window).year}"
    if window.endswith(" summer"):
        return f"estate {deadline_of(window).year}"
    if window.endswith(" September"):
        return f"settembre {deadline_of(window).year}"
    return window.replace(" in-season", ", a stagione in corso").replace(" interim", ", ad interim")
