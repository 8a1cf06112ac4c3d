"""A page of twenty costs as many queries as a page of two."""

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from football.models import Alias, Tenure, stamp
from rumours.models import Rumour
from rumours.vocabulary import Kind, Outcome, Stage
from tests.builders import (
    a_club,
    a_coach,
    a_month,
    a_player,
    a_race,
    a_report,
    a_rumour,
    a_section,
    a_source,
    a_superuser,
    an_article,
    an_author,
    an_image,
    end,
)

pytestmark = pytest.mark.django_db


class Newsroom:
    """Things that are about the same club, coach, player, source, section and author, a pair at a time."""

    def __init__(self):
        self.club, self.coach, self.player = a_club("Lecce"), a_coach("Mister Verdi"), a_player("Ala Destra")
        self.section, self.author, self.source = a_section("Estero"), an_author("Livia Ferrante"), a_source("Gazzetta")
        self.image = an_image()
        self.leaves = a_rumour("L'addio", kind=Kind.COACH_DEPARTURE, person=self.coach, from_club=self.club)
        a_report(self.leaves)
        self.race = a_race(self.club, vacancy=self.leaves)
        self.rumour = a_rumour("La voce", person=self.coach, to_club=self.club, race=self.race)
        self.article = self.grow(1)

    def settle(self):
        """One more rumour that has come true, so that there is a record."""
        settled = a_rumour()
        a_report(settled, self.source, stage=Stage.LINKED)
        a_report(settled, self.source, stage=Stage.PERSONAL_TERMS, days_ago=1)
        end(settled, Outcome.CONFIRMED)

    def grow(self, number):
        for _ in range(number):
            article = self._one_more()
        self.rumour.reassess()
        return article

    def _one_more(self):
        rival = a_rumour(person=self.coach, to_club=self.club, race=self.race)
        a_report(rival, self.source, weighed=False)
        a_report(self.rumour, weighed=False)
        a_report(a_rumour(person=self.player, to_club=self.club), self.source)
        Tenure.objects.create(person=self.coach, club=a_club(), start="2020-01-01")
        Tenure.objects.create(person=a_coach(), club=self.club, start="2019-01-01", end="2019-06-30")
        Alias.objects.create(club=self.club, text=f"alias {rival.pk}")
        self.settle()
        article = an_article(
            section=self.section,
            authors=[self.author, an_author()],
            clubs=[self.club, a_club()],
            lead_image=self.image,
            people=[self.coach, self.player],
            rumours=[self.rumour, rival],
        )
        article.correct("Una rettifica.")
        first = getattr(self, "article", article)
        first.rumours.add(rival)
        first.clubs.add(a_club())
        return article


def count(client, url):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(url)
    assert response.status_code == 200, url
    return len(queries)


#: From nothing, as within a transaction. Of each page one query asks whether a pending change is due, and one how long
#: a copy may be kept (newsroom/due.py).
PAGES = {
    "home": (lambda n: "/", 16),
    "article": (lambda n: n.article.get_absolute_url(), 19),
    # The club, its competition, its bench, open races for it, other rumours and settled ones, and a page of stories.
    "club": (lambda n: n.club.get_absolute_url(), 14),
    "coach": (lambda n: n.coach.get_absolute_url(), 12),
    "player": (lambda n: n.player.get_absolute_url(), 12),
    "rumour": (lambda n: n.rumour.get_absolute_url(), 17),
    "vacancy": (lambda n: n.leaves.get_absolute_url(), 14),
    "rumours": (lambda n: "/voci/", 7),
    "section": (lambda n: n.section.get_absolute_url(), 8),
    "author": (lambda n: n.author.get_absolute_url(), 8),
    "source": (lambda n: n.source.get_absolute_url(), 15),
    "sources": (lambda n: "/fonti/", 9),
    "changes": (lambda n: "/cosa-e-cambiato/", 5),
    "changes feed": (lambda n: "/cosa-e-cambiato/feed.rss", 5),
    "benches": (lambda n: "/panchine/", 8),
    "reliability": (lambda n: "/attendibilita/", 8),
    "clubs": (lambda n: "/club/", 5),
    "coaches": (lambda n: "/allenatori/", 6),
    "corrections": (lambda n: "/rettifiche/", 5),
    "feed": (lambda n: "/feed.rss", 11),
    "club feed": (lambda n: n.club.get_absolute_url() + "feed.rss", 12),
    "rumours feed": (lambda n: "/voci/feed.rss", 5),
    "stories sitemap": (lambda n: a_month(n.article), 4),
    "sitemap index": (lambda n: "/sitemap.xml", 7),
    "news sitemap": (lambda n: "/sitemap-news.xml", 4),
    "lists sitemap": (lambda n: "/sitemap-elenchi.xml", 7),
    "month": (lambda n: f"/archivio/{n.article.published_on:%Y/%m}/", 9),
    "archive": (lambda n: "/archivio/", 5),
    "filtered rumours feed": (lambda n: "/voci/feed.atom?club=" + n.club.slug, 8),
    "section feed": (lambda n: n.section.get_absolute_url() + "feed.json", 12),
    "author feed": (lambda n: n.author.get_absolute_url() + "feed.atom", 12),
    "coach feed": (lambda n: n.coach.get_absolute_url() + "feed.json", 12),
    "corrections feed": (lambda n: "/rettifiche/feed.rss", 4),
}


