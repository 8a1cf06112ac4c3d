"""Lists that grow, a page at a time, from where the last page ended: a new story never shifts the pages, and the
thousandth costs what the first does."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

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
    #: That of the first page: its filters, if any.
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
    cursor = _cursor(request.GET.get(PARAMETER, ""))
    if cursor:
        queryset = queryset.filter(_before(*cursor, field))
    items = list(queryset[: size + 1])
    following = _next_query(request, items[size - 1], field) if len(items) > size else ""
    return Page(items[:size], following, _first_query(request), before=cursor and cursor[0])


def _cursor(text):
    """Return (instant, key) of the last item of the page before, or None on the first page."""
    if not text:
        return None
    microseconds, _, pk = text.partition("-")
    try:
        instant, pk = EPOCH + int(microseconds) * MICROSECOND, int(pk)
        if not 0 < pk < 2**63:
            raise ValueError(pk)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    return instant, pk


def _before(instant, pk, field):
    return Q(**{f"{field}__lt": instant}) | Q(**{field: instant, "pk__lt": pk})


def _first_query(request):
    query = request.GET.copy()
    query.pop(PARAMETER, None)
    return query.urlencode()


def _next_query(request, last, field):
    query = request.GET.copy()
    query[PARAMETER] = f"{(getattr(last, field) - EPOCH) // MICROSECOND}-{last.pk}"
    return query.urlencode()
