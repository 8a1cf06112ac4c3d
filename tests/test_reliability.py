"""The model, without a database: the worked story of November 2024, and what must hold whatever the reports."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumours import labels, parameters, reliability
from rumours.evidence import Claim, Evidence
from rumours.fingerprint import fingerprint
from rumours.labels import bands_between, label_for, label_range
from rumours.races import SMALLEST_SHARE, Entry, Vacancy, assess_together, without_grouping
from rumours.reliability import assess
from rumours.track_record import Ledger, Settled
from rumours.vocabulary import Confidence, Flag, Kind, Label, SourceKind, Stage, Stance

NOON = datetime(2024, 11, 7, 12, tzinfo=UTC)
LATER = datetime(2024, 11, 28, 12, tzinfo=UTC)
YEAR_END = date(2024, 12, 31)
LEAVES = Claim(Kind.COACH_DEPARTURE, opened=date(2024, 11, 7), deadline=YEAR_END, points_last_five=10)
ARRIVES = Claim(Kind.COACH_APPOINTMENT, opened=date(2024, 11, 7), deadline=YEAR_END)
STAYS = Claim(Kind.COACH_STAY, opened=date(2024, 11, 7), deadline=date(2026, 5, 25))
MOVES = Claim(Kind.TRANSFER, opened=date(2025, 1, 2), deadline=date(2025, 12, 31))

relevo = Evidence(1, "relevo", NOON, Stance.SUPPORTS, Stage.UNDER_REVIEW, standing=2, source="relevo", house="relevo")
club = Evidence(2, "club", NOON, Stance.DENIES, None, SourceKind.CLUB, standing=0)
marca = Evidence(3, "marca", LATER, Stance.SUPPORTS, Stage.UNDER_REVIEW, standing=2)
solari = Evidence(4, "relevo", LATER, Stance.SUPPORTS, Stage.REPLACEMENTS_SOUNDED, standing=2)
named = Evidence(5, "relevo", NOON, Stance.SUPPORTS, Stage.LINKED, standing=2)
ECHOES = [replace(relevo, key=k, echo=True, standing=4) for k in range(10, 18)]


def probability(claim, evidence, at=NOON, **kwargs):
    return assess(claim, evidence, at=at, **kwargs).probability


class TestTheWorkedStory:
    """The figures of November 2024, each within half a point."""

    def test_ancelotti_leaves_by_december(self):
        result = assess(LEAVES, [relevo, club, *ECHOES], at=NOON)
        assert result.probability == pytest.approx(0.064, abs=0.005)
        assert (result.label, result.origins, result.reports) == (Label.REMOTE, 1, 10)

    def test_sacked_or_by_agreement_is_less_likely(self):
        claim = replace(LEAVES, dismissal_only=True)
        assert probability(claim, [relevo, club]) == pytest.approx(0.037, abs=0.005)

    @pytest.mark.parametrize(("dismissal_only", "figure"), [(False, 0.060), (True, 0.035)])
    def test_three_weeks_later_two_origins_weigh_against_less_time(self, dismissal_only, figure):
        claim, known = replace(LEAVES, dismissal_only=dismissal_only), [relevo, club, marca, solari, *ECHOES]
        assert probability(claim, known, at=LATER) == pytest.approx(figure, abs=0.005)

    def test_the_candidates_share_what_the_vacancy_leaves_them(self):
        leaves = assess(LEAVES, [relevo, club, *ECHOES], at=NOON)
        vacancy = Vacancy(leaves.probability, frozenset({Stage.UNDER_REVIEW}))
        names = ("Allegri", "Raúl", "Solari", "Xabi Alonso")
        race = {name: Entry(ARRIVES, (replace(named, key=k),)) for k, name in enumerate(names)}
        told = assess_together(race, at=NOON, vacancy=vacancy)
        assert told["Allegri"].probability == pytest.approx(0.012, abs=0.005)
        assert told["Raúl"].probability == told["Solari"].probability == pytest.approx(0.007, abs=0.005)
        assert sum(result.probability for result in told.values()) == pytest.approx(0.064 / 2, abs=0.001)

    def test_six_voices_would_have_printed_an_open_question_and_eight_a_near_certainty(self):
        for sites, figure in ((6, 0.58), (8, 0.82)):
            result = assess(LEAVES, [relevo, club, *ECHOES[: sites - 1]], at=NOON)
            assert without_grouping(result, at=NOON) == pytest.approx(figure, abs=0.005)

    def test_the_reasons_add_up_to_the_probability(self):
        result = assess(LEAVES, [relevo, club], at=NOON)
        total = sum(reason.log_odds for reason in result.reasons)
        assert reliability.expit(total) == pytest.approx(result.probability, abs=0.0001)
        assert [reason.what for reason in result.reasons] == ["base_rate", "origin", "denial"]


class TestHardEvidence:
    announced = Evidence(9, "club", NOON, Stance.SUPPORTS, Stage.OFFICIAL, SourceKind.CLUB)

    def test_an_official_act_is_certain(self):
        result = assess(LEAVES, [relevo, club, self.announced], at=NOON)
        assert (result.probability, result.label) == (1.0, Label.OFFICIAL)
        assert result.reasons[-1].what == "official"

    def test_a_newspaper_that_says_official_is_not(self):
        said = replace(self.announced, source_kind=SourceKind.NEWSPAPER)
        assert assess(ARRIVES, [said], at=NOON).label != Label.OFFICIAL

    def test_past_its_deadline_nothing_can_come_true_but_a_stay(self):
        after = datetime(2025, 1, 1, 12, tzinfo=UTC)
        assert assess(LEAVES, [relevo], at=after).probability == 0.0
        stays = replace(STAYS, deadline=YEAR_END)
        assert assess(stays, [replace(relevo, stage=Stage.TALKS)], at=after).probability > 0.9

    def test_without_an_attributable_origin_there_is_no_label(self):
        result = assess(LEAVES, [replace(relevo, attributable=False)], at=NOON)
        assert (result.probability, result.label) == (None, Label.NOT_ASSESSABLE)
        assert assess(LEAVES, [], at=NOON).label == Label.NOT_ASSESSABLE
        assert without_grouping(result, at=NOON) is None


class TestBaseRates:
    def test_time_runs_against_what_must_happen_and_for_what_must_not(self):
        stays = replace(STAYS, deadline=YEAR_END)
        assert reliability.base_rate(LEAVES, at=LATER) < reliability.base_rate(LEAVES, at=NOON)
        assert reliability.base_rate(stays, at=LATER) > reliability.base_rate(stays, at=NOON)

    @pytest.mark.parametrize(
        ("points", "rate"), [(0, 0.159), (3, 0.129), (5, 0.048), (8, 0.013), (15, 0.005), (None, 0.035)]
    )
    def test_a_bad_run_costs_benches(self, points, rate):
        soon = replace(LEAVES, points_last_five=points, deadline=LEAVES.opened + timedelta(days=14))
        assert reliability.departure_rate(soon) == rate

    def test_past_the_table_the_last_rate_goes_on(self):
        far = replace(LEAVES, deadline=LEAVES.opened + timedelta(days=120))
        assert reliability.departure_rate(far) == pytest.approx(1 - (1 - 0.044) ** 2)

    def test_outcomes_move_it_little_by_little(self):
        past = Ledger(Settled(ARRIVES, (), True, NOON) for _ in range(20))
        before = reliability.opening_rate(ARRIVES)
        assert reliability.opening_rate(ARRIVES, past=past) == pytest.approx((before + 1) / 2)

    def test_points_say_more_than_what_became_of_others(self):
        past = Ledger(Settled(LEAVES, (), True, NOON) for _ in range(20))
        assert reliability.opening_rate(LEAVES, past=past) == 0.044
        assert reliability.opening_rate(replace(LEAVES, points_last_five=None), past=past) > 0.5


class TestLabels:
    @pytest.mark.parametrize(
        ("p", "label"),
        [
            (0.0, "remote"),
            (0.05, "remote"),
            (0.2, "unlikely"),
            (0.4, "open"),
            (0.6, "likely"),
            (0.8, "near_certain"),
            (0.99, "near_certain"),
        ],
    )
    def test_ranges(self, p, label):
        assert label_for(p) == label

    def test_a_label_is_left_only_when_the_edge_is_well_past(self):
        assert label_for(0.62, previous=Label.OPEN) == Label.OPEN
        assert label_for(0.64, previous=Label.OPEN) == Label.LIKELY
        assert label_for(0.38, previous=Label.OPEN) == Label.OPEN
        assert label_for(0.36, previous=Label.OPEN) == Label.UNLIKELY
        assert label_for(0.36, previous=Label.NOT_ASSESSABLE) == Label.UNLIKELY

    def test_the_printed_ranges(self):
        assert [label_range(label) for label in Label] == [
            (100, 100),
            (80, 99),
            (60, 80),
            (40, 60),
            (20, 40),
            (1, 20),
            None,
        ]

    def test_bands_between_labels(self):
        assert bands_between(Label.LIKELY, Label.LIKELY) == 0
        assert bands_between(Label.LIKELY, Label.UNLIKELY) == 2
        assert bands_between(Label.NOT_ASSESSABLE, Label.REMOTE) >= 2

    def test_confidence(self):
        best, weak = replace(marca, standing=1), replace(relevo, origin="blog", standing=4)
        assert reliability.confidence_in([relevo, best]) == Confidence.SOLID
        assert reliability.confidence_in([relevo, marca]) == Confidence.FAIR
        assert reliability.confidence_in([best]) == Confidence.FRAGILE
        assert reliability.confidence_in([weak, replace(weak, origin="other")]) == Confidence.FRAGILE


class TestFlags:
    def test_one_origin_however_many_repeat_it_and_what_the_club_said(self):
        assert assess(LEAVES, [relevo, club, *ECHOES], at=NOON).flags == (Flag.SINGLE_ORIGIN, Flag.DENIED_BY_CLUB)
        assert assess(LEAVES, [relevo, marca], at=LATER).flags == ()

    def test_a_repeat_long_after_the_last_news_is_reheated(self):
        far = replace(LEAVES, deadline=date(2025, 6, 30))
        late = replace(relevo, key=99, echo=True, at=NOON + timedelta(days=31))
        assert Flag.REHEATED in assess(far, [relevo, late], at=late.at).flags
        soon = replace(late, at=NOON + timedelta(days=29))
        assert Flag.REHEATED not in assess(far, [relevo, soon], at=late.at).flags


class TestWhatIsAgainst:
    def test_a_collapse_weighs_whoever_tells_it(self):
        talks = replace(relevo, stage=Stage.TALKS)
        collapsed = replace(marca, stage=Stage.COLLAPSED)
        assert probability(MOVES, [talks, collapsed], at=LATER) < probability(MOVES, [talks], at=LATER)
        assert assess(MOVES, [talks, collapsed], at=LATER).reasons[-1].what == "setback"

    def test_silence_is_no_news_in_favour(self):
        month_later = NOON + timedelta(days=30)
        assert probability(STAYS, [named], at=month_later) < 0.35


class TestRaces:
    def test_one_rumour_alone_is_that_rumour(self):
        alone = assess_together({"a": Entry(ARRIVES, (named,))}, at=NOON)["a"]
        assert alone == assess(ARRIVES, [named], at=NOON)

    def test_an_official_act_takes_the_place(self):
        official = replace(named, stage=Stage.OFFICIAL, source_kind=SourceKind.CLUB)
        second = replace(official, key=8, at=NOON + timedelta(hours=1))
        race = {"a": Entry(ARRIVES, (official,)), "b": Entry(ARRIVES, (named,)), "c": Entry(ARRIVES, (second,))}
        told = assess_together(race, at=LATER)
        assert [told[key].probability for key in "abc"] == [1.0, 0.0, 0.0]
        assert told["b"].reasons[-1].what == "rival_official"

    def test_who_has_no_label_takes_no_room(self):
        nobody = replace(named, key=6, attributable=False)
        told = assess_together({"a": Entry(ARRIVES, (named,)), "b": Entry(ARRIVES, (nobody,))}, at=NOON)
        assert told["a"].probability == assess(ARRIVES, [named], at=NOON).probability
        assert told["b"].label == Label.NOT_ASSESSABLE

    def test_a_free_seat_bounds_nobody_and_a_taken_one_everybody(self):
        race = {"a": Entry(ARRIVES, (replace(named, stage=Stage.PERSONAL_TERMS),))}
        free, none = (assess_together(race, at=NOON, vacancy=v)["a"] for v in (Vacancy(1.0), None))
        assert free.probability == none.probability
        assert assess_together(race, at=NOON, vacancy=Vacancy(0.0))["a"].probability < 0.001

    def test_replacements_that_are_sounded_leave_less_to_the_unnamed(self):
        assert Vacancy(0.5, frozenset({Stage.UNDER_REVIEW})).room == pytest.approx(0.25)
        assert Vacancy(0.5, frozenset({Stage.REPLACEMENTS_SOUNDED})).room == pytest.approx(0.375)
        assert Vacancy(0.5, frozenset({Stage.REPLACEMENT_AGREED})).room == pytest.approx(0.45)
        assert Vacancy(0.5).room == pytest.approx(0.25)


SUPPORTING = [s for s in Stage if s not in (Stage.OFFICIAL, Stage.COLLAPSED, Stage.STALLED)]
reports = st.builds(
    Evidence,
    key=st.integers(1, 10**6),
    origin=st.sampled_from("abcdef"),
    at=st.integers(0, 40).map(lambda d: NOON + timedelta(days=d)),
    stance=st.sampled_from(Stance),
    stage=st.sampled_from([*SUPPORTING, Stage.STALLED, Stage.COLLAPSED]),
    source_kind=st.sampled_from([SourceKind.NEWSPAPER, SourceKind.CLUB, SourceKind.AGENT]),
    standing=st.integers(0, 4),
    echo=st.booleans(),
    attributable=st.booleans(),
    known_at=st.one_of(st.none(), st.integers(0, 50).map(lambda d: NOON + timedelta(days=d))),
    source=st.sampled_from("abcdef"),
    house=st.sampled_from("abc"),
)
evidence = st.lists(reports, max_size=12, unique_by=lambda e: e.key)
claims = st.sampled_from([replace(LEAVES, deadline=date(2026, 6, 30)), MOVES, STAYS])
END = NOON + timedelta(days=40)


@given(claims, evidence, st.randoms())
def test_the_order_of_logging_never_matters(claim, known, chance):
    shuffled = known[:]
    chance.shuffle(shuffled)
    assert assess(claim, shuffled, at=END) == assess(claim, known, at=END)


@given(claims, evidence, st.sampled_from(SUPPORTING), st.integers(0, 40), st.integers(0, 4))
def test_one_more_origin_in_favour_never_lowers_a_rumour_that_has_one(claim, known, stage, days, standing):
    first = Evidence(0, "first", NOON, Stance.SUPPORTS, Stage.LINKED)
    more = Evidence(-1, "another", NOON + timedelta(days=days), Stance.SUPPORTS, stage, standing=standing)
    assert probability(claim, [*known, first, more], at=END) >= probability(claim, [*known, first], at=END)


@given(claims, evidence, st.integers(0, 40), st.sampled_from(SUPPORTING))
def test_an_echo_never_changes_the_probability(claim, known, days, stage):
    origin = Evidence(0, "origin", NOON, Stance.SUPPORTS, Stage.TALKS)
    echo = replace(origin, key=-1, at=NOON + timedelta(days=days), stage=stage, echo=True, source="who repeats")
    assert probability(claim, [*known, origin, echo], at=END) == probability(claim, [*known, origin], at=END)


@given(claims, evidence)
def test_a_denial_never_raises(claim, known):
    origin = Evidence(0, "origin", NOON, Stance.SUPPORTS, Stage.TALKS)
    denial = Evidence(-1, "denier", END, Stance.DENIES)
    assert probability(claim, [*known, origin, denial], at=END) <= probability(claim, [*known, origin], at=END)


@given(claims, evidence, evidence)
def test_what_comes_later_never_changes_a_past_assessment(claim, known, future):
    later = [replace(e, key=e.key + 10**7, at=e.at + timedelta(days=60)) for e in future]
    learnt_later = [replace(e, key=e.key + 10**8, known_at=END + timedelta(days=1)) for e in future]
    then, now = assess(claim, known, at=END), assess(claim, [*known, *later, *learnt_later], at=END)
    assert now == then
    assert fingerprint(now.weighing, at=END) == fingerprint(then.weighing, at=END)


@given(claims, evidence)
def test_without_news_a_rumour_ages_towards_the_base_rate(claim, known):
    origin = Evidence(0, "origin", NOON, Stance.SUPPORTS, Stage.TALKS)
    endless = replace(claim, deadline=date(2199, 12, 31))
    long_after = NOON + timedelta(days=20_000)
    aged = probability(endless, [*known, origin], at=long_after)
    assert aged == pytest.approx(reliability.base_rate(endless, at=long_after), abs=0.001)


@given(claims, evidence)
def test_the_steps_always_add_up(claim, known):
    result = assess(claim, [*known, replace(named, key=0)], at=END)
    total = reliability.expit(sum(reason.log_odds for reason in result.reasons))
    assert total == pytest.approx(result.probability, abs=0.001)


vacancies = st.one_of(
    st.none(),
    st.builds(Vacancy, st.floats(0, 1), st.frozensets(st.sampled_from([Stage.DISCONTENT, Stage.REPLACEMENTS_SOUNDED]))),
)


@given(st.lists(evidence, min_size=1, max_size=8), vacancies)
def test_rivals_never_add_up_to_more_than_their_place_holds(rivals, vacancy):
    race = {key: Entry(replace(ARRIVES, deadline=date(2026, 6, 30)), tuple(known)) for key, known in enumerate(rivals)}
    told = assess_together(race, at=END, vacancy=vacancy).values()
    stated = [result.probability for result in told if result.probability is not None]
    assert sum(stated) <= max(vacancy.room if vacancy else 1.0, SMALLEST_SHARE * len(stated)) + 1e-9
    for result in told:
        if result.probability is not None:
            total = reliability.expit(sum(reason.log_odds for reason in result.reasons))
            assert total == pytest.approx(result.probability, abs=0.002)


@given(claims, evidence, evidence)
def test_an_official_act_is_one_whatever_else_is_said(claim, known, denials):
    act = Evidence(0, "the club", NOON, Stance.SUPPORTS, Stage.OFFICIAL, SourceKind.CLUB)
    against = [replace(e, key=e.key + 10**7, stance=Stance.DENIES) for e in denials]
    result = assess(claim, [*known, *against, act], at=END)
    assert (result.probability, result.label) == (1.0, Label.OFFICIAL)


def test_an_origin_that_updates_replaces_what_it_said():
    update = replace(relevo, key=5, at=LATER, stage=Stage.TOLD)
    result = assess(LEAVES, [relevo, update], at=LATER)
    assert [r.report for r in result.reasons if r.report] == [5]


def test_a_ten_thousandfold_rumour_is_still_one_origin():
    crowd = [replace(relevo, key=k, echo=True) for k in range(100, 10_100)]
    assert probability(LEAVES, [relevo, *crowd]) == probability(LEAVES, [relevo])


def test_a_report_older_than_the_rumour_counts_with_its_age():
    old = replace(relevo, at=NOON - timedelta(days=400))
    assert probability(LEAVES, [old]) < probability(LEAVES, [relevo])
    assert probability(LEAVES, [old]) == pytest.approx(reliability.base_rate(LEAVES, at=NOON), abs=0.001)


def test_a_recalibration_is_a_step_of_the_sum():
    corrected = replace(reliability.PARAMETERS, recalibration=(0.2, 0.8))
    plain, moved = assess(MOVES, [marca], at=LATER), assess(MOVES, [marca], at=LATER, parameters=corrected)
    expected = reliability.expit(0.2 + 0.8 * reliability.logit(plain.probability))
    assert moved.probability == pytest.approx(expected, abs=0.0001)
    assert moved.reasons[-1].what == "recalibration"


class TestParameters:
    def test_what_is_shipped_says_from_what_it_was_fitted(self):
        shipped = parameters.read()
        assert shipped.version in reliability.PARAMETERS.version
        assert shipped.provenance["rumours"] == 658
        assert set(shipped.provenance["cross_validated"]) == {"last", "first", "h7"}

    def test_a_further_stage_never_says_less(self):
        deal = [Stage.LINKED, Stage.ENQUIRY, Stage.INTEREST, Stage.CONTACTS, Stage.TALKS, Stage.PERSONAL_TERMS]
        weights = [reliability.PARAMETERS.stage_weights[stage] for stage in [*deal, Stage.SIGNING]]
        assert weights == sorted(weights)

    def test_they_read_as_they_were_written(self, tmp_path):
        parameters.write(reliability.PARAMETERS, tmp_path / "p.json")
        assert parameters.read(tmp_path / "p.json") == reliability.PARAMETERS

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1, "base_rates": {"boh": 1}}'])
    def test_a_file_of_another_kind_is_named(self, tmp_path, text):
        (tmp_path / "p.json").write_text(text)
        with pytest.raises(ValueError, match=r"p\.json"):
            parameters.read(tmp_path / "p.json")

    def test_a_version_names_the_day_and_what_is_in_it(self):
        one = reliability.PARAMETERS.named(date(2026, 11, 26))
        other = replace(one, denial=-1.0).named(date(2026, 11, 26))
        assert one.version.startswith("2026-11-26-")
        assert one.version != other.version
        assert one == one.named(date(2026, 11, 26))


def test_ladder_and_labels_agree():
    assert list(labels.LADDER) == [label for label in Label if label != Label.NOT_ASSESSABLE]
