from django.http import HttpResponsePermanentRedirect
from django.shortcuts import render

from football.models import Club, Coach, Player
from newsroom.addresses import find
from newsroom.models import Article
from newsroom.pages.keyset import page_of
from rumours.models import Rumour

#: Rumours on a club's or a person's page; the list of rumours has the rest.
RUMOURS = 12


def clubs(request):
    return render(request, "newsroom/clubs.html", {"clubs": Club.objects.for_index()})


def club(request, slug):
    found = find(Club.objects.select_related("competition"), slug)
    rumours = Rumour.objects.published().about_club(found).by_news().for_cards()
    tenures = list(found.tenures.benches().for_history())
    context = {
        "club": found,
        "on_the_bench": next((t for t in tenures if t.end is None), None),
        "tenures": tenures,
        "open_rumours": rumours.open()[:RUMOURS],
        "settled_rumours": rumours.settled()[:RUMOURS],
        "page": page_of(found.articles.published().by_news().for_cards(), request, field="published_at"),
    }
    return render(request, "newsroom/club.html", context)


def coaches(request):
    """The coaches on a bench today, by club; those with stories or rumours only are found through these."""
    return render(request, "newsroom/coaches.html", {"coaches": Coach.objects.filter(retired=False).for_index()})


def coach(request, slug):
    return _person(request, find(Coach.objects.all(), slug))


def player(request, slug):
    return _person(request, find(Player.objects.all(), slug))


def _person(request, person):
    if request.path != person.get_absolute_url():
        # Who used to play and now coaches stands under the coaches, and the other way round.
        return HttpResponsePermanentRedirect(person.get_absolute_url())
    rumours = Rumour.objects.published().filter(person=person).by_news().for_cards()
    stories = Article.objects.published().filter(people=person).by_news().for_cards()
    tenures = list(person.tenures.for_history())
    context = {
        "person": person,
        "tenures": tenures,
        "current": next((t for t in tenures if t.end is None), None),
        "open_rumours": rumours.open()[:RUMOURS],
        "settled_rumours": rumours.settled()[:RUMOURS],
        "page": page_of(stories, request, field="published_at"),
    }
    return render(request, "newsroom/person.html", context)
