import csv
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from rumours import calibration, parameters, reliability
from rumours.backtest import fitting, validation
from rumours.backtest.cases import cases_in
from rumours.backtest.forecasts import Case, forecasts, known_under
from rumours.calibration import Forecast, brier, by_label, log_score, skill, skill_interval, wilson
from rumours.evidence import Claim, Evidence
from rumours.loading import dataset
from rumours.loading.columns import noon
from rumours.vocabulary import Family, Kind, Label, Outcome, Stage, Stance
from tests.builders import a_report, a_rumour, a_source, end, numbers


def few_cases(folder, number=60):
    """The first rumours of the site's files, with their reports, in a folder."""
    wanted = set()
    for name, key in (("rumours", "rumour_id"), ("reports", "rumour_id"), ("sources", "source_id")):
        with (dataset.DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
        if name == "rumours":
            rows = rows[:number]
            wanted = {row[key] for row in rows}
        kept = rows if name == "sources" else [row for row in rows if row[key] in wanted]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, reader.fieldnames)
            writer.writeheader()
            writer.writerows(kept)
    return folder


NOON = datetime(2025, 1, 10, 12, tzinfo=UTC)


def forecast(probability, outcome, base=0.25, person="Rossi"):
    return Forecast(probability, base, outcome, person, Family.MOVE)


def a_case(
    *evidence, came_true=False, person="Rossi", kind=Kind.TRANSFER, settled=date(2025, 2, 3), exact=None, race=None
):
    claim = Claim(kind, opened=date(2025, 1, 2), deadline=date(2025, 2, 3))
    keys = frozenset(e.key for e in evidence) if exact is None else frozenset(exact)
    return Case(f"case {next(numbers)}", claim, evidence, keys, person, settled, came_true, race)


def said(key, day=10, stage=Stage.TALKS):
    at = NOON + timedelta(days=day - 10)
    return Evidence(key, f"origin {key}", at, Stance.SUPPORTS, stage, source=f"source {key}", house=f"source {key}")


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

    def test_an_outcome_counts_once_its_day_is_over_and_never_before(self):
        forecast_of = a_case(said(1, day=10))
        earlier = [a_case(said(2), came_true=True, person=f"p{n}", settled=date(2025, 1, 9)) for n in range(30)]
        same_day = [a_case(said(2), came_true=True, person=f"q{n}", settled=date(2025, 1, 10)) for n in range(30)]
        plain, informed, not_yet = (
            forecasts([forecast_of], "last", history=past)[0] for past in ([], earlier, same_day)
        )
        assert informed.base > plain.base == not_yet.base
        assert informed.probability > plain.probability == not_yet.probability

    def test_of_rivals_only_what_had_been_reported_is_heard(self):
        race = ("move", "Rossi", "2025")
        early, late = a_case(said(1, day=10), race=race), a_case(said(2, day=20, stage=Stage.PERSONAL_TERMS), race=race)
        alone, (first, second) = forecasts([early], "last")[0], forecasts([early, late], "last")
        assert first.probability == alone.probability
        assert second.probability < forecasts([late], "last")[0].probability

    def test_once_a_rival_has_come_true_nothing_is_left(self):
        race = ("move", "Rossi", "2025")
        winner = a_case(said(1, day=10), race=race, came_true=True, settled=date(2025, 1, 12))
        late, on_the_day = (a_case(said(key, day=day), race=race) for key, day in ((2, 15), (3, 12)))
        told = {f.probability for f in forecasts([late], "last", history=[winner])}
        assert max(told) < 0.01
        assert forecasts([on_the_day], "last", history=[winner])[0].probability > 0.1

    def test_a_case_is_not_its_own_history(self):
        case = a_case(said(1), came_true=True, settled=date(2025, 1, 5))
        assert forecasts([case], "last", history=[case]) == forecasts([case], "last")


class TestRecalibration:
    def test_few_cases_correct_nothing(self):
        assert calibration.recalibration([(0.9, 0)] * 199) == (0.0, 1.0)

    def test_a_habit_of_saying_too_much_is_corrected(self):
        pairs = [(0.9, int(n % 10 < 7)) for n in range(400)] + [(0.1, int(n % 10 < 3)) for n in range(400)]
        alpha, beta = calibration.recalibration(pairs)
        assert abs(alpha) < 0.05
        assert 0.3 < beta < 0.6


