import csv
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from football import gazetteer
from rumours.loading import dataset
from rumours.loading.replay import replay
from rumours.loading.windows import deadline_of, window_in_words
from rumours.models import AppendOnly, Assessment, Race, Report, Rumour
from rumours.vocabulary import Kind, Label, Outcome, SourceKind, Stage, Stance
from rumours.voices import voices
from tests.builders import a_club, a_coach, a_race, a_report, a_rumour, a_source, end

pytestmark = pytest.mark.django_db


def test_a_rumour_without_reports_has_no_label():
    assert a_rumour().label == Label.NOT_ASSESSABLE


def test_a_report_moves_the_label_and_leaves_a_record():
    rumour = a_rumour()
    a_report(rumour, stage=Stage.PERSONAL_TERMS)
    rumour.refresh_from_db()
    record = rumour.assessments.get()
    assert rumour.label == record.label == Label.NEAR_CERTAIN
    assert record.cause == rumour.reports.get().source.name
    assert [reason["what"] for reason in record.reasons] == ["base_rate", "origin"]


def test_nothing_new_leaves_no_record():
    rumour = a_rumour()
    a_report(rumour)
    assert rumour.reassess() is None
    assert rumour.assessments.count() == 1


def test_an_echo_is_recorded_and_changes_nothing():
    rumour = a_rumour()
    origin = a_report(rumour)
    before = rumour.probability
    a_report(rumour, echo_of=origin, days_ago=2, published_at=origin.published_at)
    assert (rumour.probability, rumour.origin_count, rumour.report_count) == (pytest.approx(before, abs=0.002), 1, 2)


def test_an_echo_of_an_echo_is_an_echo_of_the_origin():
    rumour = a_rumour()
    origin = a_report(rumour)
    first = a_report(rumour, echo_of=origin)
    assert a_report(rumour, echo_of=first).echo_of == origin


def test_two_journalists_of_one_paper_are_one_origin():
    paper, rumour = a_source("Gazzetta"), a_rumour()
    for name in ("Anna", "Bruno"):
        a_report(rumour, a_source(name, kind=SourceKind.JOURNALIST, outlet=paper))
    assert rumour.origin_count == 1


def test_a_settled_rumour_is_not_weighed_again():
    rumour = a_rumour()
    report = a_report(rumour, weighed=False)
    end(rumour, Outcome.EXPIRED)
    assert rumour.reassess() is None
    for act in (Report(rumour=rumour, source=a_source(), stage=Stage.TALKS).save, Report.objects.get().delete):
        with pytest.raises(ValidationError, match="è chiusa"):
            act()
    assert list(rumour.reports.all()) == [report]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"published_at": timezone.now() + timedelta(days=2)}, "data futura"),
        ({"stage": ""}, "fin dove"),
    ],
)
def test_a_report_that_cannot_be(fields, message):
    report = Report(**{"rumour": a_rumour(), "source": a_source(), "stage": Stage.TALKS} | fields)
    with pytest.raises(ValidationError, match=message):
        report.full_clean()


def test_a_report_repeats_only_reports_of_its_own_rumour():
    other = a_report(a_rumour())
    report = Report(rumour=a_rumour(), source=a_source(), stage=Stage.TALKS, echo_of=other)
    with pytest.raises(ValidationError, match="stessa voce"):
        report.full_clean()
    other.echo_of = other
    with pytest.raises(ValidationError, match="se stessa"):
        other.full_clean()


class TestTheRecordIsAppendOnly:
    @pytest.fixture
    def record(self):
        rumour = a_rumour()
        a_report(rumour)
        return rumour.assessments.get()

    def test_no_change(self, record):
        record.label = Label.LIKELY
        with pytest.raises(AppendOnly):
            record.save()
        with pytest.raises(AppendOnly):
            Assessment.objects.update(label=Label.LIKELY)

    def test_no_deletion(self, record):
        with pytest.raises(AppendOnly):
            record.delete()
        with pytest.raises(AppendOnly):
            Assessment.objects.all().delete()
        assert "In bilico" not in str(record)

    def test_it_reads_the_same_when_a_report_is_gone(self, record):
        record.rumour.reports.all().delete()
        record.refresh_from_db()
        assert record.reasons[1]["source"] == record.cause


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"deadline": None}, "deadline"),
        ({"deadline": timezone.localdate() - timedelta(days=99)}, "scadenza"),
        ({"outcome": Outcome.EXPIRED}, "vuole il giorno"),
        ({"points_last_five": 16}, "15 punti"),
        ({"kind": Kind.COACH_DEPARTURE}, "quale club lascerebbe"),
        ({"kind": Kind.CONTRACT_RENEWAL}, "si rinnoverebbe"),
        ({"kind": Kind.TRANSFER, "to_club": None}, "andrebbe il giocatore"),
    ],
)
def test_a_rumour_that_cannot_be(fields, message):
    rumour = a_rumour()
    for name, value in fields.items():
        setattr(rumour, name, value)
    with pytest.raises(ValidationError, match=message):
        rumour.full_clean()


def test_a_rule_left_empty_is_written_from_the_kind_and_the_deadline():
    rumour = a_rumour(rule="", person=a_coach("Mister Verdi"), to_club=a_club("Lecce"), deadline=date(2030, 6, 30))
    assert rumour.rule.startswith("Vale se entro il 30 giugno 2030 il club (Lecce) annuncia Mister Verdi")


