from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q
from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from football.careers import career
from football.models import Club, Coach, Competition, Person, Tenure
from football.topics import MENU, REGISTER, RUMOURS, STORIES, topic
from newsroom.addresses import BySlug
from newsroom.kept.printing import prints
from newsroom.keyset import Listing, keys_of
from newsroom.models import Article
from rumours.models import Rumour

#: Rumours on a club's or a person's page; the list of rumours has the rest. Candidates in all of a club's races.
SHOWN, CANDIDATES = 12, 60


def clubs(request):
    own = {REGISTER, STORIES, RUMOURS, MENU}
    prints(*own)
    return render(request, "newsroom/clubs.html", {"clubs": SimpleLazyObject(Club.objects.for_index), "own": own})


CLUBS = BySlug("club", Club.objects.all, REGISTER)
PEOPLE = BySlug("person", Person.objects.all, REGISTER)
OF_A_CLUB = Listing(lambda club, now: Article.objects.published(at=now).listed("clubs", club), field="listed_at")
OF_A_PERSON = Listing(lambda person, now: Article.objects.published(at=now).listed("people", person), field="listed_at")


def club(request, slug):
    found = CLUBS.find(slug)
    own = {topic("club", found.pk), topic("rumours-club", found.pk), REGISTER, MENU}
    prints(*own)
    context = {
        "club": found,
        "own": own,
        "sat": SimpleLazyObject(lambda: _sat(found.tenures.benches())),
        "races": SimpleLazyObject(lambda: _open_races(found)),
        "voices": SimpleLazyObject(lambda: _voices_of_club(found)),
        "page": OF_A_CLUB.kept_page(request, own, found.pk, timezone.now()),
    }
    return render(request, "newsroom/club.html", context)


@dataclass(frozen=True)
class Sat:
    """Where somebody has sat, or who has sat somewhere, and the tenure that goes on."""

    current: Tenure | None
    career: object


def _sat(tenures):
    tenures = list(tenures.for_history())
    current = next((t for t in tenures if t.end is None), None)
    return Sat(current, career(tenures, today=timezone.localdate()))


def _voices(rumours, *, elsewhere=None):
    """The keys of the latest rumours that are open, but for those printed elsewhere on the page, and of the settled."""
    rumours = rumours.by_news()
    running = rumours.open().exclude(elsewhere) if elsewhere else rumours.open()
    return {"open": keys_of(running[:SHOWN]), "settled": keys_of(rumours.settled()[:SHOWN])}


def _voices_of_club(club):
    return _voices(Rumour.objects.published().about_club(club), elsewhere=Q(race__club=club))


def _open_races(club):
    """Return (race, the rumour by which the bench becomes free or None, candidates) of the races for its bench, each
    with its open candidates, likeliest first. One query."""
    running = Rumour.objects.published().open().filter(race__club=club).for_cards().select_related("race__vacancy")
    in_order = running.likeliest_first("-race_id")[:CANDIDATES]
    return [(race, _readable(race.vacancy), list(some)) for race, some in groupby(in_order, lambda r: r.race)]


def _readable(vacancy):
    return vacancy if vacancy and vacancy.is_published else None


def coaches(request):
    """The coaches, with their benches today; with a day in the query, who sat on the benches of a competition then."""
    own = {REGISTER, STORIES, RUMOURS, MENU}
    prints(*own)
    wanted, typed = (request.GET.get(name, "") for name in ("competizione", "giorno"))
    competitions, chosen = competitions_and(wanted)
    day = _day(typed) if typed and chosen else None
    context = {
        "competitions": competitions,
        "chosen": chosen,
        "day": day,
        "ignored": _ignored(
            (_("Competition"), wanted, wanted and chosen and chosen.slug == wanted), (_("Day"), typed, day)
        ),
        "clubs": Club.objects.filter(competition=chosen).with_bench_on(day) if day else [],
        "coaches": [] if day else SimpleLazyObject(lambda: Coach.objects.filter(retired=False).for_index()),
        # Whoever invents competitions and days pushes out nothing.
        "own": None if wanted or typed else own,
    }
    return render(request, "newsroom/coaches.html", context)


def competitions_and(wanted):
    """Return (the competitions, the one with the slug `wanted` or else the first, or None). One query, when either is
    looked at."""
    competitions = SimpleLazyObject(lambda: list(Competition.objects.for_menu()))
    return competitions, SimpleLazyObject(lambda: _chosen(competitions, wanted))


def _chosen(competitions, wanted):
    return next((c for c in competitions if c.slug == wanted), competitions[0] if competitions else None)


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
    found = PEOPLE.find(slug)
    if request.path != found.get_absolute_url():
        # Who used to play and now coaches stands under the coaches, and the other way round.
        return HttpResponsePermanentRedirect(found.get_absolute_url())
    own = {topic("person", found.pk), topic("rumours-person", found.pk), REGISTER, MENU}
    prints(*own)
    context = {
        "person": found,
        "own": own,
        "sat": SimpleLazyObject(lambda: _sat(found.tenures)),
        "voices": SimpleLazyObject(lambda: _voices(Rumour.objects.published().filter(person=found))),
        "page": OF_A_PERSON.kept_page(request, own, found.pk, timezone.now()),
    }
    return render(request, "newsroom/person.html", context)