@pytest.mark.parametrize("page", PAGES)
def test_a_readers_page_costs_the_same_for_2_and_for_20_rows(client, page):
    url, most = PAGES[page]
    newsroom = Newsroom()
    newsroom.grow(1)
    with_two = count(client, url(newsroom))
    newsroom.grow(18)
    # What is kept from one page to the next was not there for the first.
    cache.clear()
    with_twenty = count(client, url(newsroom))
    assert with_two == with_twenty <= most


#: Put together from pieces that are kept, what finds the thing among them: nothing but the moment is asked.
FROM_PIECES = (
    *("home", "article", "club", "coach", "player", "rumour", "rumours", "section", "author", "source", "sources"),
    *("changes", "corrections", "reliability", "benches", "clubs", "coaches", "month", "archive", "sitemap index"),
    *("feed", "club feed", "section feed", "rumours feed", "filtered rumours feed"),
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", FROM_PIECES)
def test_a_page_whose_pieces_are_kept_asks_for_nothing_but_the_moment(client, page):
    url = PAGES[page][0](Newsroom())
    client.get(url)
    count(client, url)
    # On SQLite, where it is seen whether anybody has committed anything, not even that.
    assert count(client, url) == (connection.vendor == "postgresql")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("page", FROM_PIECES)
def test_after_a_change_elsewhere_a_page_costs_a_few_small_queries(client, page):
    """The moment anew, six at most on PostgreSQL, and what has become of the topics of its pieces: no story or club is
    loaded."""
    url = PAGES[page][0](Newsroom())
    client.get(url)
    count(client, url)
    stamp({"source:0"})
    with CaptureQueriesContext(connection) as queries:
        client.get(url)
    assert len(queries) <= 9
    assert not any("headline" in query["sql"] for query in queries)


@pytest.mark.parametrize("page", [name for name in PAGES if "feed" in name])
def test_an_unchanged_feed_costs_two_small_queries(client, page):
    """One for what is due, which every page asks, and one for the stamp: no story, club or rumour is loaded."""
    url, _most = PAGES[page]
    newsroom = Newsroom()
    first = client.get(url(newsroom))
    with CaptureQueriesContext(connection) as queries:
        again = client.get(url(newsroom), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, len(queries)) == (304, 2)
    assert not any("headline" in query["sql"] for query in queries)


LISTS = [
    "football_club",
    "football_coach",
    "football_player",
    "football_competition",
    "rumours_source",
    "rumours_race",
    "rumours_rumour",
    "rumours_assessment",
    "newsroom_article",
    "newsroom_author",
    "newsroom_section",
    "newsroom_image",
    "newsroom_correction",
    "football_merge",
    "newsroom_user",
]


@pytest.fixture
def desk(client):
    client.force_login(a_superuser())
    return client


@pytest.mark.parametrize("model", LISTS)
def test_a_list_of_the_admin_costs_the_same_for_2_and_for_20_rows(desk, model):
    newsroom = Newsroom()
    newsroom.grow(1)
    url = reverse(f"admin:{model}_changelist")
    count(desk, url)
    with_two = count(desk, url)
    newsroom.grow(18)
    assert count(desk, url) == with_two <= 14


FORMS = {
    "article": ("newsroom_article_change", 25),
    "pending": ("newsroom_article_pending", 26),
    "rumour": ("rumours_rumour_change", 12),
    "club": ("football_club_change", 6),
    "coach": ("football_coach_change", 7),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_the_admin_costs_the_same_for_2_and_for_20_rows(desk, form):
    newsroom = Newsroom()
    newsroom.grow(1)
    name, most = FORMS[form]
    url = reverse(f"admin:{name}", args=[getattr(newsroom, "article" if form == "pending" else form).pk])
    count(desk, url)
    with_two = count(desk, url)
    newsroom.grow(18)
    # The register in which texts are read is built anew once after each change of a name.
    assert count(desk, url) <= with_two + 5
    assert count(desk, url) == with_two <= most


def test_the_first_page_of_the_admin_costs_the_same(desk):
    """Of a superuser, who has every queue."""
    newsroom = Newsroom()
    url = reverse("admin:index")
    count(desk, url)
    before = count(desk, url)
    newsroom.grow(20)
    assert count(desk, url) == before <= 26


def test_completing_a_name_costs_few_queries(desk):
    Newsroom().grow(19)
    url = reverse("admin:autocomplete")
    with CaptureQueriesContext(connection) as queries:
        response = desk.get(
            url, {"term": "lecce", "app_label": "newsroom", "model_name": "article", "field_name": "clubs"}
        )
    assert [row["text"] for row in response.json()["results"]] == ["Lecce"]
    assert len(queries) <= 4


def test_loading_the_roles_needs_no_query_per_row(django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        call_command("create_roles", verbosity=0)
    assert Group.objects.count() == 4
    assert Rumour.objects.count() == 0
