"""The page of one rumour: where it stands, why, who said it, how it came to that."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from football.topics import REGISTER, topic
from newsroom.addresses import Moved, find
from newsroom.kept.printing import prints
from newsroom.models import Article
from rumours.chart import Point
from rumours.models import Rumour
from rumours.voices import Heard, Hearing

#: Changes of label in the table, the latest; other rumours, and stories, in the rail.
CHANGES, RIVALS, STORIES = 40, 24, 24


def rumour(request, slug):
    found = _readable(request, slug)
    prints(topic("rumour", found.pk), REGISTER)
    latest = found.assessments.select_related("override").order_by("-at").first()
    opened = Rumour.objects.published().filter(race__vacancy=found)
    context = {
        "rumour": found,
        "hearing": _hearing(found),
        "latest": latest,
        "vacancy": _vacancy(found),
        "rivals": _rivals(found),
        "candidates": opened.for_cards().likeliest_first()[:RIVALS],
        "articles": Article.objects.published().filter(rumours=found).by_news().for_cards()[:STORIES],
    }
    return render(request, "newsroom/rumour.html", context | _history(found, latest))


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


def _readable(request, slug):
    public = Rumour.objects.published().for_cards().select_related("race__vacancy").filter(slug=slug).first()
    if public:
        return public
    former = Rumour.formerly_at(slug)
    if former and former.is_published:
        raise Moved(former.get_absolute_url())
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_staff:
        return find(Rumour.objects.visible_to(request.user).for_cards().select_related("race__vacancy"), slug)
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


def _rivals(found):
    if not found.race_id:
        return []
    rivals = found.race.rumours.published().exclude(pk=found.pk).for_cards()
    return rivals.likeliest_first()[:RIVALS]
