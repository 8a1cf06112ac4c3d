import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from rumours import dataset
from rumours.backtest import Case, forecasts, known_under
from rumours.calibration import Forecast, base_rates, brier, by_label, log_score, skill, skill_interval, wilson
from rumours.reliability import Claim, Evidence
from rumours.vocabulary import Kind, Label, Outcome, Stage, Stance
from tests.builders import a_report, a_rumour

NOON = datetime(2025, 1, 10, 12, tzinfo=UTC)


def forecast(probability, outcome, base=0.25, person="Rossi"):
    return Forecast(probability, base, outcome, person, Kind.TRANSFER)


def a_case(*evidence, came_true=False, person="Rossi", kind=Kind.TRANSFER, settled=date(2025, 2, 3), exact=None):
    claim = Claim(kind, opened=date(2025, 1, 2), deadline=date(2025, 2, 3))
    keys = frozenset(e.key for e in evidence) if exact is None else frozenset(exact)
    return Case(claim, evidence, keys, person, settled, came_true)


def said(key, day=10, stage=Stage.TALKS):
    return Evidence(key, f"origin {key}", NOON + timedelta(days=day - 10), Stance.SUPPORTS, stage)


class TestScores:
    def test_a_perfect_forecast_and_a_coin(self):
        assert brier([(1.0, 1), (0.0, 0)]) == 0
        assert brier([(0.5, 1), (0.5, 0)]) == 0.25
        assert log_score([(1.0, 1)]) == 0
        assert log_score([(0.0, 1)]) == pytest.approx(6.9, abs=0.01)

    def test_skill_is_measured_against_the_base_rate(self):
        assert skill([forecast(0.25, 1), forecast(0.25, 0)]) == 0
        assert skill([forecast(0.9, 1), forecast(0.1, 0)]) > 0.9
        assert skill([forecast(0.1, 1), forecast(0.9, 0)]) < 0
        assert skill([forecast(1.0, 1, base=1.0)]) == 0

    def test_its_interval_holds_it_and_is_the_same_at_every_run(self):
        told = [forecast(0.7 if n % 3 else 0.4, n % 2, person=f"p{n // 2}") for n in range(60)]
        low, high = skill_interval(told, draws=200)
        assert low < skill(told) < high
        assert (low, high) == skill_interval(told, draws=200)

    def test_each_label_with_its_count_and_interval(self):
        rows = by_label([forecast(0.9, 1), forecast(0.85, 0), forecast(0.05, 0)])
        assert [(row["label"], row["n"], row["observed"]) for row in rows] == [
            (Label.NEAR_CERTAIN, 2, 0.5),
            (Label.REMOTE, 1, 0.0),
        ]

    @given(st.integers(0, 50), st.integers(0, 50))
    def test_a_wilson_interval_holds_the_share_that_was_seen(self, hits, misses):
        low, high = wilson(hits, hits + misses)
        assert 0 <= low <= high <= 1
        if hits + misses:
            assert low - 1e-9 <= hits / (hits + misses) <= high + 1e-9


class TestWhatTheModelMaySee:
    def test_the_announcement_is_hidden(self):
        case = a_case(said(1), said(2, stage=Stage.SIGNING), said(3, stage=Stage.OFFICIAL))
        assert [e.key for e in known_under(case, "last")] == [1]

    def test_the_first_report_alone(self):
        assert [e.key for e in known_under(a_case(said(2, day=12), said(1, day=11)), "first")] == [1]

    def test_a_week_before_and_dated_to_the_day(self):
        case = a_case(said(1, day=10), said(2, day=11), said(3, day=25), settled=date(2025, 1, 30), exact=[1, 3])
        assert [e.key for e in known_under(case, "h7")] == [1]

    def test_a_rumour_of_which_nothing_was_known_is_not_scored(self):
        assert forecasts([a_case(said(1, stage=Stage.SIGNING))], "last") == []

    def test_without_a_label_the_base_rate_is_scored(self):
        nobody = Evidence(1, "x", NOON, Stance.SUPPORTS, Stage.TALKS, attributable=False)
        (told,) = forecasts([a_case(nobody)], "last")
        assert 0.1 < told.probability < 0.25

    def test_a_persons_own_rumours_do_not_set_their_base_rate(self):
        settled = [(Kind.TRANSFER, "Rossi", True)] * 9 + [(Kind.LOAN, f"altro {n}", False) for n in range(9)]
        rates = base_rates(settled)
        assert rates[0] < 0.2
        assert rates[-1] > 0.4


@pytest.mark.django_db
class TestTheCommand:
    def test_on_the_files_of_the_site_without_touching_its_database(self, capsys, django_assert_num_queries):
        with django_assert_num_queries(0):
            call_command("backtest", csv=dataset.DATA, json=True)
        report = json.loads(capsys.readouterr().out)
        assert set(report["protocols"]) == {"last", "first", "h7"}
        last = report["protocols"]["last"]
        assert last["n"] == 658
        assert last["brier"] < last["brier_base"]
        assert last["skill_interval"][0] < last["skill"] < last["skill_interval"][1]
        assert {row["label"] for row in report["labels"]} <= set(Label.values)
        assert sum(row["n"] for row in report["labels"]) == 658

    def test_on_the_rumours_of_the_site(self, capsys):
        today = timezone.localdate()
        for number in range(4):
            rumour = a_rumour()
            a_report(rumour, stage=Stage.TALKS, days_ago=2)
            rumour.outcome = Outcome.CONFIRMED if number % 2 else Outcome.VOID
            rumour.outcome_on = today
            rumour.save()
        a_report(a_rumour())
        call_command("backtest")
        printed = capsys.readouterr().out
        assert "last   n     2" in printed
        assert "Remota           n     2" in printed

    def test_nothing_to_score_is_said(self):
        with pytest.raises(CommandError, match="niente da misurare"):
            call_command("backtest")

    def test_a_folder_without_rumours_is_said(self, tmp_path):
        with pytest.raises(CommandError, match=r"rumours\.csv"):
            call_command("backtest", csv=tmp_path)
