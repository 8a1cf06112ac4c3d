"""The model, without a database: the worked story of November 2024, and what must hold whatever the reports."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumours import reliability
from rumours.reliability import Claim, Evidence, assess, label_for, label_range
from rumours.vocabulary import Confidence, Kind, Label, SourceKind, Stage, Stance

NOON = datetime(2024, 11, 7, 12, tzinfo=UTC)
LATER = datetime(2024, 11, 28, 12, tzinfo=UTC)
LEAVES = Claim(Kind.COACH_DEPARTURE, opened=date(2024, 11, 7), deadline=date(2024, 12, 31), points_last_five=10)
MOVES = Claim(Kind.TRANSFER, opened=date(2025, 1, 2), deadline=date(2025, 2, 3))

relevo = Evidence(1, "relevo", NOON, Stance.SUPPORTS, Stage.UNDER_REVIEW, standing=2)
club = Evidence(2, "club", NOON, Stance.DENIES, None, SourceKind.CLUB, standing=0)
marca = Evidence(3, "marca", LATER, Stance.SUPPORTS, Stage.UNDER_REVIEW, standing=2)
solari = Evidence(4, "relevo", LATER, Stance.SUPPORTS, Stage.REPLACEMENTS_SOUNDED, standing=2)
ECHOES = [replace(relevo, key=k, echo=True, standing=4) for k in range(10, 18)]


def probability(claim, evidence, at=NOON, **kwargs):
    return assess(claim, evidence, at=at, **kwargs).probability


class TestTheWorkedStory:
    def test_ancelotti_leaves_by_december(self):
        result = assess(LEAVES, [relevo, club, *ECHOES], at=NOON)
        assert result.probability == pytest.approx(0.064, abs=0.005)
        assert (result.label, result.origins, result.reports) == (Label.REMOTE, 2, 10)

    def test_sacked_or_by_agreement_is_less_likely(self):
        claim = replace(LEAVES, dismissal_only=True)
        assert probability(claim, [relevo, club]) == pytest.approx(0.037, abs=0.005)

    def test_three_weeks_later_two_origins_weigh_against_less_time(self):
        known = [relevo, club, marca, solari, *ECHOES]
        assert probability(LEAVES, known, at=LATER) == pytest.approx(0.060, abs=0.006)

    def test_the_echoes_are_worth_nothing(self):
        assert probability(LEAVES, [relevo, club, *ECHOES]) == probability(LEAVES, [relevo, club])

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

    def test_a_newspaper_that_says_official_is_not(self):
        said = replace(self.announced, source_kind=SourceKind.NEWSPAPER)
        assert assess(MOVES, [said], at=NOON).label != Label.OFFICIAL

    def test_without_an_attributable_origin_there_is_no_label(self):
        nobody = replace(relevo, attributable=False)
        result = assess(LEAVES, [nobody], at=NOON)
        assert (result.probability, result.label) == (None, Label.NOT_ASSESSABLE)
        assert assess(LEAVES, [], at=NOON).label == Label.NOT_ASSESSABLE


class TestBaseRates:
    def test_time_runs_against_what_must_happen_and_for_what_must_not(self):
        stays = Claim(Kind.COACH_STAY, opened=date(2024, 11, 7), deadline=date(2024, 12, 31))
        assert reliability.base_rate(LEAVES, at=LATER) < reliability.base_rate(LEAVES, at=NOON)
        assert reliability.base_rate(stays, at=LATER) > reliability.base_rate(stays, at=NOON)

    @pytest.mark.parametrize(
        ("points", "rate"), [(0, 0.159), (3, 0.129), (5, 0.048), (8, 0.013), (15, 0.005), (None, 0.035)]
    )
    def test_a_bad_run_costs_benches(self, points, rate):
        assert reliability.departure_rate(replace(LEAVES, points_last_five=points), days=14) == rate

    def test_past_the_table_the_last_rate_goes_on(self):
        assert reliability.departure_rate(LEAVES, days=120) == pytest.approx(1 - (1 - 0.044) ** 2)


class TestLabels:
    @pytest.mark.parametrize(
        ("p", "label"),
        [
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

    def test_confidence(self):
        weak = replace(relevo, origin="blog", standing=4)
        assert reliability.confidence_in([relevo, marca]) == Confidence.SOLID
        assert reliability.confidence_in([relevo]) == Confidence.FAIR
        assert reliability.confidence_in([weak]) == Confidence.FRAGILE


SUPPORTING = [s for s in Stage if s not in (Stage.OFFICIAL, Stage.COLLAPSED, Stage.STALLED)]
reports = st.builds(
    Evidence,
    key=st.integers(1, 10**6),
    origin=st.sampled_from("abcdef"),
    at=st.integers(0, 40).map(lambda d: NOON + timedelta(days=d)),
    stance=st.sampled_from(Stance),
    stage=st.sampled_from(SUPPORTING),
    source_kind=st.sampled_from([SourceKind.NEWSPAPER, SourceKind.CLUB, SourceKind.AGENT]),
    standing=st.integers(0, 4),
    echo=st.booleans(),
)
evidence = st.lists(reports, max_size=12, unique_by=lambda e: e.key)
claims = st.sampled_from([LEAVES, MOVES, replace(MOVES, kind=Kind.COACH_STAY)])
END = NOON + timedelta(days=40)


@given(claims, evidence, st.randoms())
def test_the_order_of_logging_never_matters(claim, known, chance):
    shuffled = known[:]
    chance.shuffle(shuffled)
    assert assess(claim, shuffled, at=END) == assess(claim, known, at=END)


@given(claims, evidence, st.sampled_from(SUPPORTING))
def test_one_more_origin_in_favour_never_lowers_a_rumour_that_has_one(claim, known, stage):
    first = Evidence(0, "first", NOON, Stance.SUPPORTS, Stage.LINKED)
    more = Evidence(-1, "another", END, Stance.SUPPORTS, stage)
    assert probability(claim, [*known, first, more], at=END) >= probability(claim, [*known, first], at=END)


@given(claims, evidence)
def test_an_echo_never_changes_the_probability(claim, known):
    origin = Evidence(0, "origin", NOON, Stance.SUPPORTS, Stage.TALKS)
    echo = replace(origin, key=-1, at=END, echo=True)
    assert probability(claim, [*known, origin, echo], at=END) == probability(claim, [*known, origin], at=END)


@given(claims, evidence)
def test_a_denial_never_raises(claim, known):
    origin = Evidence(0, "origin", NOON, Stance.SUPPORTS, Stage.TALKS)
    denial = Evidence(-1, "denier", END, Stance.DENIES)
    assert probability(claim, [*known, origin, denial], at=END) <= probability(claim, [*known, origin], at=END)


@given(claims, evidence, evidence)
def test_what_comes_later_never_changes_a_past_assessment(claim, known, future):
    later = [replace(e, key=e.key + 10**7, at=e.at + timedelta(days=60)) for e in future]
    assert assess(claim, [*known, *later], at=END) == assess(claim, known, at=END)


@given(claims, evidence)
def test_without_news_a_rumour_ages_towards_the_base_rate(claim, known):
    origin = Evidence(0, "origin", NOON, Stance.SUPPORTS, Stage.TALKS)
    long_after = NOON + timedelta(days=4000)
    aged = probability(claim, [*known, origin], at=long_after)
    assert aged == pytest.approx(reliability.base_rate(claim, at=long_after), abs=0.001)


def test_an_origin_that_updates_replaces_what_it_said():
    update = replace(relevo, key=5, at=LATER, stage=Stage.TOLD)
    result = assess(LEAVES, [relevo, update], at=LATER)
    assert [r.report for r in result.reasons if r.report] == [5]


def test_a_ten_thousandfold_rumour_is_still_one_origin():
    crowd = [replace(relevo, key=k, echo=True) for k in range(100, 10_100)]
    assert probability(LEAVES, [relevo, *crowd]) == probability(LEAVES, [relevo])