class TestFitting:
    def test_weights_move_from_what_was_held_before_towards_the_cases(self):
        cases = [a_case(said(1, stage=Stage.TALKS), came_true=n % 10 < 9, person=f"p{n}") for n in range(60)]
        fitted = fitting.fit(cases)
        assert fitted.stage_weights[Stage.TALKS] > fitting.PRIORS.stage_weights[Stage.TALKS] + 0.1
        assert fitted.stage_weights[Stage.ULTIMATUM] == fitting.PRIORS.stage_weights[Stage.ULTIMATUM]

    def test_without_cases_nothing_moves(self):
        assert fitting.fit([]).stage_weights == fitting.PRIORS.stage_weights

    def test_stages_out_of_order_share_their_mean(self):
        weights = fitting.PRIORS.stage_weights | {Stage.INTEREST: 0.2, Stage.CONTACTS: -0.4}
        ordered = fitting.in_order(weights, {Stage.INTEREST: 3, Stage.CONTACTS: 1})
        assert ordered[Stage.INTEREST] == ordered[Stage.CONTACTS] == pytest.approx(0.05)

    def test_a_person_is_never_on_both_sides_of_a_fold(self):
        cases = [a_case(said(1), person=f"p{n % 7}") for n in range(30)]
        for seen, held_out in validation.split(cases):
            assert not {case.person for case in seen} & {case.person for case in held_out}
            assert len(seen) + len(held_out) == 30

    def test_without_stages_the_model_is_worth_little(self):
        cases = cases_in(dataset.DATA)[:100]
        whole, stageless = (validation.without(cases, fitting.PRIORS)[name] for name in ("whole", "stages"))
        told = [validation.cross_validate(*parts[:2])["last"] for parts in (whole, stageless)]
        assert skill(told[0]) > skill(told[1]) + 0.1

    def test_a_system_of_equations(self):
        assert fitting.solve([[2.0, 1.0], [1.0, 3.0]], [3.0, 5.0]) == pytest.approx([0.8, 1.4])


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
        assert set(report) == {"protocols", "labels", "parameters"}
        assert set(last) == {"n", "brier", "log", "brier_base", "skill", "skill_interval"}
        assert report["parameters"] == reliability.PARAMETERS.version

    def test_the_table_tells_kinds_and_baselines(self, capsys, tmp_path):
        call_command("backtest", csv=few_cases(tmp_path), history=dataset.DATA)
        printed = capsys.readouterr().out
        for expected in ("tasso grezzo della fonte", "solo lo stadio", "Murphy"):
            assert expected in printed, expected

    def test_what_the_site_exports_scores_as_the_site_does(self, capsys, tmp_path):
        past = timezone.localdate() - timedelta(days=9)
        for number in range(6):
            rumour = a_rumour(opened_on=past, deadline=past + timedelta(days=40))
            first, second = (noon(timezone.localdate() - timedelta(days=days)) for days in (3, 2))
            source, repeats = a_source(attributable=number > 0), number == 1
            origin = a_report(rumour, source, stage=Stage.CONTACTS, published_at=first, logged_at=first)
            echo_of = origin if repeats else None
            a_report(rumour, stage=Stage.CLUBS_AGREED, published_at=second, logged_at=second, echo_of=echo_of)
            end(
                rumour,
                Outcome.CONFIRMED if number % 2 else Outcome.CONTRADICTED,
                on=timezone.localdate() - timedelta(days=1),
            )
        call_command("backtest", json=True)
        ours = json.loads(capsys.readouterr().out)
        call_command("export_rumours", tmp_path / "fuori")
        assert "rumours.csv: 6" in capsys.readouterr().out
        call_command("backtest", csv=tmp_path / "fuori", json=True)
        theirs = json.loads(capsys.readouterr().out)
        assert theirs == ours

    def test_a_refit_writes_a_version_with_its_provenance(self, capsys, tmp_path, monkeypatch):
        monkeypatch.setattr(validation, "TRIED", {"further_origins": (0.4,)})
        call_command("backtest", csv=few_cases(tmp_path), fit=tmp_path / "p.json", json=True)
        fitted = parameters.read(tmp_path / "p.json")
        assert json.loads(capsys.readouterr().out)["parameters"] == fitted.version
        assert fitted.provenance["rumours"] == 60
        assert str(tmp_path.parent) not in (tmp_path / "p.json").read_text()

    def test_a_source_that_is_not_there_is_named(self, tmp_path):
        folder = few_cases(tmp_path)
        lines = (folder / "sources.csv").read_text().splitlines(keepends=True)
        (folder / "sources.csv").write_text("".join(line for line in lines if not line.startswith("fantacalcio,")))
        with pytest.raises(CommandError, match=r"reports\.csv, riga 2, colonna source_id: «fantacalcio»"):
            call_command("backtest", csv=folder)

    def test_a_row_that_cannot_be_read_is_named(self, tmp_path):
        folder = few_cases(tmp_path)
        spoilt = (folder / "rumours.csv").read_text().replace("2016 summer", "sometime", 1)
        (folder / "rumours.csv").write_text(spoilt)
        with pytest.raises(CommandError, match=r"rumours\.csv, riga 2, colonna window_or_season: «sometime»"):
            call_command("backtest", csv=folder)

    def test_on_the_rumours_of_the_site(self, capsys):
        today = timezone.localdate()
        for number in range(4):
            rumour = a_rumour()
            a_report(rumour, stage=Stage.TALKS, days_ago=2)
            end(rumour, Outcome.CONFIRMED if number % 2 else Outcome.VOID, on=today)
        a_report(a_rumour())
        call_command("backtest")
        printed = capsys.readouterr().out
        assert "last   n     2" in printed
        assert "Poco probabile           n     2" in printed

    def test_nothing_to_score_is_said(self):
        with pytest.raises(CommandError, match="niente da misurare"):
            call_command("backtest")

    def test_a_folder_without_rumours_is_said(self, tmp_path):
        with pytest.raises(CommandError, match=r"rumours\.csv"):
            call_command("backtest", csv=tmp_path)
