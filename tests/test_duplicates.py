"""The queue of those that may be one: real look-alikes are proposed, those told apart never again."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from football.duplicates import Entry, Likeness, is_a_slip, likely_pairs, sound_of
from football.models import Alias, Club, Merge, Person, Tenure, ToldApart
from tests.builders import a_club, a_coach, an_article, an_editor

QUEUE = "admin:football_merge_duplicates"


def likeness(one, other, *, people=True, **known):
    """Why two names are proposed as one, or None."""
    entries = [Entry(1, one, known.get("others", ()), known.get("mark")), Entry(2, other, (), known.get("other_mark"))]
    pairs = likely_pairs(entries, people=people)
    assert len(pairs) <= 1
    return pairs[0].likeness if pairs else None


class TestWhoMayBeOne:
    @pytest.mark.parametrize(
        ("one", "other", "why"),
        [
            ("José Mourinho", "Jose Mourinho", Likeness.SAME_NAME),
            ("Siniša Mihajlović", "Sinisa Mihajlovic", Likeness.SAME_NAME),
            ("Roberto De Zerbi", "De Zerbi Roberto", Likeness.SAME_WORDS),
            ("C. Ancelotti", "Carlo Ancelotti", Likeness.INITIAL),
            ("Massimiliano Allegri", "Massimilano Allegri", Likeness.SLIP),
            ("Luciano Spalletti", "Luciano Spaletti", Likeness.SLIP),
            ("Claudio Ranieri", "Claudio Rainieri", Likeness.SLIP),
            ("Maurizio Sarri", "Maurizio Srari", Likeness.SLIP),
            ("Andrij Shevchenko", "Andriy Sevcenko", Likeness.SOUND),
            ("Jürgen Klopp", "Juergen Klopp", Likeness.SLIP),
            ("Paulo Sousa", "Paulo Manuel Carvalho Sousa", Likeness.LONGER),
            ("Leonardo", "Marcos Leonardo", Likeness.SURNAME),
        ],
    )
    def test_people(self, one, other, why):
        assert likeness(one, other) == likeness(other, one) == why

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Simone Inzaghi", "Filippo Inzaghi"),
            ("Daniele Conti", "Bruno Conti"),
            ("Paolo Rossi", "Paolo Bianchi"),
            ("Gian Piero Gasperini", "Gian Piero Ventura"),
            ("Li Wei", "Lu Wei"),
        ],
    )
    def test_people_who_are_two(self, one, other):
        assert likeness(one, other) is None

    @pytest.mark.parametrize(
        ("one", "other", "why"),
        [
            ("Inter", "F.C. Inter", Likeness.SAME_WORDS),
            ("Milan", "AC Milan", Likeness.SAME_WORDS),
            ("Milan", "A.C. Milan 1899", Likeness.SAME_WORDS),
            ("Sampdoria", "U.C. Sampdoria", Likeness.SAME_WORDS),
            ("Borussia Mönchengladbach", "Borussia Monchengladbach", Likeness.SAME_NAME),
            ("Sassuolo", "Sasuolo", Likeness.SLIP),
        ],
    )
    def test_clubs(self, one, other, why):
        assert likeness(one, other, people=False) == why

    @pytest.mark.parametrize(
        ("one", "other"),
        [("Inter", "Inter Miami"), ("Real Madrid", "Real Sociedad"), ("Roma", "Como"), ("Monaco", "Bayern Monaco")],
    )
    def test_clubs_that_are_two(self, one, other):
        assert likeness(one, other, people=False) is None

    def test_another_name_of_the_one_is_the_name_of_the_other(self):
        assert likeness("Reggiana", "Reggio Audace", people=False, others=("Reggio Audace",)) == Likeness.OTHER_NAME

    @pytest.mark.parametrize(("mark", "other", "same"), [(1961, 1961, True), (1961, None, True), (1961, 1980, False)])
    def test_two_born_on_different_days_are_two(self, mark, other, same):
        assert bool(likeness("Luis Castro", "Luis Castro", mark=mark, other_mark=other)) is same

    def test_the_surest_come_first_and_each_pair_once(self):
        names = ["Luis Castro", "Luis Castro", "L. Castro", "Castro Luis", "Castro"]
        pairs = likely_pairs([Entry(key, name) for key, name in enumerate(names)], people=True)
        assert pairs == sorted(pairs)
        assert len({(pair.one, pair.other) for pair in pairs}) == len(pairs)
        assert (pairs[0].likeness, pairs[0].one, pairs[0].other) == (Likeness.SAME_NAME, 0, 1)

    def test_names_without_latin_letters_are_not_all_one(self):
        assert likeness("中国", "日本") is None
        assert likely_pairs([], people=True) == []

    def test_a_crowd_of_one_name_is_a_chain_and_no_square(self):
        crowd = [Entry(key, "Marco Rossi") for key in range(500)]
        assert len(likely_pairs(crowd, people=True)) == 499

    @pytest.mark.parametrize(
        ("a", "b", "slip"),
        [("conte", "conti", True), ("conte", "cotne", True), ("conte", "conntte", False), ("ab", "ba", True)],
    )
    def test_a_slip_is_one_letter(self, a, b, slip):
        assert is_a_slip(a, b) is is_a_slip(b, a) is slip

    def test_a_sound_is_spelled_in_many_ways(self):
        assert sound_of("shevchenko") == sound_of("scevcenko") == sound_of("sevcenko")


@pytest.mark.django_db
class TestTheQueue:
    @pytest.fixture
    def desk(self, client):
        client.force_login(an_editor("Caporedattore"))
        return client

    def proposed(self, client):
        queues = client.get(reverse(QUEUE)).context["queues"]
        return {frozenset((str(p.one), str(p.other))) for _kind, _name, proposals, _more in queues for p in proposals}

    def test_clubs_and_people_are_proposed_with_what_tells_them_apart(self, desk):
        coach = a_coach("Luciano Spalletti", birth_date=date(1959, 3, 7), at=a_club("Juventus"))
        double = a_coach("Luciano Spaletti")
        an_article(people=[double])
        a_club("F.C. Juventus")
        page = desk.get(reverse(QUEUE)).content.decode()
        assert self.proposed(desk) == {
            frozenset(("Luciano Spalletti", "Luciano Spaletti")),
            frozenset(("Juventus", "F.C. Juventus")),
        }
        for words in ("Una lettera di differenza", "7 marzo 1959", "1 articolo,", "allenatore · Juventus"):
            assert words in page, words
        assert f"{reverse('admin:football_person_merge', args=[coach.pk])}?other={double.pk}" in page

    def test_those_told_apart_are_not_proposed_again_and_others_are(self, desk):
        one, other = a_club("Lecce"), a_club("Lecco")
        a_coach("Luciano Spalletti"), a_coach("Luciano Spaletti")
        data = {"kind": "club", "one": other.pk, "other": one.pk}
        for _ in range(2):
            page = desk.post(reverse(QUEUE), data, follow=True).content.decode()
            assert "sono diversi: non saranno più proposti" in page
        assert self.proposed(desk) == {frozenset(("Luciano Spalletti", "Luciano Spaletti"))}
        told = ToldApart.objects.get()
        assert (told.one_id, told.other_id, told.kind) == (one.pk, other.pk, "club")
        assert told.by.groups.get().name == "Caporedattore"

    def test_a_club_and_a_person_of_one_number_are_not_mixed_up(self, desk):
        one, other = a_club("Lecce", pk=71), a_club("Lecco", pk=72)
        a_coach("Luciano Spalletti", pk=71), a_coach("Luciano Spaletti", pk=72)
        ToldApart.record(one, other)
        assert self.proposed(desk) == {frozenset(("Luciano Spalletti", "Luciano Spaletti"))}

    def test_they_can_be_merged_all_the_same_and_stay_told_apart_when_that_is_undone(self, desk):
        one, other = a_club("Lecce"), a_club("Lecco")
        ToldApart.record(one, other)
        Merge.of(one, other).undo()
        assert self.proposed(desk) == set()

    def test_what_was_merged_is_not_proposed(self, desk):
        one, other = a_coach("Luciano Spalletti"), a_coach("Luciano Spaletti")
        Merge.of(one, other)
        assert self.proposed(desk) == set()

    def test_a_surname_that_two_share_is_no_reason(self, desk):
        for name in ("Simone Inzaghi", "Filippo Inzaghi"):
            Alias.objects.create(person=a_coach(name), text="Inzaghi", kind="surname")
        Alias.objects.create(club=a_club("Milan"), text="Diavolo", ambiguous=True)
        a_club("Diavolo")
        assert self.proposed(desk) == set()

    @pytest.mark.parametrize(
        "posted",
        [
            {},
            {"kind": "club"},
            {"kind": "race", "one": 1, "other": 2},
            {"kind": "club", "one": "x", "other": "\x00"},
            {"kind": "club", "one": 999998, "other": 999999},
            {"kind": "club", "one": "9" * 40, "other": 1},
            {"kind": "person", "one": "-" + "9" * 40, "other": 1},
        ],
    )
    def test_what_is_no_pair_is_refused_in_words(self, desk, posted):
        page = desk.post(reverse(QUEUE), posted, follow=True)
        assert "Una delle due schede non c&#x27;è più" in page.content.decode()
        assert ToldApart.objects.count() == 0

    def test_one_with_itself_is_no_pair(self, desk):
        club = a_club()
        desk.post(reverse(QUEUE), {"kind": "club", "one": club.pk, "other": club.pk})
        assert ToldApart.objects.count() == 0

    def test_it_costs_the_same_for_two_pairs_and_for_twenty(self, desk):
        counted = []
        for number in (2, 2, 20):
            for pair in range(number):
                name = f"Pari{'abcdefghilmnopqrstuvz'[pair]} {'xyw'[len(counted)]}omo"
                for coach in (a_coach(name), a_coach(name)):
                    Tenure.objects.create(person=coach, club=a_club(), start="2020-01-01")
            with CaptureQueriesContext(connection) as queries:
                desk.get(reverse(QUEUE))
            counted.append(len(queries))
        assert counted[1] == counted[2] <= 20

    def test_of_many_the_surest_are_shown_and_the_rest_counted(self, desk):
        people = [Person(name="Marco Rossi", slug=f"marco-{n}", family_name="Rossi") for n in range(60)]
        Person.objects.bulk_create(people)
        assert "Dopo queste ci sono altre 9 coppie" in desk.get(reverse(QUEUE)).content.decode()
        assert Club.objects.count() == 0
