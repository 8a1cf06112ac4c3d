import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from football import gazetteer
from football.dates import Precision, format_partial, parse_partial
from football.models import Alias, Club, Coach, Competition, LoadedRow, Person, Player, Role, Tenure
from football.names import fold, slug_of
from tests.builders import a_club, a_coach, a_player

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Rasmus Højlund", "rasmus-hojlund"),
        ("Đorđe Petrović", "dorde-petrovic"),
        ("Hakan Çalhanoğlu", "hakan-calhanoglu"),
        ("c'è l'accordo", "c-e-l-accordo"),
        ("C’È L’ACCORDO!", "c-e-l-accordo"),
        ("Łukasz Piszczek", "lukasz-piszczek"),
        ("İlkay Gündoğan", "ilkay-gundogan"),
        ("Großkreutz", "grosskreutz"),
        ("Þór & Æsir", "thor-aesir"),
        ("  100%  ", "100"),
        ("中国", ""),
    ],
)
def test_a_name_becomes_the_address_that_an_italian_would_type(name, slug):
    assert slug_of(name) == slug


def test_a_long_headline_is_cut_at_a_word():
    assert slug_of("una parola " * 30) == ("una-parola-" * 30)[:98].rstrip("-")
    assert len(slug_of("x" * 300)) == 100


def test_folding_minds_neither_accents_nor_apostrophes():
    assert fold("L'Inter di Çalhanoğlu") == "l inter di calhanoglu"


@pytest.mark.parametrize("typed", ["calhanoglu", "ÇALHANOĞLU", "hakan calha", "carletto"])
def test_a_person_is_found_however_the_name_is_typed(typed):
    player = a_player("Hakan Çalhanoğlu")
    Alias.objects.create(person=player, text="Carletto")
    player.refresh_search_names()
    assert list(Person.objects.named_like(typed)) == [player]


def test_a_person_who_has_coached_and_now_plays_is_both():
    person = a_player("Player-manager")
    Tenure.objects.create(person=person, club=a_club(), role=Role.COACH, start="2024-01-01")
    assert list(Coach.objects.all()) == list(Player.objects.all()) == list(Person.objects.all())
    assert person.get_absolute_url().startswith("/giocatori/")


def test_a_new_player_is_a_player():
    assert Player.objects.create(name="Nuovo Acquisto").role == Role.PLAYER


def test_tenures_at_a_day():
    club = a_club()
    coach = a_coach(at=club, since="2024-07-01")
    tenure = coach.tenures.get()
    assert list(Tenure.objects.at(datetime.date(2024, 7, 1))) == [tenure]
    assert not Tenure.objects.at(datetime.date(2024, 6, 30)).exists()
    assert str(tenure) == f"{coach}, {club} (1 luglio 2024 – in corso)"


def test_a_tenure_cannot_end_before_it_starts():
    tenure = Tenure(person=a_coach(), club=a_club(), start=datetime.date(2024, 7, 1), end=datetime.date(2024, 6, 1))
    with pytest.raises(ValidationError, match="prima di cominciare"):
        tenure.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        tenure.save()


def test_an_alias_belongs_to_one_thing():
    with pytest.raises(IntegrityError), transaction.atomic():
        Alias.objects.create(text="rossoneri")
    with pytest.raises(ValidationError, match="di un club oppure di una persona"):
        Alias(text="rossoneri", club=a_club(), person=a_coach()).full_clean()


@pytest.mark.parametrize(
    ("text", "shown"), [("2024-11-07", "7 novembre 2024"), ("2024-11", "novembre 2024"), ("2024", "2024")]
)
def test_a_date_is_printed_as_far_as_it_is_sure(text, shown):
    assert format_partial(*parse_partial(text)) == shown


def test_what_is_not_a_date_is_refused():
    with pytest.raises(ValueError, match="YYYY"):
        parse_partial("07/11/24")


def test_two_people_of_one_name_get_two_addresses():
    assert [a_coach("Marco Rossi").slug, a_coach("Marco Rossi").slug] == ["marco-rossi", "marco-rossi-2"]


def test_a_name_without_latin_letters_asks_for_an_address():
    with pytest.raises(ValidationError, match="lettere latine"):
        Person(name="中国").full_clean()


def test_an_address_changed_three_times_and_back_is_one_hop_and_no_loop():
    club = a_club("Alfa")
    for slug in ("beta", "gamma", "delta", "alfa"):
        club.slug = slug
        club.save()
    club.refresh_from_db()
    assert {Club.formerly_at(slug) for slug in ("beta", "gamma", "delta")} == {club}
    assert Club.formerly_at("mai-esistito") is None


class TestTheGazetteer:
    @pytest.fixture(autouse=True)
    def loaded(self):
        self.counts = gazetteer.load()

    def test_it_loads_every_row(self):
        assert self.counts["clubs"] == Club.objects.count() > 500
        assert self.counts["coaches"] == Person.objects.count() > 500
        assert self.counts["tenures"] == Tenure.objects.count() > 1600

    def test_loading_again_changes_nothing_and_keeps_what_an_editor_changed(self):
        milan = Club.objects.get(slug="milan")
        milan.name, milan.slug = "A.C. Milan", "ac-milan"
        milan.save()
        Club.objects.get(
            slug="milan" if Club.objects.filter(slug="milan").exists() else "ac-milan"
        ).aliases.all().delete()
        rows = LoadedRow.objects.count()
        again = gazetteer.load()
        assert {again[name] for name in ("competitions", "clubs", "coaches", "club_aliases", "tenures")} == {0}
        assert LoadedRow.objects.count() == rows
        assert Club.objects.filter(slug="ac-milan", name="A.C. Milan").exists()
        assert not Club.objects.filter(slug="milan").exists()
        assert not Alias.objects.filter(club=milan).exists()

    def test_a_club_that_an_editor_deleted_does_not_come_back_through_its_aliases(self):
        club = Club.objects.get(slug="poggibonsi") if Club.objects.filter(slug="poggibonsi").exists() else None
        club = club or Club.objects.filter(tenures__isnull=True).first()
        key = LoadedRow.objects.get(dataset="clubs", object_id=club.pk).key
        club.delete()
        LoadedRow.objects.filter(dataset="club_aliases", key__startswith=f"{key}|").delete()
        assert gazetteer.load()["club_aliases"] == 0

    def test_months_stay_months(self):
        month_only = Tenure.objects.filter(start_precision=Precision.MONTH).first()
        assert month_only.since == format_partial(month_only.start, Precision.MONTH)

    @pytest.mark.parametrize(
        ("slug", "family"),
        [("gian-piero-gasperini", "Gasperini"), ("daniele-de-rossi", "De Rossi"), ("xabi-alonso", "Alonso")],
    )
    def test_lists_sort_by_the_surname(self, slug, family):
        assert Person.objects.get(slug=slug).family_name == family

    def test_italian_competitions_come_first(self):
        assert [c.name for c in Competition.objects.for_menu()][:2] == ["Serie A", "Serie B"]
        assert Club.objects.for_index().first().competition.name == "Serie A"

    def test_nicknames_find_their_owner(self):
        assert "Carlo Ancelotti" in [person.name for person in Person.objects.named_like("carletto")]
        assert "Simone Inzaghi" in [person.name for person in Coach.objects.named_like("inzaghi")]
