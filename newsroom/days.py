"""On which days stories came out, and how many: for the archive and the sitemaps, counted anew only when something has
moved."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache
from django.db.models import Count, F, Max
from django.db.models.functions import Coalesce, TruncDate

from newsroom.models import Article

KEY = "days-of-the-archive"


@dataclass(frozen=True)
class Day:
    day: date
    count: int
    #: The last change of substance of its stories.
    changed_at: datetime


def days():
    """Return the Days on which something came out that readers may still open, the latest first. Two queries by an
    index, and one over all the stories when one has been saved or has come out since."""
    stamp = _stamp()
    kept = cache.get(KEY)
    if kept is None or kept[0] != stamp:
        kept = (stamp, _counted())
        cache.set(KEY, kept, None)
    return kept[1]


def months():
    """Return {(year, month): its Days}, the latest first."""
    found = {}
    for one in days():
        found.setdefault((one.day.year, one.day.month), []).append(one)
    return found


def _stamp():
    """What moves when a story is saved, withdrawn or comes out at its instant."""
    saved = Article._base_manager.order_by("-saved_at").values_list("saved_at", flat=True).first()
    out = Article.objects.published().order_by("-published_at").values_list("published_at", flat=True).first()
    return saved, out


def _counted():
    changed = Coalesce("updated_at", "first_published_at")
    told = Article.objects.published().annotate(day=TruncDate("published_at"), changed=changed).values("day")
    rows = told.annotate(count=Count("pk"), last=Max(F("changed"))).order_by("-day")
    return [Day(row["day"], row["count"], row["last"]) for row in rows]
