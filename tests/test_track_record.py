"""What a source told, and how sure one may be of it."""

import math
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rumours.evidence import Claim, Evidence
from rumours.track_record import Settled, beta_below, beta_interval, held, told_by_source
from rumours.vocabulary import Kind, Stage, Stance

OUTCOME = date(2026, 3, 10)
KNOWN = datetime(2026, 3, 12, tzinfo=UTC)
CLAIM = Claim(Kind.TRANSFER, date(2026, 1, 1), date(2026, 6, 30))
FIRST = Evidence(
    1, "a", datetime(2026, 2, 1, 12, tzinfo=UTC), Stance.SUPPORTS, Stage.TALKS, source="a", house="a", known_at=None
)


def told(*evidence):
    return told_by_source(Settled(CLAIM, evidence, True, KNOWN, OUTCOME))


class TestWhatWasTold:
    def test_in_time_and_of_its_own(self):
        assert told(FIRST) == {"a": FIRST}
        assert told(replace(FIRST, echo=True)) == {}
        assert told(replace(FIRST, stance=Stance.DENIES)) == {}

    @pytest.mark.parametrize(("day", "counts"), [(9, True), (10, True), (11, False), (13, False)])
    def test_up_to_the_day_of_the_outcome(self, day, counts):
        report = replace(FIRST, at=datetime(2026, 3, day, 12, tzinfo=UTC))
        assert bool(told(report)) == counts

    @pytest.mark.parametrize(("day", "counts"), [(9, True), (10, False)])
    def test_what_is_done_is_no_forecast_on_its_day(self, day, counts):
        report = replace(FIRST, at=datetime(2026, 3, day, 12, tzinfo=UTC), stage=Stage.SIGNING)
        assert bool(told(report)) == counts

    def test_what_was_logged_once_the_outcome_was_known_tells_nothing(self):
        assert told(replace(FIRST, known_at=KNOWN + timedelta(hours=1))) == {}
        assert told(replace(FIRST, known_at=KNOWN - timedelta(hours=1)))


class TestIntervals:
    def test_exact_where_the_answer_is_known(self):
        for x in (0.01, 0.3, 0.5, 0.99):
            assert beta_below(x, 1, 1) == pytest.approx(x)
            assert beta_below(x, 1, 4) == pytest.approx(1 - (1 - x) ** 4)
            assert beta_below(x, 3, 1) == pytest.approx(x**3)
            # The arcsine law.
            assert beta_below(x, 0.5, 0.5) == pytest.approx(2 / math.pi * math.asin(math.sqrt(x)))

    @given(st.floats(0.05, 400), st.floats(0.05, 400), st.floats(0.001, 0.999), st.floats(0.001, 0.999))
    def test_a_share_that_only_grows(self, alpha, beta, one, other):
        low, high = sorted((one, other))
        below = beta_below(low, alpha, beta), beta_below(high, alpha, beta)
        assert 0 <= below[0] <= below[1] + 1e-9 <= 1 + 2e-9
        assert below[0] + beta_below(1 - low, beta, alpha) == pytest.approx(1, abs=1e-6)

    @pytest.mark.parametrize(("alpha", "beta"), [(2.5, 7.0), (40.0, 12.0), (0.7, 0.9), (300.0, 500.0)])
    def test_as_draws_have_it(self, alpha, beta):
        chance = random.Random(7)
        drawn = sorted(chance.betavariate(alpha, beta) for _ in range(40_000))
        low, high = beta_interval(alpha, beta)
        assert low == pytest.approx(drawn[4_000], abs=0.01)
        assert high == pytest.approx(drawn[36_000], abs=0.01)

    def test_of_nothing(self):
        assert beta_interval(0, 3) == (0.0, 0.0)
        assert beta_interval(3, 0) == (1.0, 1.0)


class TestConfidence:
    SAID = date(2026, 1, 1)

    def judged(self, *gone, days=30, after=60):
        return held([(self.SAID, day) for day in gone], days=days, at=self.SAID + timedelta(days=after))

    def test_who_was_still_there(self):
        assert self.judged(None, self.SAID + timedelta(days=31), self.SAID + timedelta(days=30)) == (2, 3)

    def test_nobody_is_counted_before_the_time_is_up_not_even_who_fell(self):
        assert self.judged(None, self.SAID + timedelta(days=3), after=29) == (0, 0)
        assert self.judged(None, self.SAID + timedelta(days=3), after=30) == (1, 2)
