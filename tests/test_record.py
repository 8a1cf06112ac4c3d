"""The public record: what the labels said, and what happened; how the sources did."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from football.models import Tenure
from rumours import record
from rumours.models import Override, Rumour
from rumours.record import public_record
from rumours.reliability import PARAMETERS
from rumours.templatetags.charts import reliability_diagram
from rumours.templatetags.records import as_expected, between
from rumours.vocabulary import Confidence, Family, Flag, Kind, Label, Outcome, SourceKind, Stage, Stance
from tests.builders import a_club, a_coach, a_report, a_rumour, a_source, a_superuser, end, told_then

pytestmark = pytest.mark.django_db


def settled(outcome, *stages, **fields):
    rumour = a_rumour(**fields)
    for number, stage in enumerate(stages):
        told_then(rumour, stage=stage, days_ago=len(stages) - number)
    return end(rumour, outcome)


def test_without_a_settled_rumour_there_is_no_record(client):
    a_report(a_rumour())
    assert public_record() is None
    assert "il conto comincia con la prima" in client.get("/attendibilita/").content.decode()


def test_a_rumour_counts_by_the_first_label_that_it_had():
    settled(Outcome.CONFIRMED, Stage.LINKED, Stage.SIGNING)
    record = public_record()
    assert [(row["label"], row["n"], row["observed"]) for row in record.rows] == [(Label.REMOTE, 1, 1.0)]


def test_what_was_void_never_labelled_or_never_public_does_not_count():
    settled(Outcome.VOID, Stage.TALKS)
    settled(Outcome.EXPIRED)
    settled(Outcome.CONFIRMED, Stage.TALKS, published=False)
    assert public_record() is None
    settled(Outcome.EXPIRED, Stage.TALKS)
    assert public_record().n == 1


def test_the_misses_come_worst_first():
    near = settled(Outcome.EXPIRED, Stage.LINKED)
    wrong = settled(Outcome.CONFIRMED, Stage.LINKED)
    assert public_record().misses == [wrong.pk, near.pk]


def test_a_new_outcome_is_in_the_record_at_once():
    settled(Outcome.EXPIRED, Stage.TALKS)
    assert public_record().n == 1
    settled(Outcome.CONFIRMED, Stage.TALKS)
    assert public_record().n == 2


def test_the_page_says_it_in_words_and_in_a_drawing(client):
    past = timezone.localdate() - timedelta(days=9)
    for number in range(6):
        outcome = Outcome.CONFIRMED if number % 2 else Outcome.CONTRADICTED
        settled(outcome, Stage.PERSONAL_TERMS, title=f"Voce numero {number}", opened_on=past)
    page = client.get("/attendibilita/").content.decode()
    for expected in (
        "Il conto: 6 voci chiuse",
        "Quasi fatta",
        "80-99%",
        "50%",
        "troppo poche per giudicare",
        "Voce numero 0",
    ):
        assert expected in page, expected
    assert 'class="diagram"' in page


def text_of(client, url):
    response = client.get(url)
    assert response.status_code == 200, url
    return " ".join(response.content.decode().replace("&#x27;", "'").split())


def told_by(source, outcome, **fields):
    """A settled rumour that `source` told a day before its outcome was known."""
    rumour = a_rumour(**fields)
    a_report(rumour, source, days_ago=3)
    return end(rumour, outcome)


def bare_percentages(page):
    """Percentages that stand without an interval and a count, the ranges of labels aside."""
    page = re.sub(r'<span class="(?:range|was)">.*?</span>', "", page.split("<main")[1].split("</main>")[0])
    text = " ".join(re.sub(r"<[^>]+>", " ", page).replace("&lt;", "<").replace("&gt;", ">").split())
    whole = r"[<>]?\d+% \( ?[<>]?\d+%?–[<>]?\d+%, n \d+\)"
    return re.findall(r"[^ ]*\d%[^ ]*", re.sub(whole, "", text))


class TestSources:
    def test_the_index_has_the_one_of_which_most_is_known_first(self, client):
        known, told = a_source("Conosciuta"), a_source("Chiacchierona")
        for _ in range(11):
            told_by(known, Outcome.CONFIRMED)
        told_by(told, Outcome.EXPIRED)
        for _ in range(12):
            a_report(a_rumour(), told)
        page = text_of(client, "/fonti/")
        first, second = page.index("Conosciuta"), page.index("Chiacchierona")
        assert first < second
        assert "n 11)" in page[first:second] and "Provvisorio" not in page[first:second]
        assert "n 1)" in page[second:] and "Provvisorio" in page[second:]
        assert bare_percentages(page) == []

    def test_who_has_nothing_settled_has_no_share(self, client):
        source = a_source()
        a_report(a_rumour(), source)
        assert "nessuna ancora chiusa" in text_of(client, "/fonti/")
        page = text_of(client, source.get_absolute_url())
        assert "nessuna voce che abbia raccontato di suo" in page
        assert bare_percentages(page) == []

    def test_a_source_has_its_record_over_all_and_by_kind(self, client):
        source = a_source("Gazzetta")
        for number in range(4):
            told_by(source, Outcome.CONFIRMED if number else Outcome.EXPIRED)
        told_by(source, Outcome.CONFIRMED, kind=Kind.TRANSFER)
        a_report(a_rumour("Segreta", published=False), source)
        page = text_of(client, source.get_absolute_url())
        table = page.split("<table")[1].split("</table>")[0]
        for expected in (
            "tutti i tipi",
            "4 su 5",
            Family.APPOINTMENT.label,
            "3 su 4",
            Family.MOVE.label,
            "1 su 1",
            "n 5)",
        ):
            assert str(expected) in table, expected
        assert table.count("Provvisorio") == 3
        assert "avvicinata a quella della testata" in page
        assert bare_percentages(page) == []

    def test_a_share_is_drawn_towards_its_like_and_lies_in_its_interval(self):
        lucky, others = a_source(), a_source()
        told_by(lucky, Outcome.CONFIRMED)
        for _ in range(12):
            told_by(others, Outcome.EXPIRED)
        standing = record.standings()[lucky.pk]
        assert (standing.n, standing.hits) == (1, 1)
        assert 0 < standing.low < standing.rate < standing.high < 0.5

    @pytest.mark.parametrize(
        ("skill", "words"),
        [
            (0.0, "come ci si aspetta"),
            (0.029, "come ci si aspetta"),
            (0.08, "meglio di quanto ci si aspetta (+0,08)"),
            (-0.11, "peggio di quanto ci si aspetta (−0,11)"),
        ],
    )
    def test_against_what_was_expected_in_words(self, skill, words):
        assert as_expected(skill) == words

    def test_the_first_to_tell_is_counted_once_for_each_rumour(self, client):
        source, other = a_source(), a_source()
        both, alone, late, tied = (a_rumour() for _ in range(4))
        for rumour in (both, alone):
            a_report(rumour, source, days_ago=5)
            a_report(rumour, source, days_ago=4)
        a_report(both, other, days_ago=3)
        a_report(late, other, days_ago=5)
        a_report(late, source, days_ago=3)
        at = timezone.now() - timedelta(days=1)
        for one in (source, other):
            a_report(tied, one, published_at=at)
        a_report(a_rumour(published=False), source)
        assert (record.firsts_of(source), record.firsts_of(other)) == (2, 1)
        assert "È stata la prima a raccontare 2 voci, su 4 raccontate." in text_of(client, source.get_absolute_url())

    def test_neither_repeating_nor_denying_is_telling_first(self):
        source, other = a_source(), a_source()
        rumour = a_rumour()
        a_report(rumour, other, stance=Stance.DENIES, stage="", days_ago=6)
        a_report(rumour, other, stage=Stage.STALLED, days_ago=5)
        a_report(rumour, source, days_ago=3)
        assert (record.firsts_of(source), record.firsts_of(other)) == (1, 0)

    def test_a_club_is_asked_how_its_confidence_held(self, client):
        club = a_club("Real Madrid")
        voice = a_source("Real Madrid (comunicati)", kind=SourceKind.CLUB, club=club)
        today = timezone.localdate()
        for published, gone in ((True, 40), (True, None), (False, None)):
            coach = a_coach(at=club, since=today - timedelta(days=500))
            if gone:
                Tenure.objects.filter(person=coach).update(end=today - timedelta(days=100 - gone))
            leaves = a_rumour(
                kind=Kind.COACH_DEPARTURE,
                person=coach,
                from_club=club,
                published=published,
                opened_on=today - timedelta(days=120),
            )
            a_report(leaves, voice, stance=Stance.DENIES, stage="", days_ago=100)
        page = text_of(client, voice.get_absolute_url())
        for expected in ("Piena fiducia", "30 giorni", "2 su 2 smentite", "60 giorni", "90 giorni", "1 su 2 smentite"):
            assert expected in page, expected
        assert "Piena fiducia" not in text_of(client, a_source().get_absolute_url())


def settled_together(number):
    """So many rumours that had the same label, of which every second came true."""
    rumours = [a_rumour() for _ in range(number)]
    for rumour in rumours:
        told_then(rumour, stage=Stage.PERSONAL_TERMS)
    for place, rumour in enumerate(rumours):
        end(rumour, (Outcome.CONFIRMED, Outcome.EXPIRED)[place % 2])


def test_an_interval_has_its_sign_once():
    assert [between(0.27, 0.35), between(0.001, 0.35), between(0.0, 1.0)] == ["27–35%", "<1%–35%", "0–100%"]


class TestThePage:
    def test_the_misses_come_before_what_went_well_with_what_was_said_at_first(self, client):
        settled(Outcome.CONFIRMED, Stage.LINKED, Stage.SIGNING, title="La sorpresa")
        page = text_of(client, "/attendibilita/")
        assert page.index("Dove abbiamo sbagliato di più") < page.index("Il conto: 1 voce chiusa")
        said = public_record().said[Rumour.objects.get().pk]
        assert f"all'inizio dicevamo {round(said * 100)}%" in page

    def test_each_share_has_its_count_and_interval_and_the_skill_too(self, client):
        settled_together(6)
        page = text_of(client, "/attendibilita/")
        for id in ("conti", "tipi"):
            table = page.split(f'<h2 id="{id}"')[1].split("</table>")[0]
            assert re.search(r"<strong>50%</strong> <span class=\"meta\">\(\d+–\d+%, n 6\)", table), id
            assert "troppo poche per giudicare" in table
        found = public_record()
        assert re.search(r"fanno meglio del -?\d+% \(tra -?\d+% e -?\d+% nove volte su dieci, su 6 voci\)", page)
        assert f"Punteggio di Brier: {found.brier:.3f}".replace(".", ",") in page

    def test_a_label_of_few_keeps_its_row_and_has_no_point(self):
        row = {"label": Label.OPEN, "mean": 0.5, "observed": 0.4, "low": 0.3, "high": 0.6}
        drawn = reliability_diagram([row | {"n": 19}, row | {"n": 20, "label": Label.LIKELY}])
        assert [point["label"] for point in drawn["points"]] == [Label.LIKELY]
        assert [word for word, _row, _interval in drawn["rows"]] == [Label.LIKELY.label]

    def test_the_drawing_says_in_words_what_it_shows(self, client):
        settled_together(20)
        drawing = text_of(client, "/attendibilita/").split('<svg class="diagram"')[1].split("</svg>")[0]
        assert 'role="img"' in drawing
        assert re.search(r"Quasi fatta: detto \d+%, successo 50% \(\d+–\d+%, n 20\)\.", drawing)
        assert drawing.count("<circle") == 1

    def test_no_judgement_of_the_newsroom_yet(self, client):
        settled(Outcome.EXPIRED, Stage.TALKS)
        assert "Finora nessuna valutazione della redazione riguarda una voce chiusa." in text_of(
            client, "/attendibilita/"
        )

    @pytest.mark.parametrize("number", [3, 10])
    def test_the_newsroom_is_scored_against_its_model(self, client, number):
        editor, rumours = a_superuser(), [a_rumour() for _ in range(number)]
        said = {
            "by": editor,
            "probability": 0.5,
            "reason": "Lo sappiamo da noi.",
            "at": timezone.now() - timedelta(1),
            "until": timezone.now() + timedelta(1),
        }
        for rumour in rumours:
            told_then(rumour, stage=Stage.TALKS)
            Override.objects.create(rumour=rumour, **said)
        for rumour in rumours:
            end(rumour, Outcome.CONFIRMED)
        page = text_of(client, "/attendibilita/")
        assert f"{number} valutazioni della redazione" in page
        assert "punteggio di Brier 0,250, contro " in page
        assert f"Sono andate più vicine in {number} casi su {number}." in page
        assert ("Sono troppo poche per giudicare." in page) == (number < 10)

    def test_the_constants_say_from_what_they_come_and_what_they_are_worth(self, client):
        page = text_of(client, "/attendibilita/")
        proven = PARAMETERS.provenance
        assert PARAMETERS.version in page
        assert f"da {proven['rumours']} voci chiuse" in page
        for protocol in proven["cross_validated"].values():
            low, high = (f"{share:.0%}" for share in protocol["skill_interval"])
            assert f"<strong>{protocol['skill']:.0%}</strong>" in page
            assert f"(tra {low} e {high}, n {protocol['n']})" in page

    def test_how_a_label_is_made_is_told_whole(self, client):
        page = text_of(client, "/attendibilita/")
        for subject in (
            *(
                "Da dove si parte",
                "A che punto è la faccenda",
                "Origini e riprese",
                "Smentite e passi indietro",
                "Il tempo",
            ),
            *(
                "Corse e panchine occupate",
                "I precedenti delle fonti",
                "Niente altalene",
                "Le valutazioni della redazione",
            ),
        ):
            assert subject in page, subject

    def test_labels_that_were_worked_out_afterwards_are_said_to_be(self, client):
        settled(Outcome.EXPIRED, Stage.TALKS)
        assert public_record().in_hindsight == 0
        with time_machine.travel("2025-01-10 12:00 +0000", tick=False):
            for _ in range(2):
                settled(Outcome.CONFIRMED, Stage.TALKS)
        assert public_record().in_hindsight == 2
        assert "di 2 di queste 3 voci" in text_of(client, "/attendibilita/")

    def test_each_word_is_explained(self, client):
        page = text_of(client, "/attendibilita/")
        for word in (*Stage, *Confidence, *Flag):
            assert f"<dt>{word.label}</dt>" in page, word
