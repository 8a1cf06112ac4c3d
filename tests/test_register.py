"""The register at the desk: names and tenures that do not fit are told, and how often each is used."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from football.admin import lists
from football.careers import surely_overlap
from football.models import Alias, Club, Person, Tenure, relations
from rumours.vocabulary import Kind
from tests.builders import (
    a_club,
    a_coach,
    a_player,
    a_race,
    a_rumour,
    a_tenure,
    an_article,
    an_editor,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(an_editor("Redattore"))
    return client


def inline(prefix, rows, initial=0):
    """The fields that a form posts for an inline; `rows` are dictionaries."""
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    data |= {f"{prefix}-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
    return data


def save_club(client, club, *aliases, **fields):
    data = {"name": club.name, "competition": club.competition_id, "slug": club.slug} | fields
    url = reverse("admin:football_club_change", args=[club.pk])
    return client.post(url, data | inline("aliases", aliases), follow=True)


def save_coach(client, coach, *tenures, aliases=(), **fields):
    data = {"name": coach.name, "role": coach.role, "family_name": coach.family_name, "slug": coach.slug} | fields
    plain = {"role": "coach", "start_precision": "day", "end_precision": "day"}
    data |= inline("tenures", [plain | tenure for tenure in tenures]) | inline("aliases", aliases)
    return client.post(reverse("admin:football_coach_change", args=[coach.pk]), data, follow=True)


def warnings(response):
    return [strip_tags(str(message)) for message in response.context["messages"] if message.level_tag == "warning"]


class TestNamesAtTheDesk:
    def test_a_name_of_another_is_stored_and_told(self, desk):
        milan, torino = a_club("Milan"), a_club("Torino")
        Alias.objects.create(club=milan, text="Diavolo")
        milan.refresh_search_names()
        response = save_club(desk, torino, {"text": "diavolo", "kind": "nickname"})
        assert warnings(response) == [
            "«diavolo» è anche un nome di Milan. Se si chiamano così entrambi, segnalo come ambiguo."
        ]
        assert reverse("admin:football_club_change", args=[milan.pk]) in response.content.decode()
        assert torino.aliases.get().text == "diavolo"
        assert set(Club.objects.named_like("diavolo")) == {milan, torino}

    def test_a_person_may_be_the_other_one(self, desk):
        a_coach("Il Diavolo"), a_club("Milan")
        told = warnings(save_club(desk, Club.objects.get(), {"text": "il diavolo", "kind": "nickname"}))
        assert len(told) == 1
        assert "Il Diavolo" in told[0]

    def test_an_ambiguous_one_and_one_of_nobody_else_are_not(self, desk):
        a_club("Milan"), a_club("Torino")
        rows = [
            {"text": "Milan", "kind": "nickname", "ambiguous": "on"},
            {"text": "Toro", "kind": "nickname"},
            {"text": "Torino", "kind": "short"},
        ]
        assert warnings(save_club(desk, Club.objects.get(name="Torino"), *rows)) == []

    def test_a_part_of_anothers_name_is_no_collision(self, desk):
        a_club("Inter Miami")
        assert warnings(save_club(desk, a_club("Internazionale"), {"text": "Inter", "kind": "short"})) == []

    def test_the_same_name_twice_is_refused_and_what_was_typed_stays(self, desk):
        club = a_club("Torino")
        rows = [{"text": "Toro", "kind": "nickname"}] * 2
        response = save_club(desk, club, *rows, city="Torino, corso Sebastopoli")
        page = response.content.decode()
        assert page.count('value="Toro"') == 2
        assert "corso Sebastopoli" in page
        assert club.aliases.count() == 0

    def test_what_a_warning_repeats_is_no_markup(self, desk):
        a_club("<b>Toro</b>")
        response = save_club(desk, a_club("Torino"), {"text": "<b>Toro</b>", "kind": "nickname"})
        assert "<b>Toro</b>" not in response.content.decode()
        assert len(warnings(response)) == 1

    def test_signs_of_per_cent_are_only_signs(self, desk):
        a_club("100%(s) {0}")
        told = warnings(save_club(desk, a_club("Torino"), {"text": "100%(s) {0}", "kind": "nickname"}))
        assert told[0].count("100%(s) {0}") == 2

    def test_a_second_person_of_one_name_is_told(self, desk):
        a_coach("Luis Castro")
        told = warnings(save_coach(desk, a_coach("Da rinominare"), name="Luis Castro"))
        assert told == ["C'è già chi si chiama così: Luis Castro. Se è un doppione, unisci le due schede."]


class TestTenuresAtTheDesk:
    def test_two_coaches_on_one_bench_are_stored_and_told(self, desk):
        club = a_club("Lazio")
        a_tenure("2024-07-01", person=a_coach("Marco Baroni"), club=club)
        told = warnings(save_coach(desk, a_coach("Igor Tudor"), {"club": club.pk, "start": "2025-01-10"}))
        assert len(told) == 1
        assert told[0].startswith("Due allenatori insieme sulla stessa panchina: Marco Baroni, Lazio (1 luglio 2024")
        assert "Igor Tudor, Lazio (10 gennaio 2025 – in corso)" in told[0]
        assert club.tenures.count() == 2

    def test_two_posts_of_one_coach_are_told_once(self, desk):
        posts = [{"club": a_club().pk, "start": start} for start in ("2024-07-01", "2025-01-10")]
        told = warnings(save_coach(desk, a_coach(), *posts))
        assert len(told) == 1
        assert told[0].startswith("Due incarichi nello stesso periodo")

    def test_a_caretaker_contradicts_nobody(self, desk):
        club = a_club()
        a_tenure("2024-07-01", club=club)
        row = {"club": club.pk, "start": "2025-01-10", "end": "2025-02-10", "interim": "on"}
        assert warnings(save_coach(desk, a_coach(), row)) == []

    @pytest.mark.parametrize(
        ("one", "other", "overlap"),
        [
            (("2024-07-01", None), ("2025-01-10", None), True),
            (("2024-07-01", "2025-01-10"), ("2025-01-10", None), False),
            (("2024-07-01", "2025-01-11"), ("2025-01-10", None), True),
            (("2024-07-01", "2025-01-01"), ("2025-06-01", None), False),
            (("2024-07-01", "2025-01-01", "day", "month"), ("2025-01-01", None, "month"), False),
            (("2024-07-01", "2025-01-20"), ("2025-01-01", None, "month"), False),
            (("2024-07-01", "2025-02-01", "day", "month"), ("2025-01-01", None, "month"), True),
            (("2023-01-01", "2024-01-01", "year", "year"), ("2023-01-01", None, "year"), True),
            (("2023-01-01", "2024-01-01", "year", "year"), ("2024-01-01", None, "year"), False),
        ],
    )
    def test_they_overlap_when_that_is_certain(self, one, other, overlap):
        def made(start, end, precision="day", end_precision="day"):
            dates = {"start": date.fromisoformat(start), "end": end and date.fromisoformat(end)}
            return Tenure(**dates, start_precision=precision, end_precision=end_precision)

        pair = made(*one), made(*other)
        assert surely_overlap(*pair) is surely_overlap(*pair[::-1]) is overlap

    def test_a_player_and_a_coach_of_one_club_are_no_contradiction(self):
        club = a_club()
        player = a_tenure("2024-07-01", person=a_player(), club=club, role="player")
        assert a_tenure("2024-07-01", person=a_player(), club=club, role="player").clashes() == []
        assert a_tenure("2024-07-01", club=club).clashes() == []
        assert len(a_tenure("2024-08-01", person=player.person, role="player").clashes()) == 1


class TestHowOftenItIsUsed:
    def counted(self, model, thing):
        found = model.objects.with_usage().get(pk=thing.pk)
        return found.story_count, found.rumour_count

    def test_stories_and_rumours_are_counted_once_each(self):
        club, coach = a_club(), a_coach()
        an_article(clubs=[club, a_club()], people=[coach], published_days_ago=None)
        an_article(clubs=[club])
        a_rumour(kind=Kind.CONTRACT_RENEWAL, person=coach, from_club=club, to_club=club)
        a_rumour(person=coach, to_club=club, race=a_race(club))
        assert self.counted(Club, club) == (2, 2)
        assert self.counted(Person, coach) == (1, 2)
        assert self.counted(Club, a_club()) == (0, 0)

    def test_the_list_shows_and_sorts_them(self, desk):
        for name, number in (("Due", 2), ("Tre", 3), ("Nessuno", 0)):
            club = a_club(name)
            for _ in range(number):
                an_article(clubs=[club])
        url = reverse("admin:football_club_changelist")
        column = desk.get(url).context["cl"].list_display.index("stories")
        rows = desk.get(url, {"o": f"-{column}"}).context["cl"].result_list
        assert [(row.name, row.story_count) for row in rows] == [("Tre", 3), ("Due", 2), ("Nessuno", 0)]

    def test_more_than_so_many_are_not_counted(self, desk, monkeypatch):
        for module in (relations, lists):
            monkeypatch.setattr(module, "COUNTED", 2)
        for name, number in (("Uno", 1), ("Tre", 3)):
            club = a_club(name)
            for _ in range(number):
                an_article(clubs=[club])
        url = reverse("admin:football_club_changelist")
        for query in ({}, {"o": "-1"}):
            cl = desk.get(url, query).context["cl"]
            assert {row.name: cl.model_admin.stories(row) for row in cl.result_list} == {"Uno": 1, "Tre": "2+"}

    def test_what_completes_itself_does_not_count(self, desk):
        a_club("Lecce")
        query = {"term": "lecce", "app_label": "newsroom", "model_name": "article", "field_name": "clubs"}
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(reverse("admin:autocomplete"), query).json()["results"]
        assert not [q for q in queries.captured_queries if "story_count" in q["sql"]]
