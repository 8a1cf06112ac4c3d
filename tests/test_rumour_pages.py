"""The page of a rumour: where it stands and why, who said it, how it came to that, and what came of it."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rumours import chart, reasons
from rumours.models import Assessment, Override, Report, Source
from rumours.templatetags import reliability
from rumours.vocabulary import Cause, Confidence, Flag, Kind, Label, Outcome, SourceKind, Stage, Stance
from rumours.voices import ECHOES, OTHERS, VOICES
from tests.builders import a_club, a_race, a_report, a_rumour, a_source, a_superuser, an_article, withdraw

WHAT_MOVES = [
    *("base_rate", "origin", "further_origin", "denial", "setback", "race", "vacancy"),
    *("rival_official", "official", "deadline_passed", "limit", "recalibration"),
]


def text_of(client, thing):
    url = thing if isinstance(thing, str) else thing.get_absolute_url()
    response = client.get(url)
    assert response.status_code == 200, url
    return " ".join(response.content.decode().replace("&#x27;", "'").split())


def section(page, id):
    """What stands between a heading and the next."""
    return page.split(f'<h2 id="{id}"')[1].split("<h2 ")[0]


class TestReasons:
    @pytest.mark.parametrize("what", WHAT_MOVES)
    def test_whatever_moves_a_label_is_a_sentence(self, what):
        reason = {"what": what, "log_odds": -0.4, "source": "Relevo", "stage": "talks", "record": 0.0}
        sentence = reliability.in_words(reason)
        assert sentence[0].isupper() and " " in sentence
        assert "%" not in sentence and what not in sentence.split()
        assert sentence != reliability.in_words(reason | {"what": "unheard_of"})

    def test_what_the_record_of_a_source_gave_is_said_when_it_is_felt(self):
        reason = {"what": "origin", "log_odds": 0.5, "source": "Relevo", "stage": "talks", "record": -0.12}
        assert reliability.in_words(reason) == "Relevo: trattativa (di cui −0,12 per i precedenti della fonte)"
        assert reliability.in_words(reason | {"record": 0.04}) == "Relevo: trattativa"

    def test_each_step_leads_to_the_next_and_the_last_is_what_the_model_says(self):
        leads = reasons.steps([{"what": "base_rate", "log_odds": 0.0}, {"what": "denial", "log_odds": -1.0986}])
        assert [round(step.probability, 3) for step in leads] == [0.5, 0.25]

    @pytest.mark.parametrize(("what", "says"), [("official", 1.0), ("deadline_passed", 0.0), ("rival_official", 0.0)])
    def test_a_fact_decides_by_itself(self, what, says):
        last = reasons.steps([{"what": "base_rate", "log_odds": -1.0}, {"what": what, "log_odds": 0.0}])[-1]
        assert last.probability == says
        assert reliability.weight(last.reason) == "decide da sé"

    def test_thousands_of_further_origins_are_one_line_and_their_sum_stays(self):
        many = [{"what": "further_origin", "log_odds": 0.01, "source": f"Sito {n}", "stage": ""} for n in range(5000)]
        stored = [{"what": "base_rate", "log_odds": -1.0}, *many, {"what": "race", "log_odds": -0.5}]
        lines = reasons.folded(stored)
        assert [line["what"] for line in lines[-2:]] == ["further_origin", "race"]
        assert len(lines) == 1 + reasons.ONE_BY_ONE + 1 + 1
        assert sum(line["log_odds"] for line in lines) == pytest.approx(sum(r["log_odds"] for r in stored))
        assert reliability.in_words(lines[-2]) == f"Altre {5000 - reasons.ONE_BY_ONE} origini"

    @pytest.mark.parametrize(
        ("probability", "said"),
        [(None, "–"), (0.0, "0%"), (0.004, "<1%"), (0.5, "50%"), (0.99, "99%"), (0.998, ">99%"), (1.0, "100%")],
    )
    def test_only_what_is_certain_is_printed_as_certain(self, probability, said):
        assert reliability.as_percent(probability) == said


NOON = datetime(2024, 11, 7, 12, tzinfo=UTC)


def days(number):
    return NOON + timedelta(days=number)


def points(*said):
    return [chart.Point(days(day), probability, label) for day, probability, label in said]


def draw(said, reports=(), *, deadline=60, at=10, settled=None):
    settled = None if settled is None else days(settled)
    return chart.draw(said, reports, deadline=days(deadline), at=days(at), settled=settled, words=("scadenza", "esito"))


class TestChart:
    def test_the_line_goes_in_steps_from_the_first_word_to_now(self):
        drawn = draw(points((0, 0.1, Label.REMOTE), (5, 0.7, Label.LIKELY)), deadline=10)
        across = chart.LEFT + chart.ACROSS / 2
        low, high = (chart.BOTTOM - (chart.BOTTOM - chart.TOP) * p for p in (0.1, 0.7))
        assert drawn.line == f"M{chart.LEFT} {low:g}H{across:g}V{high:g}H{chart.RIGHT}"
        assert drawn.last == pytest.approx((chart.RIGHT, high))

    def test_one_word_alone_is_a_line_until_now(self):
        drawn = draw(points((0, 0.06, Label.REMOTE)), at=0)
        assert drawn.line.startswith(f"M{chart.LEFT} ")
        assert drawn.start < drawn.end

    def test_a_settled_rumour_ends_with_its_outcome(self):
        drawn = draw(points((0, 0.1, Label.REMOTE)), settled=54, deadline=54, at=900)
        assert drawn.end == days(54)
        assert drawn.outcome.x == drawn.deadline.x == chart.RIGHT
        assert draw(points((0, 0.1, Label.REMOTE))).outcome is None

    def test_a_far_deadline_stands_at_the_edge_as_beyond_it(self):
        far, near = (draw(points((0, 0.1, Label.REMOTE)), at=10, deadline=d) for d in (300, 20))
        assert far.deadline.beyond and far.end == days(10)
        assert not near.deadline.beyond and near.end == days(20)

    def test_where_nothing_can_be_judged_there_is_no_line(self):
        nothing = draw(points((0, None, Label.NOT_ASSESSABLE)))
        assert (nothing.line, nothing.last) == ("", None)
        broken = draw(points((0, 0.3, "unlikely"), (2, None, "not_assessable"), (4, 0.3, "unlikely")))
        assert broken.line.count("M") == 2

    def test_the_five_bands_have_names_and_the_official_one_only_when_it_was_reached(self):
        assert [band.label for band in draw(points((0, 0.1, Label.REMOTE))).bands] == [
            *("near_certain", "likely", "open", "unlikely", "remote")
        ]
        assert draw(points((0, 1.0, Label.OFFICIAL))).bands[0].label == Label.OFFICIAL

    def test_everything_stays_inside_whatever_the_order_of_the_instants(self):
        reports = [(days(-400), False), (days(3), True), (days(900), False)]
        drawn = draw(points((0, 0.0, "remote"), (30, 1.0, "official")), reports, settled=2, deadline=1)
        places = re.findall(r"[MH](\d+\.?\d*)", drawn.line + drawn.supports + drawn.denials)
        assert places and all(chart.LEFT <= float(x) <= chart.RIGHT for x in places)

    def test_five_hundred_words_and_ten_thousand_reports_make_no_longer_a_drawing_than_it_is_wide(self):
        said = points(*((n, n % 100 / 100, "open") for n in range(500)))
        drawn = draw(said, [(days(n / 20), n % 3 == 0) for n in range(10_000)], at=500)
        assert len(drawn.line) < 16 * chart.ACROSS
        assert len(drawn.supports) + len(drawn.denials) < 50 * chart.ACROSS
        xs = [float(x) for x in re.findall(r"H(\d+\.?\d*)", drawn.line)]
        assert all(one <= other for one, other in pairwise(xs))

    def test_words_at_the_right_end_where_they_start_at_the_left(self):
        early = draw(points((0, 0.1, "remote")), at=100, deadline=5)
        late = draw(points((0, 0.1, "remote")), at=100, deadline=100)
        assert (early.deadline.anchor, late.deadline.anchor) == ("start", "end")


@pytest.mark.django_db
class TestTheLabelOverTime:
    def test_a_drawing_with_its_words_and_a_table_beneath(self, client):
        rumour = a_rumour()
        a_report(rumour, a_source("Tuttosport"), stage=Stage.LINKED, days_ago=3)
        a_report(rumour, a_source("Relevo"), stage=Stage.PERSONAL_TERMS, url="https://example.org/accordo")
        told = section(text_of(client, rumour), "tempo")
        drawing = told.split('<svg class="chart"')[1].split("</svg>")[0]
        assert 'role="img"' in drawing
        assert '<title id="grafico">L\'etichetta nel tempo</title>' in drawing
        for word in ("Quasi fatta", "80-99%", "Probabile", "In bilico", "Poco probabile", "Remota", "scadenza"):
            assert word in drawing, word
        assert "1 cambio di etichetta." in drawing
        table = told.split("<table")[1].split("</table>")[0]
        assert table.index("Quasi fatta") < table.index("Remota")
        assert 'href="https://example.org/accordo" rel="nofollow noopener">Relevo</a>: accordo con l' in table
        assert "style=" not in told

    def test_one_word_alone_has_its_drawing_too(self, client):
        rumour = a_rumour()
        a_report(rumour)
        told = section(text_of(client, rumour), "tempo")
        assert 'class="chart"' in told
        assert "L'etichetta è stata valutata 1 volta." in told

    def test_a_rumour_without_a_report_has_none(self, client):
        page = text_of(client, a_rumour())
        assert 'class="chart"' not in page
        assert "Ancora nessuna segnalazione" in page

    def test_of_hundreds_the_table_has_the_latest_changes_and_says_so(self, client):
        rumour = a_rumour()
        a_report(rumour)
        now, labels = timezone.now(), [Label.REMOTE, Label.UNLIKELY]
        values = {"confidence": Confidence.FAIR, "origin_count": 1, "report_count": 1, "reasons": []}
        Assessment.objects.bulk_create(
            Assessment(
                rumour=rumour,
                at=now + timedelta(hours=n),
                probability=0.2,
                label=labels[n // 5 % 2],
                label_before=labels[(n - 1) // 5 % 2],
                changed_label=n % 5 == 0,
                cause_kind=Cause.TIME,
                **values,
            )
            for n in range(500)
        )
        page = text_of(client, rumour)
        told = section(page, "tempo")
        assert told.count("<tr><td>") == 40
        assert "L'etichetta è stata valutata 501 volte: la tabella riporta solo i cambi" in told
        assert "Ne mancano 61, più vecchi." in told
        assert str(Cause.TIME.label) in told
        assert len(page) < 60_000

    def test_a_settled_rumour_marks_its_outcome_and_links_the_evidence(self, client):
        rumour = a_rumour()
        a_report(rumour)
        today = timezone.localdate()
        rumour.settle(Outcome.CONTRADICTED, on=today, why="Resta dov'è.", url="https://example.org/prova")
        page = text_of(client, rumour)
        assert '<a href="https://example.org/prova" rel="nofollow noopener">prova</a>' in page
        assert "Smentita dai fatti, " in section(page, "tempo").split("</svg>")[0]

    def test_an_open_rumour_past_its_deadline_waits_to_be_settled(self, client):
        today = timezone.localdate()
        late = a_rumour(opened_on=today - timedelta(days=9), deadline=today - timedelta(days=1))
        waits = "La scadenza è passata: la voce aspetta di essere chiusa."
        assert waits in text_of(client, late)
        assert waits not in text_of(client, a_rumour())


@pytest.mark.django_db
class TestWhy:
    def test_the_sum_goes_from_the_base_rate_to_what_the_model_says(self, client):
        rumour = a_rumour()
        a_report(rumour, a_source("Relevo"), stage=Stage.TALKS)
        a_report(rumour, a_source("Il Milan", kind=SourceKind.CLUB), stance=Stance.DENIES, stage="")
        told = section(text_of(client, rumour), "perche")
        assert "punto di partenza" in told
        assert "Relevo: trattativa" in told
        assert "Smentita: Il Milan" in told
        rows = re.findall(r'class="number">([^<]+)</td>', told)
        assert rows[-1].replace("&lt;", "<") == reliability.as_percent(rumour.model_probability)
        assert "si sommano dall" in told

    def test_who_cannot_be_named_gives_no_sum(self, client):
        rumour = a_rumour()
        a_report(rumour, a_source("La stampa inglese", attributable=False))
        assert "non c'è niente da pesare" in section(text_of(client, rumour), "perche")

    def test_flags_are_words_beside_the_label(self, client):
        rumour = a_rumour()
        a_report(rumour)
        page = text_of(client, rumour)
        assert re.search(r'<ul class="flags"[^>]*><li>origine unica</li></ul>', page)
        a_report(rumour, a_source(kind=SourceKind.CLUB), stance=Stance.DENIES, stage="")
        assert "smentita dal club" in text_of(client, rumour)

    def test_a_judgement_of_the_newsroom_says_why_until_when_and_what_the_model_says(self, client):
        rumour = a_rumour()
        a_report(rumour, stage=Stage.TALKS)
        until = timezone.now() + timedelta(hours=3)
        reason = "Due dirigenti lo hanno confermato a voce."
        Override.objects.create(rumour=rumour, by=a_superuser(), probability=0.55, reason=reason, until=until)
        rumour.reassess()
        assert Flag.EDITORS_CALL in rumour.flags
        banner = text_of(client, rumour).split('<div class="banner">')[1].split("</div>")[0]
        says = Label(rumour.model_label).label, reliability.as_percent(rumour.model_probability)
        for expected in ("Valutazione della redazione", reason, *map(str, says)):
            assert expected in banner, expected
        assert f"{timezone.localtime(until):%H:%M}" in banner

    def test_a_judgement_that_has_expired_is_gone(self, client):
        rumour = a_rumour()
        a_report(rumour, stage=Stage.TALKS)
        until = timezone.now() + timedelta(hours=3)
        reason = "Due dirigenti lo hanno confermato a voce."
        Override.objects.create(rumour=rumour, by=a_superuser(), probability=0.55, reason=reason, until=until)
        rumour.reassess()
        story = an_article(rumours=[rumour], published_days_ago=0)
        assert "40-60%" in section(text_of(client, story), "voci")
        with time_machine.travel(until + timedelta(seconds=1), tick=False):
            page = text_of(client, rumour)
            later = an_article(rumours=[rumour], published_days_ago=0)
            assert "40-60%" not in section(text_of(client, later), "voci")
            assert "40-60%" in section(text_of(client, story), "voci")
        assert reason not in page
        last = reliability.as_percent(rumour.model_probability)
        assert f">{last}</text>" in section(page, "tempo")


@pytest.mark.django_db
class TestWhoSaidIt:
    def test_who_was_first_is_marked_and_who_repeats_stands_beneath(self, client):
        rumour = a_rumour()
        a_report(rumour, a_source("Marca"), days_ago=2)
        origin = a_report(rumour, a_source("Relevo"), days_ago=3)
        for _ in range(9):
            a_report(rumour, echo_of=origin, days_ago=1)
        told = section(text_of(client, rumour), "fonti")
        assert "11 siti, 2 origini" in told
        assert told.index("Relevo") < told.index("prima fonte") < told.index("9 riprese") < told.index("Marca")
        assert told.count("prima fonte") == 1

    def test_of_two_on_the_same_instant_nobody_was_first(self, client):
        rumour, at = a_rumour(), timezone.now() - timedelta(days=1)
        for name in ("Marca", "Relevo"):
            a_report(rumour, a_source(name), published_at=at)
        assert "prima fonte" not in text_of(client, rumour)

    def test_a_single_report_is_no_race(self, client):
        rumour = a_rumour()
        a_report(rumour)
        assert "prima fonte" not in text_of(client, rumour)

    def test_what_sites_would_make_of_it_is_said_when_it_differs(self, client):
        rumour = a_rumour()
        origin = a_report(rumour, a_source("Relevo"), stage=Stage.TALKS)
        for _ in range(9):
            a_report(rumour, echo_of=origin, stage=Stage.TALKS, days_ago=1)
        latest = rumour.assessments.latest("at")
        naive, ours = map(reliability.as_percent, (latest.naive_probability, latest.probability))
        assert f"Contando ogni sito come una voce si direbbe {naive}; noi diciamo {ours}." in text_of(client, rumour)
        rumour.settle(Outcome.CONTRADICTED, on=timezone.localdate(), why="Resta.", url="https://example.org/")
        assert f"si sarebbe detto {naive}; noi dicevamo {ours}." in text_of(client, rumour)

    def test_without_echoes_there_is_nothing_to_tell_apart(self, client):
        rumour = a_rumour()
        for _ in range(3):
            a_report(rumour, stage=Stage.CLUBS_AGREED)
        assert "Contando ogni sito" not in text_of(client, rumour)

    def test_the_club_speaks_apart_from_who_denies(self, client):
        rumour = a_rumour()
        a_report(rumour, a_source("Relevo"))
        a_report(rumour, a_source("Il club", kind=SourceKind.CLUB), stance=Stance.DENIES, stage="")
        a_report(rumour, a_source("Marca"), stance=Stance.DENIES, stage="")
        a_report(rumour, a_source("Sky Sport"), stage=Stage.STALLED)
        a_report(rumour, a_source("Il Post"), stance=Stance.COMMENTS, stage="")
        page = text_of(client, rumour)
        assert "1 sito, 1 origine" in section(page, "fonti")
        club, against, aside = (section(page, id) for id in ("club", "contro", "altri"))
        assert "Il club" in club and "smentisce" in club and "Marca" not in club
        assert "Marca" in against and "Il club" not in against
        assert re.search(r"Sky Sport</a> <span class=\"tag\">frenata", against)
        assert "Il Post" in aside

    def test_an_official_act_is_what_the_club_said(self, client):
        rumour = a_rumour()
        a_report(rumour, a_source("Il club", kind=SourceKind.CLUB), stage=Stage.OFFICIAL)
        page = text_of(client, rumour)
        assert "ufficiale" in section(page, "club")
        assert "1 sito, 1 origine" in section(page, "fonti")
        assert "decide da sé" in section(page, "perche")

    def test_what_the_club_did_not_say_is_said(self, client):
        rumour = a_rumour()
        a_report(rumour)
        assert "Niente, per quanto ne sappiamo." in section(text_of(client, rumour), "club")

    def test_a_journalist_is_named_where_the_house_is_another(self, client):
        rumour, paper = a_rumour(), a_source("La Gazzetta")
        a_report(rumour, paper, days_ago=3)
        a_report(rumour, a_source("Anna Penna", kind=SourceKind.JOURNALIST, outlet=paper), days_ago=1)
        told = section(text_of(client, rumour), "fonti")
        assert told.count('<li class="voice') == 1
        assert "Anna Penna · trattativa" in told

    @pytest.mark.parametrize("shape", ["one origin", "each an origin", "a hundred origins", "denials"])
    def test_ten_thousand_reports_are_counted_and_not_printed(self, client, shape):
        rumour, now = a_rumour(opened_on=timezone.localdate() - timedelta(days=400)), timezone.now()
        outlets = [a_source(f"Testata {n}", slug=f"testata-{n}") for n in range(100)]
        if shape == "each an origin":
            outlets = [Source(name=f"Sito {n}", slug=f"sito-{n}", kind="website") for n in range(10_000)]
            Source.objects.bulk_create(outlets)
        first = a_report(rumour, outlets[0], published_at=now - timedelta(days=300))
        origins = [first] * 100
        if shape == "a hundred origins":
            origins = [first, *(a_report(rumour, o, published_at=now - timedelta(days=250)) for o in outlets[1:])]
        number = 10_000 - rumour.reports.count()
        Report.objects.bulk_create(
            Report(
                rumour=rumour,
                source=outlets[-1 - n % len(outlets)],
                published_at=now - timedelta(minutes=number - n),
                stance=Stance.DENIES if shape == "denials" else Stance.SUPPORTS,
                stage="" if shape == "denials" else Stage.TALKS,
                echo_of=origins[-1 - n % 100] if shape in ("one origin", "a hundred origins") else None,
                url=f"https://example.org/una-notizia-con-un-indirizzo-non-proprio-breve/{n}",
            )
            for n in range(number)
        )
        rumour.reassess()
        with CaptureQueriesContext(connection) as queries:
            page = text_of(client, rumour)
        assert len(queries) <= 12
        assert len(page) < 150_000
        counts = {
            "one origin": ("100 siti, 1 origine", "9999 riprese"),
            "each an origin": ("10000 siti, 10000 origini", f"e altre {10_000 - VOICES} origini"),
            "a hundred origins": ("100 siti, 100 origini", f"e altre {99 - ECHOES}"),
            "denials": ("1 sito, 1 origine", f"e altre {100 - OTHERS} origini"),
        }
        for expected in counts[shape]:
            assert expected in page, expected
        if shape != "denials":
            assert rumour.origin_count == int(counts[shape][0].split()[2])


@pytest.mark.django_db
class TestTheRace:
    @pytest.fixture
    def seat(self):
        club = a_club("Real Madrid")
        leaves = a_rumour("Ancelotti lascia", kind=Kind.COACH_DEPARTURE, from_club=club)
        a_report(leaves, stage=Stage.UNDER_REVIEW)
        race = a_race(club, vacancy=leaves)
        named = [a_rumour(f"{name} → Real", to_club=club, race=race) for name in ("Allegri", "Raúl")]
        for rumour in named:
            a_report(rumour, stage=Stage.TALKS)
        return leaves, *named

    def test_the_candidates_wait_for_the_bench(self, client, seat):
        leaves, allegri, _raul = seat
        told = section(text_of(client, allegri), "corsa")
        assert "Solo se si libera la panchina:" in told
        assert leaves.get_absolute_url() in told
        assert leaves.get_label_display() in told
        assert "Raúl → Real" in told

    def test_and_the_bench_names_its_candidates(self, client, seat):
        leaves, *named = seat
        told = section(text_of(client, leaves), "candidati")
        assert all(rumour.get_absolute_url() in told for rumour in named)

    def test_what_readers_may_not_see_is_not_named(self, client, seat):
        leaves, allegri, raul = seat
        withdraw(raul)
        assert "Raúl" not in text_of(client, leaves) + text_of(client, allegri)
        withdraw(leaves)
        page = text_of(client, allegri)
        assert "Ancelotti" not in page
        assert "Solo se si libera" not in page