def test_the_database_refuses_a_rumour_without_a_rule():
    with pytest.raises(IntegrityError), transaction.atomic():
        Rumour.objects.filter(pk=a_rumour().pk).update(rule="")


def test_what_is_due_waits_for_its_outcome():
    past = timezone.localdate() - timedelta(days=1)
    due = a_rumour(opened_on=past - timedelta(days=9), deadline=past)
    a_rumour()
    assert list(Rumour.objects.due()) == [due]


def test_at_least_a_label():
    likely, remote = a_rumour(), a_rumour()
    Rumour.objects.filter(pk=likely.pk).update(label=Label.LIKELY)
    Rumour.objects.filter(pk=remote.pk).update(label=Label.REMOTE)
    assert list(Rumour.objects.at_least(Label.OPEN)) == [likely]


def test_a_race_is_for_one_thing():
    with pytest.raises(ValidationError, match="una corsa|corsa è"):
        Race(title="x", club=a_club(), person=a_coach()).full_clean()
    assert str(a_race(a_club("Lecce"))) == "Panchina: Lecce"


def test_voices_keep_denials_apart_and_echoes_beneath_their_origin():
    rumour = a_rumour()
    origin = a_report(rumour, a_source("Relevo"))
    for _ in range(3):
        a_report(rumour, echo_of=origin, days_ago=1)
    a_report(rumour, a_source("Il club", kind=SourceKind.CLUB), stance=Stance.DENIES, stage="", days_ago=1)
    first, second = voices(list(rumour.reports.for_rumour_page()))
    assert (first.source.name, len(first.reports), len(first.echoes), len(first.sites)) == ("Relevo", 1, 3, 4)
    assert second.denies


@pytest.mark.parametrize(
    ("window", "due", "words"),
    [
        ("2016 summer", "2016-08-31", "estate 2016"),
        ("2025 summer", "2025-09-01", "estate 2025"),
        ("2024-25 winter", "2025-02-03", "gennaio 2025"),
        ("2017-18 winter", "2018-01-31", "gennaio 2018"),
        ("2024-25", "2025-06-30", "2024-25"),
        ("2024-25 in-season", "2025-06-30", "2024-25, a stagione in corso"),
        ("2024-25 September", "2024-09-30", "settembre 2024"),
        ("2024-25 February", "2025-02-28", "febbraio 2025"),
        ("2024 March", "2024-03-31", "marzo 2024"),
        ("2024-03", "2024-03-31", "marzo 2024"),
        ("2011-12", "2012-06-30", "2011-12"),
        ("2018", "2018-08-17", "2018"),
    ],
)
def test_windows_fall_due(window, due, words):
    assert (deadline_of(window).isoformat(), window_in_words(window)) == (due, words)


def test_an_unknown_window_is_said():
    for window in ("sometime", "2024-25 Boh", "2024-13", ""):
        with pytest.raises(ValueError, match="unknown window"):
            deadline_of(window)


@pytest.fixture(scope="class")
def loaded(request, django_db_setup, django_db_blocker):
    """The files of the site, loaded once; each test's own changes are rolled back, and these at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        gazetteer.load()
        request.cls.counts = dataset.load()
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("loaded")
class TestTheDataset:
    def rumour(self, title):
        return Rumour.objects.get(title=title, season__startswith="2024-25")

    def test_every_rumour_and_report_of_the_files_is_there(self):
        assert self.counts["rumours"] == Rumour.objects.count() == rows("rumours")
        assert self.counts["reports"] == Report.objects.count() == rows("reports")

    def test_loading_again_changes_nothing(self):
        assert set(dataset.load().values()) == {0}

    def test_the_working_day_of_november_2024(self):
        leaves = self.rumour("Ancelotti lascia il Real Madrid entro fine 2024")
        first = leaves.assessments.order_by("at").first()
        assert first.probability == pytest.approx(0.064, abs=0.005)
        assert leaves.outcome == Outcome.EXPIRED
        relevo = voices(list(leaves.reports.for_rumour_page()))[0]
        assert (relevo.source.name, len(relevo.echoes)) == ("Relevo", 8)
        amorim = self.rumour("Amorim → Manchester United")
        assert (amorim.outcome, amorim.label) == (Outcome.CONFIRMED, Label.OFFICIAL)
        allegri = self.rumour("Allegri → Manchester United")
        assert (allegri.outcome, allegri.race) == (Outcome.CONTRADICTED, amorim.race)

    def test_no_label_knows_a_report_that_came_after_it(self):
        for rumour in Rumour.objects.filter(report_count__gt=3)[:20]:
            instants = sorted(report.published_at for report in rumour.reports.all())
            for record in rumour.assessments.all():
                assert record.report_count == sum(at <= record.at for at in instants)

    def test_replaying_nothing_is_nothing(self):
        assert replay(Rumour.objects.none()) == 0


def rows(name):
    folders = (dataset.DATA, dataset.WORKED_STORY)
    return sum(len(list(csv.DictReader((folder / f"{name}.csv").open(encoding="utf-8")))) for folder in folders)
