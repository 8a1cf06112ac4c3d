"""How the sources did before. Pure: settled rumours in; records for readers and skills for the model out.

A raw share of rumours that came true says little: it is worse than the base rate as a forecast, and rewards whoever
prints what is already done. So readers get a share drawn towards what is known of the outlet and of its like, with its
interval and its count; the model gets how much better a source did than its reports' stages let expect.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils import timezone

from rumours.evidence import DONE, NO_PAST, Claim, Evidence
from rumours.parameters import Parameters
from rumours.reliability import PARAMETERS, base_rate, expit, logit
from rumours.vocabulary import Family

#: An outcome counts for half of what it did after this many days. [judgement]
HALF_LIFE_DAYS = 730
#: Any fixed instant does: weights are kept as of here, and carried to the day that is asked for.
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
#: How many cases a record's parent is worth: what to start from, and the bounds of what the data may say; of the values
#: that were tried on other data 60 did best out of sample. [measured] More would hide a source behind its like.
PARENT_CASES, FEWEST_CASES, MOST_CASES = 30.0, 20.0, 60.0
#: Sources with fewer resolved rumours do not help to tell how far sources differ.
ENOUGH_TO_COMPARE = 5
#: Below this a record is printed as provisional.
PROVISIONAL_BELOW = 10
#: Records are printed with the interval in which they lie in so many cases of a hundred.
COVERAGE = 0.80


@dataclass(frozen=True)
class Settled:
    """A rumour whose outcome, of the day `on`, is known since `known_at`, with its reports."""

    claim: Claim
    evidence: tuple[Evidence, ...]
    came_true: bool
    known_at: datetime
    on: date | None = None

    def is_told_by(self, report: Evidence) -> bool:
        """Whether a report foretold the outcome: known before it was, of its day at the latest, and of the day before
        if it says that it is done."""
        if not report.is_in_favour or report.echo or report.learnt_at >= self.known_at:
            return False
        day = timezone.localdate(report.at)
        return self.on is None or (day < self.on if report.stage in DONE else day <= self.on)


def told_by_source(settled: Settled) -> dict[str, Evidence]:
    """Return {source: the Evidence with which it told the rumour}: its furthest report of its own before the outcome.
    A rumour counts once for a source, and repeats count for nobody."""
    told: dict[str, Evidence] = {}
    for report in sorted(settled.evidence, key=lambda e: (e.at, e.key)):
        if settled.is_told_by(report):
            stood = told.get(report.source)
            if stood is None or _weight(report) >= _weight(stood):
                told[report.source] = report
    return told


def _weight(report: Evidence) -> float:
    return PARAMETERS.weight_of(report.stage)


class Ledger:
    """What settled rumours have said so far. `add` takes them in any order; the model reads `tally` and `skill`."""

    def __init__(self, settled: Iterable[Settled] = (), *, parameters: Parameters = PARAMETERS):
        self.parameters = parameters
        self.tallies: dict[Family, list[int]] = {}
        #: By (source or house, family): [surprise, information], each weighed by age as of EPOCH.
        self.surprises: dict[tuple[str, Family], list[float]] = {}
        for one in settled:
            self.add(one)

    def add(self, settled: Settled) -> None:
        counts = self.tallies.setdefault(settled.claim.family, [0, 0])
        counts[0] += settled.came_true
        counts[1] += 1
        age = _growth(settled.known_at)
        for source, report in told_by_source(settled).items():
            expected = self._expected(settled.claim, report)
            for name in {source, report.house} - {""}:
                sums = self.surprises.setdefault((name, settled.claim.family), [0.0, 0.0])
                sums[0] += age * (settled.came_true - expected)
                sums[1] += age * expected * (1 - expected)

    def _expected(self, claim: Claim, report: Evidence) -> float:
        """The probability from base rate and stage, whoever says it: fair to those who report early."""
        base = base_rate(claim, at=report.at, past=NO_PAST, parameters=self.parameters)
        return expit(logit(base) + self.parameters.weight_of(report.stage))

    def tally(self, family: Family) -> tuple[int, int]:
        """Return (came true, known) of a family."""
        hits, number = self.tallies.get(family, (0, 0))
        return hits, number

    def skill(self, evidence: Evidence, family: Family, *, at: datetime) -> float:
        """Return in log-odds how much better than expected the source of a report did until `at`, drawn towards its
        house's, and that towards nothing: one step of a logistic model with a term for each source."""
        own = self._drawn(evidence.source, family, at)
        return own if evidence.house in ("", evidence.source) else own + self._drawn(evidence.house, family, at)

    def _drawn(self, name: str, family: Family, at: datetime) -> float:
        surprise, information = self.surprises.get((name, family), (0.0, 0.0))
        if not information or not self.parameters.source_variance:
            return 0.0
        age = _growth(at)
        return surprise / age / (information / age + 1 / self.parameters.source_variance)


def _growth(at: datetime) -> float:
    """How much more an outcome of `at` weighs than one of EPOCH."""
    return 2 ** ((at - EPOCH).total_seconds() / 86_400 / HALF_LIFE_DAYS)


@dataclass(frozen=True)
class Told:
    """That a source told a rumour of a family, and what came of it."""

    source: str
    house: str
    standing: int
    family: Family
    came_true: bool
    known_at: datetime


@dataclass(frozen=True)
class Standing:
    """A record as readers see it: of `n` resolved rumours `hits` came true, which drawn towards the parent's share
    makes `rate`, between `low` and `high` in 80 cases of 100."""

    n: int
    hits: int
    rate: float
    low: float
    high: float

    @property
    def is_provisional(self) -> bool:
        return self.n < PROVISIONAL_BELOW


