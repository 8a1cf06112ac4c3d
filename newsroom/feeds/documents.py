"""Which part of a listing a document holds: the latest, a page of what is older, or the archive of a month
(RFC 5005)."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404
from django.utils import timezone

from newsroom.keyset import PARAMETER, newer_and_last, page_of

#: Entries in a document: what readers' programs expect; and how many older ones may be told beside the latest.
LENGTH, OLDER = 50, 10
MONTH = "mese"
MONTHS = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Part:
    items: list
    #: The query strings of other documents of the same feed, by relation; filters included.
    queries: dict[str, str]
    is_archive: bool = False


def part_of(listing, request):
    """Return the Part of a listing that a request asks for. Raises Http404 for what is no page and no month."""
    if request.GET.get(MONTH):
        return _month(listing, request)
    return _older(listing, request) if request.GET.get(PARAMETER) else _latest(listing, request)


def _latest(listing, request):
    page = page_of(listing.load(listing.rows), request, field=listing.field, size=LENGTH)
    items = _in_order(listing, [*page.items, *_old_but_changed(listing, page.items)])
    _newer, last = newer_and_last(listing.rows, request, field=listing.field, size=LENGTH)
    if not page.next_query:
        return Part(items, {})
    queries = {"first": "", "next": page.next_query, "last": last}
    return Part(items, queries | (_archive_before(listing, page.items[-1]) if listing.lasts else {}))


def _older(listing, request):
    rows = listing.rows.exclude(pk__in=_told_first(listing))
    page = page_of(listing.load(rows), request, field=listing.field, size=LENGTH)
    newer, last = newer_and_last(rows, request, field=listing.field, size=LENGTH)
    queries = {"first": "", "previous": newer, "last": last}
    return Part(page.items, queries | ({"next": page.next_query} if page.next_query else {}))


def _told_first(listing):
    """The keys of what the first document tells beside the latest: nothing is told twice on the way back."""
    if listing.changed is None or not listing.changed.exists():
        return []
    latest = list(listing.rows[:LENGTH])
    return [one.pk for one in _old_but_changed(listing, latest)]


def _old_but_changed(listing, latest):
    """What was corrected or withdrawn a short while ago and is not among the latest: whoever has kept it is told."""
    if listing.changed is None or len(latest) < LENGTH:
        return []
    return list(listing.load(listing.changed.exclude(pk__in=[one.pk for one in latest]))[:OLDER])


def _in_order(listing, items):
    return sorted(items, key=lambda one: (getattr(one, listing.field), one.pk), reverse=True)


def _month(listing, request):
    known = MONTHS.fullmatch(request.GET[MONTH])
    if not known or not listing.lasts:
        raise Http404
    start, end = _bounds(int(known[1]), int(known[2]))
    of_month = listing.rows.filter(**{f"{listing.field}__gte": start, f"{listing.field}__lt": end})
    items = list(listing.load(of_month))
    if not items:
        raise Http404
    return Part(items, {"current": ""} | _neighbours(listing, start, end), is_archive=True)


def _bounds(year, month):
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(timezone.make_aware(datetime(*day, 1)) for day in ((year, month), following))


def _neighbours(listing, start, end):
    """The months before and after in which there is something. Two queries."""
    instants = listing.rows.values_list(listing.field, flat=True)
    before = instants.filter(**{f"{listing.field}__lt": start}).first()
    after = instants.filter(**{f"{listing.field}__gte": end}).reverse().first()
    found = {"prev-archive": before, "next-archive": after}
    return {rel: _month_of(instant) for rel, instant in found.items() if instant}


def _archive_before(listing, last):
    """The archive of the month in which the latest leave off: it may repeat some, and lacks none."""
    older = listing.rows.filter(**{f"{listing.field}__lte": getattr(last, listing.field)}).exclude(pk=last.pk)
    instant = older.values_list(listing.field, flat=True).first()
    return {"prev-archive": _month_of(instant)} if instant else {}


def _month_of(instant):
    return f"{MONTH}={timezone.localtime(instant):%Y-%m}"
