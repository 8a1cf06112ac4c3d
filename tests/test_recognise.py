"""Who is named in a text: the rules one by one; the hard cases stand in hard_cases.toml."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from football import known_names
from football.models import Alias
from football.recognise import places_of_names, recognise
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


@pytest.mark.parametrize(
    ("rule", "day", "text", "expected"),
    [
        ("an article makes a city its club", "2024-01-15", "Il Cosenza riparte da zero.", {"cosenza"}),
        ("a club and its coach", "2024-04-20", "Lecce, Gotti non si fida.", {"lecce", "luca-gotti"}),
        ("a country and its coach", "2024-06-14", "L'Albania di Sylvinho non teme nessuno.", {"albania", "sylvinho"}),
        ("a nickname and a coach", "2018-02-20", "Il Diavolo di Gattuso non si ferma.", {"milan", "gennaro-gattuso"}),
        ("colours and a coach", "2019-11-04", "I giallorossi di Liverani respirano.", {"lecce", "fabio-liverani"}),
        ("capitals tell nothing", "2024-01-20", "NICOLA SCEGLIE EMPOLI", {"empoli", "davide-nicola"}),
        (
            "a club before the man who sits there",
            "2019-05-04",
            "Il Milan di Sacchi fa scuola.",
            {"milan", "arrigo-sacchi"},
        ),
        (
            "brothers by their first names",
            "2021-04-20",
            "Due Gattuso: il Napoli di Gennaro vince, il Como di Giacomo no.",
            {"napoli", "como", "gennaro-gattuso", "giacomo-gattuso"},
        ),
        (
            "who is out and who is in",
            "2024-09-01",
            "Udinese, via Cioffi: ecco Runjaic.",
            {"udinese", "gabriele-cioffi", "kosta-runjaic"},
        ),
        (
            "initials at the end of line-ups",
            "2024-05-01",
            "Frosinone (3-4-2-1), all. E. Di Francesco; Empoli (3-4-2-1), all. D. Nicola.",
            {"frosinone", "eusebio-di-francesco", "empoli", "davide-nicola"},
        ),
        (
            "the players of a line-up are no coaches",
            "2023-10-01",
            "LECCE (4-3-3): Falcone; Gendrey, Baschirotto, Gallo; Blin, Ramadani. All. D'Aversa.",
            {"lecce", "roberto-d-aversa"},
        ),
        (
            "not even where their coach is called so",
            "2025-10-04",
            "VICENZA (3-4-2-1): Gagno; Cuomo, Leverbe, Gallo; Talarico, Carraro. Un gol in apertura.",
            {"vicenza"},
        ),
        ("an adjective before its noun", "2024-11-20", "Grosso colpo del Sassuolo: ecco il centravanti.", {"sassuolo"}),
        (
            "a match of a club that is sure, whatever the text is on",
            "2018-12-28",
            "Indagine della procura dopo Inter-Napoli: i feriti in ospedale, gli arrestati in tribunale.",
            {"inter", "napoli"},
        ),
        (
            "a word in capitals is a name only in capitals",
            "2024-09-01",
            "Asse di ferro nella Juventus: gol e assist, il portiere ringrazia l'attaccante.",
            {"juventus"},
        ),
        ("one word of another sport is none", "2024-09-01", "Il Cosenza riparte da un ex tennista.", {"cosenza"}),
        (
            "a list in which one is sure",
            "2019-06-01",
            "Per la panchina del Genoa piacciono Andreazzoli, Pioli e Ranieri.",
            {"genoa", "aurelio-andreazzoli", "stefano-pioli", "claudio-ranieri"},
        ),
        (
            "accents typed as apostrophes",
            "2023-02-01",
            "E' tornato il Bari: perche' Mignani puo' sognare.",
            {"bari", "michele-mignani"},
        ),
        ("a town in a text on football", "2024-09-01", "Il Southampton cambia allenatore.", {"southampton"}),
        ("a referee is no coach", "2021-12-01", "Il Parma perde: rosso dall'arbitro Maresca.", {"parma"}),
        (
            "towns of a list that opens with one",
            "2024-09-01",
            "La Juventus vince: tifosi in festa a Genova, Bari e Palermo per il gol dell'attaccante.",
            {"juventus"},
        ),
        (
            "an office tells whose surname it is",
            "2020-03-01",
            "Il premier Conte ferma l'Inter. Conte spiega.",
            {"inter"},
        ),
        (
            "a player by his role",
            "2019-02-01",
            "Verona: il tecnico Grosso ritrova il difensore Bianco, poi Bianco saluta i tifosi.",
            {"verona", "fabio-grosso"},
        ),
        (
            "a player who comes off the bench",
            "2023-02-01",
            "Il Napoli vince: Spalletti chiama Simeone dalla panchina, e il derby è suo.",
            {"napoli", "luciano-spalletti"},
        ),
        (
            "a city where a national team plays",
            "2024-06-15",
            "Italia-Albania 2-1 agli Europei, il ct esulta per il gol in amichevole. Palermo in festa.",
            {"italia", "albania"},
        ),
        (
            "a club in a list of clubs",
            "2023-09-01",
            "Premier League, testa a testa a tre: Arsenal, City e Liverpool.",
            {"arsenal", "manchester-city", "liverpool"},
        ),
    ],
)
def test_who_is_meant(rule, day, text, expected):
    assert named(text, date.fromisoformat(day)) == expected, rule


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("a street", "Incidente in via Cioffi, rallentamenti in centro."),
        ("juniors and women", "La Fiorentina Primavera vince, il Sassuolo Femminile no."),
        (
            "women, from end to end",
            "Serie A femminile, la Sampdoria cede alla Fiorentina: le calciatrici escono tra i fischi.",
        ),
        (
            "juniors, from end to end",
            "Primavera 1: il Lecce batte il Bari. Primavera 2: ride il Pisa. Under 18: festa Empoli.",
        ),
        ("another sport", "Volley, Monza-Piacenza finisce al quinto set."),
        ("another sport, with goals", "Hockey, il Trento segna due gol e il portiere para un rigore al Pordenone."),
        ("a first name before it", "Walter Milan, alpinista, torna sull'Everest."),
        ("a firm that bears it", "Il Genoa Port Center apre alle scuole."),
        ("a town elsewhere", "Southampton accoglie la nave, in festa i passeggeri."),
        ("words of other things", "Bari, vittoria al Tar per il sindaco: sospesa l'ordinanza del municipio."),
        ("a nickname is a noun elsewhere", "Nei fossi tra Pordenone e il mare tornano i ramarri."),
        ("a full name elsewhere", "Paolo Bianco espone le sue fotografie al museo."),
        ("a common title elsewhere", "Il tecnico Rossi ha riparato la caldaia."),
    ],
)
def test_nobody_is_meant(rule, text):
    assert named(text) == set(), rule


def test_a_long_text_needs_more_words_of_football_than_a_short_one():
    short = "Gol, derby, panchine: Bologna in festa."
    assert named(short) == {"bologna"}
    assert named(f"{short} " + "La pioggia batteva sui vetri della casa in collina. " * 30) == set()


def test_a_player_who_is_said_to_play_elsewhere_is_a_namesake():
    assert named("Diego Lopez para due volte e il Lecce di Gotti cade.", date(2024, 4, 20)) == {"lecce", "luca-gotti"}


def test_a_surname_that_two_share_is_told_by_the_first_name_and_by_the_club():
    assert named("Filippo Inzaghi allena il Pisa. Inzaghi è contento.") == {"filippo-inzaghi", "pisa"}
    assert named("L'Inter ha vinto: la panchina di Inzaghi è salda.") == {"inter", "simone-inzaghi"}


def test_the_same_words_mean_another_at_another_date():
    text = "L'allenatore Inzaghi e la Lazio: la panchina è salda, dice il club."
    assert "simone-inzaghi" in named(text, day=date(2018, 2, 1))


def test_what_is_unsure_is_said_to_be():
    text = "Il centrocampista parla di Conte, il tecnico non commenta la partita e il gol."
    assert named(text, doubtful=True) | named(text) >= {"antonio-conte"}


def test_who_holds_a_bench_that_day_is_proposed_as_doubtful():
    text = "Gol, derby, calciomercato: la domenica è lunga. Ranieri sorride."
    assert named(text, date(2024, 12, 1), doubtful=True) == {"claudio-ranieri"}
    assert named(text, date(2018, 8, 1), doubtful=True) == set()


def test_where_why_and_how_much():
    text = "Il Milan ha scelto.\nPoi la partita. Allegri allena il Milan."
    milan, allegri = recognise(REGISTER, text, title="Milan, c'è Allegri", day=date(2025, 6, 1))
    assert milan.owner == "milan"
    assert [text[start:end] for start, end in milan.spans] == ["Milan", "Milan"]
    assert (milan.in_title, milan.sentence) == (True, "Milan, c'è Allegri")
    assert milan.salience > allegri.salience > 0.5


def test_the_sentence_is_that_of_the_strongest_mention():
    text = "Sarri pensa al futuro. L'allenatore Maurizio Sarri resta alla Lazio."
    sarri = next(found for found in recognise(REGISTER, text) if found.owner == "maurizio-sarri")
    assert (sarri.sentence, sarri.spans[0]) == ("L'allenatore Maurizio Sarri resta alla Lazio.", (0, 5))


def test_where_names_stand_is_told_alone_as_with_all_the_rest():
    text = "Il Milan ha scelto. Poi la partita: Allegri, Conte o Sarri. Il tecnico Maurizio Sarri tratta con la Roma."
    told = {(f.is_club, f.owner): f.spans for f in recognise(REGISTER, text, title="Milan, c'è Allegri", day=DAY)}
    assert told == places_of_names(REGISTER, text, title="Milan, c'è Allegri", day=DAY)
    assert len(told) >= 3


def test_words_that_fold_to_nothing_move_no_other():
    text = Text("中文 Conte ª va")
    assert (text.words, text.starts, text.ends) == (["conte", "a", "va"], [3, 9, 11], [8, 10, 13])


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

    def test_a_surname_that_one_person_bears_is_sure_beside_a_club(self):
        lecce, krstovic = a_club("Lecce"), a_player("Nikola Krstović")
        a_player("Patrick Dorgu"), a_player("Alessandro Dorgu")
        register = known_names.of_the_site()
        sure = lambda text: {f.owner for f in recognise(register, text) if not f.doubtful and not f.is_club}  # noqa: E731
        assert sure("Krstovic e il Lecce avanti insieme.") == {krstovic.pk}
        assert sure("Krstovic compra una casa.") == sure("Dorgu e il Lecce avanti insieme.") == set()
        assert lecce.pk in {f.owner for f in recognise(register, "Il Lecce gioca.")}

    def test_it_is_built_anew_when_a_name_changes_and_only_then(self, django_assert_num_queries):
        lecce = a_club("Lecce")
        first = known_names.of_the_site()
        with django_assert_num_queries(1):
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