def tell(settled: Settled) -> list[Told]:
    """Return the Told rows of a settled rumour, one for each source that told it."""
    return [
        Told(source, report.house or source, report.standing, settled.claim.family, settled.came_true, settled.known_at)
        for source, report in told_by_source(settled).items()
    ]


class Records:
    """The records of all sources as of `at`, from Told rows: each drawn towards its outlet's, that towards those of
    its standing, and those towards the family."""

    def __init__(self, told: Iterable[Told], *, at: datetime):
        self.told = [row for row in told if row.known_at <= at]
        self.at = at
        self.by_source: dict[str, list[Told]] = defaultdict(list)
        self.sums: dict[str, dict[tuple, list[float]]] = {
            level: {} for level in ("source", "house", "standing", "family")
        }
        for row in self.told:
            self.by_source[row.source].append(row)
            for level, sums in self.sums.items():
                weighed = sums.setdefault((getattr(row, level), row.family), [0.0, 0.0])
                weighed[0] += self._weight(row) * row.came_true
                weighed[1] += self._weight(row)
        self.cases = parent_cases(self.sums["source"].values())

    def _weight(self, row: Told) -> float:
        return _growth(row.known_at) / _growth(self.at)

    def of(self, source: str) -> dict[Family | None, Standing]:
        """Return {None: the Standing over all families, family: the Standing in it, …} of a source."""
        rows = self.by_source.get(source, [])
        families = sorted({row.family for row in rows}, key=list(Family).index)
        return {family: self._standing([r for r in rows if family in (None, r.family)]) for family in (None, *families)}

    def _standing(self, rows: list[Told]) -> Standing:
        """Every resolved rumour brings the mean of its own family's parent along."""
        number, hits = sum(map(self._weight, rows)), sum(self._weight(row) * row.came_true for row in rows)
        parent = sum(self._weight(row) * self._parent(row) for row in rows) / number if number else 0.0
        alpha = self.cases * parent + hits
        beta = self.cases * (1 - parent) + number - hits
        low, high = beta_interval(alpha, beta)
        return Standing(len(rows), sum(row.came_true for row in rows), alpha / (alpha + beta), low, high)

    def _parent(self, row: Told) -> float:
        mean = self._mean("family", row.family, row.family, before=0.5, cases=2)
        mean = self._mean("standing", row.standing, row.family, before=mean, cases=self.cases)
        if row.house != row.source:
            mean = self._mean("house", row.house, row.family, before=mean, cases=self.cases)
        return mean

    def _mean(self, level: str, name: str | int, family: Family, *, before: float, cases: float) -> float:
        hits, number = self.sums[level].get((name, family), (0.0, 0.0))
        return (cases * before + hits) / (cases + number)


def parent_cases(sums: Iterable[Sequence[float]]) -> float:
    """Return how many cases a parent's mean is worth, by the method of moments over (hits, number) of the sources with
    enough of them: the less sources differ beyond chance, the more."""
    enough = [(hits, number) for hits, number in sums if number >= ENOUGH_TO_COMPARE]
    total = sum(number for _hits, number in enough)
    if len(enough) < 2 or not total:
        return PARENT_CASES
    mean = sum(hits for hits, _number in enough) / total
    chance = mean * (1 - mean)
    seen = sum(number * (hits / number - mean) ** 2 for hits, number in enough) / total
    between = seen - chance * len(enough) / total
    return min(max(chance / between - 1, FEWEST_CASES), MOST_CASES) if between > 0 else MOST_CASES


def beta_interval(alpha: float, beta: float, *, coverage: float = COVERAGE) -> tuple[float, float]:
    """Return (low, high) of a Beta distribution: as much lies below as above."""
    if alpha <= 0 or beta <= 0:
        mean = alpha / (alpha + beta) if alpha + beta else 0.0
        return mean, mean
    tail = (1 - coverage) / 2
    return _beta_quantile(tail, alpha, beta), _beta_quantile(1 - tail, alpha, beta)


def _beta_quantile(share: float, alpha: float, beta: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if beta_below(middle, alpha, beta) < share else (low, middle)
    return (low + high) / 2


def beta_below(x: float, alpha: float, beta: float) -> float:
    """Return the share of a Beta distribution that lies below `x`, by the continued fraction of DLMF 8.17.22,
    which converges fast on the mean's side; from the other side the rest is counted."""
    if not 0 < x < 1:
        return float(x >= 1)
    if x > (alpha + 1) / (alpha + beta + 2):
        return 1 - beta_below(1 - x, beta, alpha)
    scale = math.lgamma(alpha + beta) - math.lgamma(alpha) - math.lgamma(beta)
    front = math.exp(scale + alpha * math.log(x) + beta * math.log1p(-x)) / alpha
    fraction = 1.0
    # So many terms leave less than a millionth, however large the two are.
    for m in range(10 + round(2 * math.sqrt(alpha + beta)), 0, -1):
        even = m * (beta - m) * x / ((alpha + 2 * m - 1) * (alpha + 2 * m))
        odd = -(alpha + m) * (alpha + beta + m) * x / ((alpha + 2 * m) * (alpha + 2 * m + 1))
        fraction = 1 + even / (1 + odd / fraction)
    first = -(alpha + beta) * x / (alpha + 1)
    return front / (1 + first / fraction)


def held(statements: Iterable[tuple[date, date | None]], *, days: int, at: date) -> tuple[int, int]:
    """Return (held, judged) of expressions of confidence, as (said at, gone at or None): how many coaches were still
    there `days` after, among those that are so old. One that fell earlier is not counted before its time either: it
    would come in ahead of those that hold."""
    old_enough = [(said, gone) for said, gone in statements if (at - said).days >= days]
    stayed = sum(1 for said, gone in old_enough if gone is None or (gone - said).days > days)
    return stayed, len(old_enough)
