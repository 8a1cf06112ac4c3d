"""The page of one rumour: where it stands, why, who said it, how it came to that."""

import sys

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from football.topics import MENU, REGISTER, topic
from newsroom.addresses import Moved, find
from newsroom.kept.pieces import piece
from newsroom.kept.printing import prints
from newsroom.keyset import keys_of
from newsroom.models import Article
from newsroom.prepared import Prepared
from rumours.chart import Point
from rumours.models import Rumour
from rumours.voices import Heard, Hearing

#: Changes of label in the table, the latest; other rumours, and stories, in the rail.
CHANGES, RIVALS, STORIES = 40, 24, 24


PUBLISHED = Prepared(lambda slug, now: Rumour.objects.published(at=now).filter(slug=slug).values_list("pk")[:1])


def rumour(request, slug):
    key = piece(("at", "rumour", slug), _topics, lambda: _published(slug), size=sys.getsizeof)
    # What is kept of the page is not asked for again, nor is the rumour.
    found = (
        SimpleLazyObject(lambda: _whole(Rumour.objects.published()).get(pk=key)) if key else _not_public(request, slug)
    )
    own = {topic("rumour", key), REGISTER, MENU} if key else None
    prints(*own or ())
    return render(request, "newsroom/rumour.html", _context(found, key or found.pk) | {"own": own})


def _published(slug):
    """The key of the rumour at a slug that is public; None when there is none. One query."""
    return next((key for (key,) in PUBLISHED.rows(slug, timezone.now())), None)


def _topics(key):
    return {topic("rumour", key)}


def _context(found, key):
    latest = SimpleLazyObject(lambda: found.assessments.select_related("override").order_by("-at").first())
    return {
        "rumour": found,
        "key": key,
        "hearing": SimpleLazyObject(lambda: _hearing(found)),
        "latest": latest,
        "vacancy": SimpleLazyObject(lambda: _vacancy(found)),
        "rivals": SimpleLazyObject(lambda: _rivals(found)),
        "candidates": SimpleLazyObject(lambda: _candidates(key)),
        "articles": SimpleLazyObject(lambda: _stories(key)),
        "history": SimpleLazyObject(lambda: _history(found, latest)),
    }


def _whole(rumours):
    return rumours.for_cards().select_related("race__vacancy")


def _history(found, latest):
    """Every assessment as a point, and the latest changes of label. Two queries."""
    points = [Point(*row) for row in found.assessments.order_by("at").values_list(*Point.FIELDS)]
    changes = found.assessments.label_changes().reverse()[:CHANGES]
    number = sum(point.changed for point in points) + bool(points)
    return {
        "points": [*points, *_expiry(found, latest)],
        "judged": len(points),
        "changes": changes,
        "more_changes": max(number - CHANGES, 0),
    }


def _expiry(found, latest):
    """A point for the instant at which a judgement of the newsroom has expired: the model has the word again."""
    override = latest and latest.override
    if override and override.until <= (found.outcome_known_at or timezone.now()):
        changed = latest.label != latest.model_label
        yield Point(override.until, latest.model_probability, latest.model_label, changed)


def _not_public(request, slug):
    """The rumour at a former address (Moved), or for an editor who is signed in a draft. Raises Http404 for others."""
    former = Rumour.formerly_at(slug)
    if former and former.is_published:
        raise Moved(former.get_absolute_url())
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_staff:
        return find(_whole(Rumour.objects.visible_to(request.user)), slug)
    raise Http404


def _hearing(found):
    """Who said what: all reports are counted, only those that are printed are loaded. Two queries."""
    rows = found.reports.order_by("published_at", "pk").values_list(*Heard.FIELDS)
    hearing = Hearing([Heard.from_row(row) for row in rows])
    return hearing.put_in(found.reports.for_rumour_page().in_bulk(hearing.printed_ids))


def _vacancy(found):
    """The rumour by which the bench becomes free, as far as readers may know of it."""
    opening = found.race and found.race.vacancy
    return opening if opening and opening.is_published else None


def _candidates(key):
    """Who may come, if this rumour makes the bench free."""
    return keys_of(Rumour.objects.published().filter(race__vacancy=key).likeliest_first()[:RIVALS])


def _stories(key):
    return keys_of(Article.objects.published().listed("rumours", key)[:STORIES])


def _rivals(found):
    if not found.race_id:
        return []
    rivals = found.race.rumours.published().exclude(pk=found.pk)
    return keys_of(rivals.likeliest_first()[:RIVALS])
