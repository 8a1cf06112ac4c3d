"""Lists that grow, a page at a time, from where the last page ended: a new story never shifts the pages, and the
thousandth costs what the first does."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404

PARAMETER = "prima"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Page:
    items: list
    #: The query string of the next page, or nothing on the last.
    next_query: str
    #: Its own cursor in the query, nothing on the first; and the query of the first: its filters, if any.
    own_query: str
    first_query: str
    #: The instant before which it begins, which tells its title from that of the others; None on the first.
    before: datetime | None

    @property
    def is_first(self):
        return self.before is None


def page_of(queryset, request, *, field, size=24):
    """Return the Page of `queryset` that the request asks for, newest by `field` first. One query, prefetches aside.

    Raises Http404 for a cursor that is not one.
    """
    cursor, before, pk = request.GET.get(PARAMETER, ""), None, 0
    if cursor:
        before, pk = _place(cursor)
        queryset = queryset.filter(_before(before, pk, field))
    items = list(queryset[: size + 1])
    following = _next_query(request, items[size - 1], field) if len(items) > size else ""
    own = urlencode({PARAMETER: _cursor(before, pk)}) if cursor else ""
    return Page(items[:size], following, own, _first_query(request), before)


def newer_and_last(queryset, request, *, field, size):
    """Return the query strings of the page before the one that is asked for, and of the last one: None for the page
    before the first, nothing for the first itself. Two queries on keys alone."""
    ascending = queryset.reverse().values_list(field, "pk")
    cursor, oldest = request.GET.get(PARAMETER, ""), list(ascending[: size + 1])
    last = _at(request, *oldest[size]) if len(oldest) > size else ""
    if not cursor:
        return None, last
    newer = list(ascending.exclude(_before(*_place(cursor), field))[: size + 1])
    return (_at(request, *newer[size]) if len(newer) > size else ""), last


def _before(instant, pk, field):
    return Q(**{f"{field}__lt": instant}) | Q(**{field: instant, "pk__lt": pk})


def _place(cursor):
    """Return (instant, key) of a cursor."""
    microseconds, _, pk = cursor.partition("-")
    try:
        instant, pk = EPOCH + int(microseconds) * MICROSECOND, int(pk)
        if not 0 < pk < 2**63:
            raise ValueError(pk)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    return instant, pk


def _cursor(instant, pk):
    return f"{(instant - EPOCH) // MICROSECOND}-{pk}"


def _first_query(request):
    query = request.GET.copy()
    query.pop(PARAMETER, None)
    return query.urlencode()


def _next_query(request, last, field):
    return _at(request, getattr(last, field), last.pk)


def _at(request, instant, pk):
    query = request.GET.copy()
    query[PARAMETER] = _cursor(instant, pk)
    return query.urlencode()
