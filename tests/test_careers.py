"""The register on the pages: careers and benches, where somebody was then, who coached whom on a day."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from football.careers import career, lasted
from football.italian import at_the
from football.models import Club
from rumours.vocabulary import Kind, Outcome, Stage
from tests.builders import a_club, a_coach, a_player, a_race, a_report, a_rumour, a_tenure, an_article, end

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 30)


def words_of(response):
    return " ".join(strip_tags(re.sub("<(?=[a-z/])", " <", response.content.decode())).replace("&#x27;", "'").split())


def text_of(client, url, **query):
    response = client.get(url, query)
    assert response.status_code == 200, url
    return words_of(response)


class TestACareer:
    @pytest.mark.parametrize(
        ("start", "end", "precisions", "words"),
        [
            ("2024-07-01", "2024-07-01", (), "1 giorno"),
            ("2024-07-01", "2024-08-14", (), "44 giorni"),
            ("2024-07-01", "2025-01-01", (), "6 mesi"),
            ("2024-07-01", None, (), "1 anno"),
            ("2021-06-03", "2025-06-03", (), "4 anni"),
            ("2019-05-31", "2021-06-30", (), "2 anni e 1 mese"),
            ("2024-11-01", "2024-11-01", ("month", "month"), "1 mese"),
            ("2020-01-01", "2022-01-01", ("year", "year"), ""),
            ("2025-07-01", None, (), ""),
        ],
    )
    def test_how_long_it_lasted_is_told_in_words(self, start, end, precisions, words):
        fields = dict(zip(("precision", "end_precision"), precisions, strict=False))
        assert lasted(a_tenure(start, end, **fields), today=TODAY) == words

    def test_each_is_drawn_where_it_lies(self):
        tenures = [a_tenure("2015-06-30", None), a_tenure("2005-06-30", "2010-06-30")]
        drawn = career(tenures, today=TODAY)
        assert [(s.start, s.width) for s in drawn.stretches] == [(499, 500), (0, 249)]
        assert (drawn.first_year, drawn.last_year, drawn.is_drawn) == (2005, 2025, True)

    @pytest.mark.parametrize(
        "dates",
        [
            [("2025-07-01", None)],
            [("2025-06-30", None)],
            [("1900-01-01", "2024-12-31"), ("2025-06-29", "2025-06-29"), ("2030-01-01", None)],
            [("2030-01-01", None), ("2031-01-01", "2035-01-01")],
        ],
    )
    def test_nothing_is_drawn_outside_or_without_width(self, dates):
        for stretch in career([a_tenure(*pair) for pair in dates], today=TODAY).stretches:
            assert 0 <= stretch.start < stretch.start + stretch.width <= 1000

    def test_without_tenures_there_is_none(self, client):
        assert career([], today=TODAY) is None
        assert "Carriera" not in text_of(client, a_coach().get_absolute_url())

    def test_the_page_tells_where_when_how_long_and_how_it_ended(self, client):
        coach = a_coach("Maurizio Sarri")
        a_tenure("2018-07-14", "2019-06-16", person=coach, club=a_club("Chelsea"), how_ended="mutual")
        a_tenure("2025-06-02", person=coach, club=a_club("Lazio"))
        a_tenure("2005-01-01", "2005-02-10", person=coach, club=a_club("Verona"), interim=True, how_ended="sacked")
        page = text_of(client, coach.get_absolute_url())
        lazio, chelsea, verona = (
            page.index(f"{name} ", page.index("Carriera")) for name in ("Lazio", "Chelsea", "Verona")
        )
        assert lazio < chelsea < verona
        assert "14 luglio 2018 – 16 giugno 2019 · 11 mesi · risoluzione consensuale" in page
        assert "Verona ad interim 1 gennaio 2005 – 10 febbraio 2005 · 40 giorni · esonero" in page

    def test_a_clubs_page_has_the_history_of_its_bench(self, client):
        club = a_club("Lazio")
        a_tenure("2016-07-08", "2021-05-27", person=a_coach("Simone Inzaghi"), club=club, how_ended="other_post")
        a_tenure("2021-06-09", person=a_coach("Maurizio Sarri"), club=club)
        a_tenure("2021-06-09", person=a_player("Ciro Immobile"), club=club, role="player")
        page = text_of(client, club.get_absolute_url())
        history = page[page.index("Chi si è seduto qui") :]
        assert history.index("Maurizio Sarri") < history.index("Simone Inzaghi")
        assert "4 anni e 11 mesi · altro incarico" in history
        assert "Ciro Immobile" not in history


class TestOpenAndSettledRumours:
    def test_a_person_has_both_with_what_we_said(self, client):
        coach = a_coach()
        settled = a_rumour("Verdi al Lecce", person=coach)
        a_report(settled, stage=Stage.PERSONAL_TERMS)
        end(settled, Outcome.EXPIRED)
        a_report(a_rumour("Verdi al Como", person=coach), stage=Stage.LINKED)
        page = text_of(client, coach.get_absolute_url())
        assert page.index("Voci aperte") < page.index("Verdi al Como")
        assert "Verdi al Lecce" in page
        assert "Non concretizzata" in page
        assert "ultima etichetta: Quasi fatta 80-99%" in page

    def test_the_race_for_a_bench_has_the_likeliest_first_and_no_rumour_twice(self, client):
        club = a_club("Lecce")
        leaves = a_rumour("Se ne va", kind=Kind.COACH_DEPARTURE, from_club=club)
        a_report(leaves)
        race = a_race(club, vacancy=leaves)
        behind, ahead = a_coach("Mister Dietro"), a_coach("Mister Davanti")
        a_report(a_rumour("Dietro al Lecce", person=behind, to_club=club, race=race), stage=Stage.LINKED)
        front = a_rumour("Davanti al Lecce", person=ahead, to_club=club, race=race)
        a_report(front, stage=Stage.PERSONAL_TERMS)
        a_report(front, stage=Stage.PERSONAL_TERMS)
        page = text_of(client, club.get_absolute_url())
        assert "2 candidati per una panchina" in page
        assert "Solo se si libera la panchina: Se ne va" in page
        assert page.index("Mister Davanti") < page.index("Mister Dietro")
        assert page.count("Mister Dietro") == 1
        assert "Dietro al Lecce" not in page

    def test_drafts_and_settled_ones_run_in_no_race(self, client):
        club = a_club("Lecce")
        draft = a_rumour("Bozza di addio", kind=Kind.COACH_DEPARTURE, from_club=club, published=False)
        race = a_race(club, vacancy=draft)
        a_rumour(person=a_coach("Mister Bozza"), to_club=club, race=race, published=False)
        end(a_rumour(person=a_coach("Mister Ieri"), to_club=club, race=race), Outcome.EXPIRED)
        page = text_of(client, club.get_absolute_url())
        assert "Panchina: Lecce" not in page
        a_rumour(person=a_coach("Mister Oggi"), to_club=club, race=race)
        page = text_of(client, club.get_absolute_url())
        assert "Mister Oggi" in page
        for words in ("Mister Bozza", "Bozza di addio", "Solo se si libera"):
            assert words not in page, words


class TestThen:
    """A story of the past says where somebody was, when they are there no longer."""

    def told(self, client, tenures, *, published="2024-11-12"):
        coach = a_coach("Marco Baroni")
        for tenure in tenures:
            a_tenure(*tenure[:2], person=coach, club=a_club(tenure[2]), **dict(tenure[3:]))
        at = timezone.make_aware(timezone.datetime.fromisoformat(f"{published}T12:00"))
        story = an_article(people=[coach], at=at)
        found = re.search(r"Marco Baroni \((allora [^)]*)\)", text_of(client, story.get_absolute_url()))
        return found and found[1]

    def test_who_has_left_was_there_then(self, client):
        assert self.told(client, [("2024-07-01", "2025-05-27", "Lazio")]) == "allora alla Lazio"

    def test_who_has_moved_was_where_the_story_has_them(self, client):
        tenures = [
            ("2023-07-01", "2024-06-01", "Verona"),
            ("2024-07-01", "2025-05-27", "Lazio"),
            ("2025-06-05", None, "Torino"),
        ]
        assert self.told(client, tenures) == "allora alla Lazio"

    @pytest.mark.parametrize(
        "tenures",
        [
            [],
            [("2024-07-01", None, "Lazio")],
            [("2025-07-01", None, "Lazio")],
            [("2020-07-01", "2021-05-27", "Lazio")],
            [("2024-07-01", "2025-01-01", "Lazio"), ("2025-02-01", None, "Lazio")],
            [("2024-07-01", "2025-05-27", "Lazio"), ("2024-08-01", None, "Italia")],
        ],
        ids=["nowhere", "still there", "only later", "before", "back again", "one of two posts"],
    )
    def test_nothing_is_said_of(self, client, tenures):
        clubs = {name: a_club(name) for *_dates, name in tenures}
        coach = a_coach("Marco Baroni")
        for start, finish, name in tenures:
            a_tenure(start, finish, person=coach, club=clubs[name])
        story = an_article(people=[coach], at=timezone.make_aware(timezone.datetime(2024, 11, 12, 12)))
        assert "allora" not in text_of(client, story.get_absolute_url())

    def test_nor_when_the_dates_do_not_say_so_for_certain(self, client):
        this_month = timezone.localdate().replace(day=1).isoformat()
        month, until = ("precision", "month"), ("end_precision", "month")
        assert self.told(client, [("2024-11-01", "2025-05-27", "Lazio", month)]) is None
        assert self.told(client, [("2024-10-01", "2025-05-27", "Lazio", month)]) == "allora alla Lazio"
        assert self.told(client, [("2024-07-01", this_month, "Lazio", until)]) is None

    def test_it_costs_one_query_for_any_number_of_people(self, client):
        counted = []
        for number in (2, 2, 20):
            people = [a_coach() for _ in range(number)]
            for coach in people:
                a_tenure("2020-07-01", "2021-05-27", person=coach)
            story = an_article(people=people, at=timezone.make_aware(timezone.datetime(2020, 11, 12, 12)))
            with CaptureQueriesContext(connection) as queries:
                page = text_of(client, story.get_absolute_url())
            assert page.count("allora") == number
            counted.append(len(queries))
        assert counted[1] == counted[2]

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("Lazio", "alla Lazio"),
            ("Roma", "alla Roma"),
            ("Juventus", "alla Juventus"),
            ("Fiorentina", "alla Fiorentina"),
            ("Milan", "al Milan"),
            ("Napoli", "al Napoli"),
            ("Inter", "all'Inter"),
            ("Atalanta", "all'Atalanta"),
            ("Hellas Verona", "all'Hellas Verona"),
            ("Spezia", "allo Spezia"),
            ("Sporting", "allo Sporting"),
            ("Psg", "al Psg"),
            ("Real Sociedad", "alla Real Sociedad"),
            ("Real Madrid", "al Real Madrid"),
            ("Zenit", "allo Zenit"),
            ("St. Pauli", "al St. Pauli"),
            ("Svezia", "alla Svezia"),
            ("Stati Uniti", "agli Stati Uniti"),
            ("Rangers", "ai Rangers"),
        ],
    )
    def test_the_preposition_is_that_of_the_club(self, name, words):
        assert at_the(name) == words

    def test_of_every_club_something_is_said(self):
        assert at_the("中国") == "al 中国"
        assert at_the("") == "al "


class TestWhoCoachedWhom:
    URL = "/allenatori/"

    def bench(self, client, day, **query):
        page = text_of(client, self.URL, competizione="serie-a", giorno=day, **query)
        return page[page.index("In panchina") :]

    def test_the_bench_of_each_club_on_a_day(self, client):
        lazio, roma = a_club("Lazio"), a_club("Roma")
        a_tenure("2016-07-08", "2021-05-27", person=a_coach("Simone Inzaghi"), club=lazio)
        a_tenure("2021-06-09", person=a_coach("Maurizio Sarri"), club=lazio)
        a_tenure("2021-06-09", person=a_player("Ciro Immobile"), club=lazio, role="player")
        bench = self.bench(client, "2020-03-01")
        assert "Lazio Simone Inzaghi 8 luglio 2016 – 27 maggio 2021" in bench
        assert "Roma – non risulta" in bench
        assert "Sarri" not in bench
        assert "Lazio – non risulta" in self.bench(client, "2021-06-01")
        assert "Lazio Maurizio Sarri" in self.bench(client, "2021-06-09")
        assert "Immobile" not in self.bench(client, "2022-01-01")
        assert str(roma) in bench

    def test_a_day_on_which_one_took_over_has_both(self, client):
        club = a_club("Lazio")
        a_tenure("2024-07-01", "2025-01-10", person=a_coach("Prima"), club=club)
        a_tenure("2025-01-10", person=a_coach("Dopo"), club=club)
        bench = self.bench(client, "2025-01-10")
        assert bench.index("Prima") < bench.index("Dopo")

    @pytest.mark.parametrize(
        ("day", "sitting"),
        [
            ("2024-10-31", {"Prima"}),
            ("2024-11-01", {"Prima", "Dopo"}),
            ("2024-11-30", {"Prima", "Dopo"}),
            ("2024-12-01", {"Dopo"}),
        ],
    )
    def test_where_only_the_month_is_known_all_who_may_have_been_there_are_named(self, client, day, sitting):
        club = a_club("Lazio")
        a_tenure("2024-07-01", "2024-11-01", person=a_coach("Prima"), club=club, end_precision="month")
        a_tenure("2024-11-01", person=a_coach("Dopo"), club=club, precision="month")
        bench = self.bench(client, day)
        assert {name for name in ("Prima", "Dopo") if name in bench} == sitting

    def test_where_only_the_year_is_known(self, client):
        a_tenure("2019-01-01", "2020-01-01", person=a_coach("Prima"), precision="year", end_precision="year")
        a_coach(at=a_club())
        assert "Prima 2019 – 2020" in self.bench(client, "2020-12-31")
        assert "Prima" not in self.bench(client, "2021-01-01")

    def test_only_the_competition_that_was_chosen(self, client):
        a_coach(at=a_club("Lazio"))
        abroad = a_club("Arsenal")
        league = type(abroad.competition).objects.create(
            slug="premier-league", name="Premier League", country="Inghilterra"
        )
        Club.objects.filter(pk=abroad.pk).update(competition=league)
        a_coach("Mikel Arteta", at=abroad)
        page = text_of(client, self.URL, competizione="premier-league", giorno="2025-01-01")
        assert "Premier League, 1 gennaio 2025" in page
        assert "Mikel Arteta" in page
        assert "Lazio" not in page[page.index("In panchina") :]

    def test_without_a_day_it_is_the_list_of_coaches(self, client):
        coach = a_coach("Maurizio Sarri", at=a_club("Lazio"))
        response = client.get(self.URL)
        assert "Maurizio Sarri" in words_of(response)
        assert 'name="giorno"' in response.content.decode()
        assert "noindex" not in response.content.decode()
        assert list(response.context["coaches"]) == [coach]

    @pytest.mark.parametrize(
        "day",
        [
            "domani",
            "2024-02-30",
            "12/11/2024",
            "2024-13-01",
            "0000-00-00",
            "9" * 500,
            "\x00",
            "<script>",
            "-1",
            "２０２４-01-01",
        ],
    )
    def test_what_is_no_day_is_told_and_ignored(self, client, day):
        a_coach("Maurizio Sarri", at=a_club("Lazio"))
        response = client.get(self.URL, {"giorno": day, "competizione": "<b>"})
        page = response.content.decode()
        assert response.status_code == 200
        assert "Maurizio Sarri" in page
        assert page.count("non è un valore del filtro") == 2
        assert "<script>" not in page.replace("<script>document", "")
        assert "noindex" in page

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1899-12-31"])
    def test_the_ends_of_time_are_days_too(self, client, day):
        club = a_club("Lazio")
        a_tenure("2024-07-01", "2025-01-01", club=club, end_precision="month")
        a_tenure("2025-02-01", person=a_coach("Sempre"), club=club)
        assert ("Sempre" in self.bench(client, day)) is (day == "9999-12-31")

    def test_without_any_bench_there_is_nothing_to_ask(self, client):
        page = client.get(self.URL, {"giorno": "2024-01-01"}).content.decode()
        assert 'name="giorno"' not in page
        assert client.get("/allenatori/?giorno=2024-01-01&giorno=x&competizione=").status_code == 200

    def test_it_costs_the_same_for_two_clubs_and_for_twenty(self, client):
        counted = []
        for number in (2, 18):
            for _ in range(number):
                a_tenure("2024-07-01", club=a_club())
            with CaptureQueriesContext(connection) as queries:
                self.bench(client, "2025-01-01")
            counted.append(len(queries))
        assert counted[0] == counted[1] <= 6


class TestAPlayersFeed:
    def test_it_has_the_players_stories_and_the_page_names_it(self, client):
        player = a_player("Ala Destra")
        story = an_article("L'ala segna", people=[player])
        url = player.get_absolute_url() + "feed.rss"
        feed = client.get(url).content.decode()
        assert story.get_absolute_url() in feed
        assert f"{url}" in client.get(player.get_absolute_url()).content.decode()

    def test_it_follows_who_becomes_a_coach(self, client):
        player = a_player("Ala Destra")
        player.role = "coach"
        player.save()
        response = client.get("/giocatori/ala-destra/feed.rss")
        assert (response.status_code, response.url) == (301, "/allenatori/ala-destra/feed.rss")


def test_a_tenure_that_ended_yesterday_is_no_present_one(client):
    yesterday = timezone.localdate() - timedelta(days=1)
    coach = a_coach("Mister Ieri")
    a_tenure("2024-07-01", yesterday.isoformat(), person=coach, club=a_club("Lazio"))
    assert "Senza panchina" in text_of(client, coach.get_absolute_url())
