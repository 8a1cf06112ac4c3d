from datetime import date
from itertools import groupby

from django.db.models import F
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from football.careers import career
from football.models import Club, Coach, Competition, Person
from newsroom.addresses import find
from newsroom.keyset import page_of
from newsroom.models import Article
from rumours.models import Rumour

#: Rumours on a club's or a person's page; the list of rumours has the rest. Candidates in all of a club's races.
RUMOURS, CANDIDATES = 12, 60
LIKELIEST = F("probability").desc(nulls_last=True)


def clubs(request):
    return render(request, "newsroom/clubs.html", {"clubs": Club.objects.for_index()})


def club(request, slug):
    found = find(Club.objects.select_related("competition"), slug)
    rumours = Rumour.objects.published().about_club(found).by_news().for_cards()
    tenures = list(found.tenures.benches().for_history())
    context = {
        "club": found,
        "on_the_bench": next((t for t in tenures if t.end is None), None),
        "career": career(tenures, today=timezone.localdate()),
        "races": _open_races(found),
        "open_rumours": rumours.open().exclude(race__club=found)[:RUMOURS],
        "settled_rumours": rumours.settled()[:RUMOURS],
        "page": page_of(found.articles.published().by_news().for_cards(), request, field="published_at"),
    }
    return render(request, "newsroom/club.html", context)


def _open_races(club):
    """Return (race, the rumour by which the bench becomes free or None, candidates) of the races for its bench, each
    with its open candidates, likeliest first. One query."""
    running = Rumour.objects.published().open().filter(race__club=club).for_cards().select_related("race__vacancy")
    in_order = running.order_by("-race_id", LIKELIEST, "pk")[:CANDIDATES]
    return [(race, _readable(race.vacancy), list(some)) for race, some in groupby(in_order, lambda r: r.race)]


def _readable(vacancy):
    return vacancy if vacancy and vacancy.is_published else None


def coaches(request):
    """The coaches, with their benches today; with a day in the query, who sat on the benches of a competition then."""
    competitions = list(Competition.objects.for_menu())
    wanted, typed = (request.GET.get(name, "") for name in ("competizione", "giorno"))
    chosen = next((c for c in competitions if c.slug == wanted), competitions[0] if competitions else None)
    day = _day(typed) if chosen else None
    context = {
        "competitions": competitions,
        "chosen": chosen,
        "day": day,
        "ignored": _ignored((_("Competition"), wanted, chosen and chosen.slug == wanted), (_("Day"), typed, day)),
        "clubs": Club.objects.filter(competition=chosen).with_bench_on(day) if day else [],
        "coaches": [] if day else Coach.objects.filter(retired=False).for_index(),
    }
    return render(request, "newsroom/coaches.html", context)


def _day(text):
    """Return the day that was typed, or None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _ignored(*fields):
    """Return the (label, value) pairs of (label, value, understood) that were typed and mean nothing."""
    return [(label, value) for label, value, understood in fields if value and not understood]


def person(request, slug):
    found = find(Person.objects.all(), slug)
    if request.path != found.get_absolute_url():
        # Who used to play and now coaches stands under the coaches, and the other way round.
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    rumours = Rumour.objects.published().filter(person=found).by_news().for_cards()
    stories = Article.objects.published().filter(people=found).by_news().for_cards()
    tenures = list(found.tenures.for_history())
    context = {
        "person": found,
        "career": career(tenures, today=timezone.localdate()),
        "current": next((t for t in tenures if t.end is None), None),
        "open_rumours": rumours.open()[:RUMOURS],
        "settled_rumours": rumours.settled()[:RUMOURS],
        "page": page_of(stories, request, field="published_at"),
    }
    return render(request, "newsroom/person.html", context)
