"""Who is named in a text: the rules one by one; the hard cases stand in hard_cases.toml."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from football import known_names
from football.models import Alias
from football.recognise import recognise
from football.recognition.tokens import Text
from tests.builders import a_club, a_coach, a_player

REGISTER = known_names.from_files()
DAY = date(2024, 11, 7)


def named(text, day=DAY, title="", *, doubtful=False):
    return {f.owner for f in recognise(REGISTER, text, title=title, day=day) if f.doubtful == doubtful}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Il Bayern Monaco batte il Milan.", {"bayern-monaco", "milan"}),
        ("L’Inter ha preso un terzino.", {"inter"}),
        ("La Roma esonera il tecnico, il Lazio resta una regione.", {"roma"}),
        ("Il tecnico vive a Napoli e guida il Napoli.", {"napoli"}),
        ("ALLEGRI TORNA AL MILAN: ESONERATO IL TECNICO", {"massimiliano-allegri", "milan"}),
        ("il conte e la contessa, la costa e il mare", set()),
        ("Il premier Conte ha parlato alla Camera.", set()),
        ("I rossoneri cercano un allenatore.", set()),
        ("Il Milan cerca un allenatore, i rossoneri hanno fretta.", {"milan"}),
        ("Nicola Zalewski gioca esterno nella Roma, dice l’allenatore.", {"roma"}),
    ],
)
def test_a_sentence(text, expected):
    assert named(text) == expected


def test_a_surname_that_two_share_is_told_by_the_first_name_and_by_the_club():
    assert named("Filippo Inzaghi allena il Pisa. Inzaghi è contento.") == {"filippo-inzaghi", "pisa"}
    assert named("L'Inter ha vinto: la panchina di Inzaghi è salda.") == {"inter", "simone-inzaghi"}


def test_the_same_words_mean_another_at_another_date():
    text = "L'allenatore Inzaghi e la Lazio: la panchina è salda, dice il club."
    assert "simone-inzaghi" in named(text, day=date(2018, 2, 1))


def test_what_is_unsure_is_said_to_be():
    text = "Il centrocampista parla di Conte, il tecnico non commenta la partita e il gol."
    assert named(text, doubtful=True) | named(text) >= {"antonio-conte"}


def test_where_why_and_how_much():
    text = "Il Milan ha scelto.\nPoi la partita. Allegri allena il Milan."
    milan, allegri = recognise(REGISTER, text, title="Milan, c'è Allegri", day=date(2025, 6, 1))
    assert milan.owner == "milan"
    assert [text[start:end] for start, end in milan.spans] == ["Milan", "Milan"]
    assert (milan.in_title, milan.sentence) == (True, "Milan, c'è Allegri")
    assert milan.salience > allegri.salience > 0.5


def test_sentences_end_where_an_editor_would_say():
    text = Text("S. Inzaghi parla. «Va bene?» Poi l'A.S. Roma.\nFine")
    assert [text.sentence_at(place) for place in (0, 20, 32, 48)] == [
        "S. Inzaghi parla.",
        "«Va bene?»",
        "Poi l'A.S. Roma.",
        "Fine",
    ]


@given(st.text(max_size=300), st.text(max_size=40))
def test_whatever_is_typed_is_read(text, title):
    for found in recognise(REGISTER, text, title=title, day=DAY):
        assert all(0 <= start < end <= len(text) for start, end in found.spans)


@pytest.mark.django_db
class TestTheSite:
    def test_its_own_clubs_coaches_and_players_are_found(self):
        lecce, coach = a_club("Lecce"), a_coach("Mister Verdi")
        player = a_player("Hakan Çalhanoğlu")
        Alias.objects.create(club=lecce, text="giallorossi", kind="colours", ambiguous=True)
        text = "Il Lecce: l'allenatore Mister Verdi vuole Calhanoglu, cioè Hakan Calhanoglu, in giallorosso."
        found = recognise(known_names.of_the_site(), text)
        assert {(f.owner, f.is_club) for f in found} == {(lecce.pk, True), (coach.pk, False), (player.pk, False)}

    def test_it_is_built_anew_when_a_name_changes_and_only_then(self, django_assert_num_queries):
        lecce = a_club("Lecce")
        first = known_names.of_the_site()
        with django_assert_num_queries(4):
            assert known_names.of_the_site() is first
        Alias.objects.create(club=lecce, text="Salentini")
        assert known_names.of_the_site() is not first


class TestTheCommand:
    def read(self, capsys, *files, **options):
        call_command("recognise", *files, **options)
        return json.loads(capsys.readouterr().out)

    def test_a_file_of_lines(self, capsys, tmp_path):
        lines = [
            {"id": "a", "date": "2025-06-02", "text": "Allegri torna al Milan: panchina e contratto."},
            {"id": "b", "date": None, "text": "Piove a Roma."},
        ]
        path = tmp_path / "testi.jsonl"
        path.write_text("\n".join(json.dumps(line) for line in lines) + "\n")
        one, two = self.read(capsys, path, timing=True)
        assert one == {
            "id": "a",
            "clubs": ["milan"],
            "people": ["massimiliano-allegri"],
            "doubtful": [],
            "main": one["main"],
        }
        assert (two["clubs"], two["people"]) == ([], [])

    def test_a_text(self, capsys, tmp_path):
        (tmp_path / "nota.txt").write_text("L'Inter vince.")
        assert self.read(capsys, tmp_path / "nota.txt")[0] | {"main": []} == {
            "id": "nota",
            "clubs": ["inter"],
            "people": [],
            "doubtful": [],
            "main": [],
        }

    @pytest.mark.parametrize(
        "line", ['{"id": 1}', '{"id": 1, "text": null}', '{"id": 1, "text": "a", "date": "boh"}', "{"]
    )
    def test_a_line_that_cannot_be_read_is_named(self, tmp_path, line):
        (tmp_path / "x.jsonl").write_text(line)
        with pytest.raises(CommandError, match=r"x\.jsonl.*1"):
            call_command("recognise", tmp_path / "x.jsonl")

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(CommandError, match="niente"):
            call_command("recognise", tmp_path / "niente.txt")
