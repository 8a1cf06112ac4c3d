"""Whether what a feed prints has changed: one query for its stamp and for what comes by itself, no story loaded, and
nothing at all while nothing on the site has changed."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import DateTimeField, ExpressionWrapper, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.http import http_date

from football.models import Stamp
from football.topics import SITE
from newsroom.kept.pieces import piece
from newsroom.models import Article, Correction
from newsroom.models.queries import TOLD_FOR
from rumours.models import Rumour

#: How long a copy of a feed may be kept, and used while a new one is fetched, in seconds.
KEPT, STALE = 60, 30
#: By then every transaction that has stamped is stored. Until then the date of a change is told as older than it is: at
#: the resolution of a second it could hide another change.
SETTLED = timedelta(seconds=10)
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class State:
    #: (serial, instant) of the stamp, and (0, instant) of what has come or will come by itself since.
    rows: tuple[tuple[int, datetime], ...]
    at: datetime

    @property
    def is_known(self):
        return any(serial for serial, _at in self.rows)

    @property
    def come(self):
        return sorted(row for row in self.rows if row[1] <= self.at or row[0])

    @property
    def changed_at(self):
        return max((at for _serial, at in self.come), default=NEVER)

    @property
    def following(self):
        return min((at for serial, at in self.rows if at > self.at and not serial), default=None)

    def etag(self, address):
        """The tag of the document at `address`, the site's name and hubs included: documents print them."""
        seen = (self.come, address, settings.SITE_URL, settings.SITE_NAME, settings.WEBSUB_HUBS)
        return f'"{hashlib.sha256(repr(seen).encode()).hexdigest()[:32]}"'

    @property
    def last_modified(self):
        """The date that is told: an earlier one while another change may still fall into the same second."""
        settled = self.changed_at + SETTLED <= self.at
        return http_date((self.changed_at if settled else self.changed_at - timedelta(seconds=1)).timestamp())

    def cache_control(self, next_change):
        """Kept for a minute, and never past the next instant at which something comes or goes by itself."""
        following = [at for at in (self.following, next_change) if at]
        left = max(0, min([KEPT + STALE, *(int((at - self.at).total_seconds()) for at in following)]))
        kept = min(KEPT, left)
        return f"public, max-age={kept}" + (f", stale-while-revalidate={left - kept}" if left > kept else "")


def state_of(feed, prepared, *values):
    """The State of the feed of that name, a tuple, whose rows `prepared` asks for, one of the queries below. They are
    the same until something changes or comes by itself; what they tell of now is not."""
    # None is not kept: whoever invents addresses of feeds pushes out nothing.
    found = piece(("feed-state", *feed), {SITE}, lambda: _rows(prepared, values) or None, size=_size)
    return State(found or (), timezone.now())


def _rows(prepared, values):
    """What is told for TOLD_FOR is told until then."""
    rows = map(prepared.converted, prepared.rows(*values))
    return tuple(sorted((0, at + TOLD_FOR) if serial < 0 else (serial, at) for serial, at in rows))


def _size(rows):
    return 200 * len(rows)


def stories_rows(topic, tagged):
    """What the State of a feed of stories is made of, as a query. `topic` is the key of its stamp, an expression;
    `tagged` a queryset of rows that name the stories in their column `article`, or None for all."""
    since = _since(topic)

    def of(rows, story):
        return rows if tagged is None else _having(rows, tagged.filter(article=OuterRef(story)))

    scheduled = of(Article._base_manager.filter(published_at__gt=since, withdrawn_at=None), "pk")
    told_until = ExpressionWrapper(since - Value(TOLD_FOR), output_field=DateTimeField())
    withdrawn = of(Article._base_manager.filter(withdrawn_at__gt=told_until), "pk")
    corrected = of(Correction._base_manager.filter(published_at__gt=told_until), "article")
    printed = Article.rumours.through.objects.filter(rumour=OuterRef("pk"))
    lapsing = _having(Rumour._base_manager.filter(override_until__gt=since), of(printed, "article"))
    return _united(
        topic,
        scheduled.values_list(Value(0), "published_at"),
        lapsing.values_list(Value(0), "override_until"),
        withdrawn.values_list(Value(-1), "withdrawn_at"),
        corrected.values_list(Value(-1), "published_at"),
    )


def _having(rows, others):
    """Those of `rows`, which are few, for which there are others. Not `Exists`: PostgreSQL would make a join of it, and
    read all the stories of a tag for one of its rows."""
    first = Subquery(others.order_by().values("article")[:1])
    return rows.alias(first=first).filter(first__isnull=False)


def rumours_rows(topic):
    since = _since(topic)
    coming = Rumour._base_manager.filter(published_at__gt=since).values_list(Value(0), "published_at")
    lapsing = Rumour._base_manager.filter(override_until__gt=since).values_list(Value(0), "override_until")
    return _united(topic, coming, lapsing)


def corrections_rows(topic):
    return _united(topic)


def _stamps(topic):
    return Stamp.objects.filter(topic=topic)


def _since(topic):
    return Coalesce(Subquery(_stamps(topic).values("changed_at")), Value(NEVER))


def _united(topic, *others):
    """One statement: the stamp, then the instants. Those marked -1 are of what is told for TOLD_FOR."""
    queries = [query.order_by() for query in others]
    return _stamps(topic).order_by().values_list("serial", "changed_at").union(*queries, all=True)
