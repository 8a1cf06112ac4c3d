"""What an address that an editor pastes says by itself: whose it is and of which day. Pure; nothing is fetched."""

import re
from datetime import date
from urllib.parse import urlsplit

#: Ways in which newspapers write a day into their addresses: 2024/11/07, 2024-11-07, 20241107, then 07-11-2024.
YEAR_FIRST = re.compile(r"(?<!\d)(20\d{2})([-/_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
DAY_FIRST = re.compile(r"(?<!\d)(0?[1-9]|[12]\d|3[01])([-/_.])(0?[1-9]|1[0-2])\2(20\d{2})(?!\d)")
#: What comes before a name and says nothing.
PREFIXES = ("www.", "m.", "amp.", "mobile.")


def host_of(address):
    """Return the host of an address in small letters, without "www." and the like; "" for what is no address."""
    text = address.strip()
    try:
        host = urlsplit(text if "//" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    for prefix in PREFIXES:
        host = host.removeprefix(prefix)
    return host if "." in host else ""


def hosts_above(host):
    """Return `host` and the domains above it, the closest first: "calcio.x.it", "x.it"."""
    parts = host.split(".")
    return [".".join(parts[place:]) for place in range(len(parts) - 1)] if host else []


def day_in(address):
    """Return the day that an address names, or None: the last one, which stands closest to the story."""
    found = [*_days(address, YEAR_FIRST, (0, 2, 3)), *_days(address, DAY_FIRST, (3, 2, 0))]
    return max(found)[1] if found else None


def _days(address, pattern, order):
    for match in pattern.finditer(address):
        year, month, day = (int(match.groups()[place]) for place in order)
        try:
            yield match.start(), date(year, month, day)
        except ValueError:
            continue
