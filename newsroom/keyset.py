"""Lists that grow, a page at a time, from where the last page ended: a new story never shifts the pages, and the
thousandth costs what the first does."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.http import Http404

from newsroom.kept.pieces import piece
from newsroom.prepared import Prepared

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
    return _page(queryset, request, field, size, lambda item: (getattr(item, field), item.pk))


def page_of_keys(queryset, request, *, field, size=24):
    """The same of the keys alone: what is printed of each is kept (newsroom/cards.py)."""
    page = _page(queryset.values_list(field, "pk"), request, field, size, lambda row: row)
    return replace(page, items=[pk for _, pk in page.items])


class Listing:
    """A list that is asked for often: the queryset that `make(*values)` returns, prepared (newsroom/prepared.py)."""

    def __init__(self, make, *, field, size=24):
        self.field, self.size = field, size
        self.first = Prepared(lambda *values: self._keys(make(*values)))
        self.older = Prepared(lambda at, pk, *values: self._keys(_first_of_all(make(*values), _before(at, pk, field))))

    def _keys(self, queryset):
        return queryset.values_list(self.field, "pk")[: self.size + 1]

    def page(self, request, *values):
        """Return the Page of keys that the request asks for. One query."""
        place = _asked_for(request)
        asked = self.older if place else self.first
        rows = asked.rows(*place or (), *values)
        page = _page_of(rows, request, place, self.size, asked.converted)
        return replace(page, items=[pk for _, pk in page.items])

    def kept_page(self, request, topics, *values):
        """The same, without a query while these topics stand. What is asked for with a query string is not kept:
        whoever invents some pushes out nothing."""
        if request.GET:
            return self.page(request, *values)
        name = ("keys", request.path)
        return piece(name, topics, lambda: self.page(request, *values), size=lambda page: 100 * len(page.items))


def keys_of(queryset):
    return list(queryset.values_list("pk", flat=True))


def _page(queryset, request, field, size, place_of):
    place = _asked_for(request)
    if place:
        queryset = _first_of_all(queryset, _before(*place, field))
    return _page_of(list(queryset[: size + 1]), request, place, size, place_of)


def _page_of(items, request, place, size, place_of):
    following = _at(request, *place_of(items[size - 1])) if len(items) > size else ""
    own = f"{PARAMETER}={_cursor(*place)}" if place else ""
    return Page(items[:size], following, own, _first_query(request), place[0] if place else None)


def _asked_for(request):
    """Return the (instant, key) before which the page begins that is asked for; None for the first."""
    cursor = request.GET.get(PARAMETER, "")
    return _place(cursor) if cursor else None


def newer_and_last(queryset, request, *, field, size):
    """Return the query strings of the page before the one that is asked for, and of the last one: None for the page
    before the first, nothing for the first itself. Two queries on keys alone."""
    ascending = queryset.reverse().values_list(field, "pk")
    cursor, oldest = request.GET.get(PARAMETER, ""), list(ascending[: size + 1])
    last = _at(request, *oldest[size]) if len(oldest) > size else ""
    if not cursor:
        return None, last
    newer = list(ascending.filter(_from(*_place(cursor), field))[: size + 1])
    return (_at(request, *newer[size]) if len(newer) > size else ""), last


# Of both the first condition says nothing new, but is a range of the index: of an "or" alone all that lies between the
# beginning of the list and the page would be read.


def _before(instant, pk, field):
    return Q(**{f"{field}__lte": instant}) & (Q(**{f"{field}__lt": instant}) | Q(pk__lt=pk))


def _from(instant, pk, field):
    return Q(**{f"{field}__gte": instant}) & (Q(**{f"{field}__gt": instant}) | Q(pk__gte=pk))


def _first_of_all(queryset, condition):
    """`queryset` filtered by a condition that comes before its own: of two ranges of one index SQLite takes the first,
    and what is out by now is nearly all there is."""
    there = len(queryset.query.where.children)
    found = queryset.filter(condition)
    conditions = found.query.where.children
    conditions[:] = conditions[there:] + conditions[:there]
    return found


def _place(cursor):
    """Return (instant, key) of a cursor."""
    microseconds, _, pk = cursor.partition("-")
    try:
        instant, pk = EPOCH + int(microseconds) * MICROSECOND, int(pk)
        # A year that every zone and both databases can tell.
        if not (0 < pk < 2**63 and 1900 <= instant.year < 9999):
            raise ValueError(cursor)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    return instant, pk


def _cursor(instant, pk):
    return f"{(instant - EPOCH) // MICROSECOND}-{pk}"


def _first_query(request):
    if not request.GET:
        return ""
    query = request.GET.copy()
    query.pop(PARAMETER, None)
    return query.urlencode()


def _at(request, instant, pk):
    if not request.GET:
        return f"{PARAMETER}={_cursor(instant, pk)}"
    query = request.GET.copy()
    query[PARAMETER] = _cursor(instant, pk)
    return query.urlencode()
