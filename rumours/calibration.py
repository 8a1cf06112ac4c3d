"""How well forecasts did, once it is known what happened. Pure: numbers in, numbers out; chance is seeded."""

import math
import random
from collections import defaultdict
from dataclasses import dataclass

from rumours.reliability import label_for
from rumours.vocabulary import Kind, Label

#: Draws of the bootstrap, and the share of them that its interval covers.
DRAWS, COVERAGE = 1000, 0.90
#: Standard normal deviate of a two-sided 90% interval.
Z90 = 1.6449
#: Which of the three a move turns out to be is known only at the end: together they are one kind for base rates.
MOVES = {Kind.LOAN: Kind.TRANSFER, Kind.FREE_TRANSFER: Kind.TRANSFER}
#: How many cases of other kinds a base rate is drawn towards, so that a kind of ten cases is not taken at its word.
PRIOR_CASES = 20
#: No forecast is scored as if it had been certain and wrong beyond this.
SMALLEST = 0.001


@dataclass(frozen=True)
class Forecast:
    """A probability that was stated, what it would have been by the base rate alone, and what happened (0 or 1)."""

    probability: float
    base: float
    outcome: int
    person: str
    kind: Kind


def brier(pairs):
    """Return the mean squared distance of (probability, outcome) pairs: 0 is perfect, 0.25 a coin."""
    return sum((p - o) ** 2 for p, o in pairs) / len(pairs)


def log_score(pairs):
    """Return the mean surprise, in nats, of (probability, outcome) pairs: 0 is perfect."""
    return -sum(math.log(max(p if o else 1 - p, SMALLEST)) for p, o in pairs) / len(pairs)


def skill(forecasts):
    """Return by what share the Brier score is better than the base rate's: 0 is no better, below 0 worse."""
    reference = brier([(f.base, f.outcome) for f in forecasts])
    return 1 - brier([(f.probability, f.outcome) for f in forecasts]) / reference if reference else 0.0


def skill_interval(forecasts, *, draws=DRAWS, seed=1):
    """Return (low, high) of the skill, by drawing people with replacement: those of one stand or fall together."""
    by_person = defaultdict(list)
    for forecast in forecasts:
        by_person[forecast.person].append(forecast)
    people, chance = sorted(by_person), random.Random(seed)
    drawn = sorted(
        skill([f for person in chance.choices(people, k=len(people)) for f in by_person[person]]) for _ in range(draws)
    )
    tail = round((1 - COVERAGE) / 2 * draws)
    return drawn[tail], drawn[-tail - 1]


def by_label(forecasts):
    """Return a row for each label that was stated, the most likely first: label, n, mean, observed, low, high."""
    groups = defaultdict(list)
    for forecast in forecasts:
        groups[label_for(forecast.probability)].append(forecast)
    return [_row(label, groups[label]) for label in Label if groups[label]]


def _row(label, group):
    came_true, number = sum(f.outcome for f in group), len(group)
    low, high = wilson(came_true, number)
    mean = sum(f.probability for f in group) / number
    return {"label": label, "n": number, "mean": mean, "observed": came_true / number, "low": low, "high": high}


def wilson(hits, number, *, z=Z90):
    """Return (low, high) of a share of which `hits` in `number` were seen: it behaves when there are few."""
    if not number:
        return 0.0, 1.0
    share, spread = hits / number, z * z / number
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / number + spread / (4 * number))
    return max(centre - half, 0.0), min(centre + half, 1.0)


def base_rates(settled):
    """Return, for each (kind, person, came true) of `settled`, how often the others of its kind came true, drawn
    towards how often all did. A person's own rumours are left out: they stand or fall together."""
    totals, own = defaultdict(lambda: [0, 0]), defaultdict(lambda: [0, 0])
    for kind, person, came_true in settled:
        for key in (MOVES.get(kind, kind), None):
            for counts in (totals[key], own[person, key]):
                counts[0] += came_true
                counts[1] += 1
    return [_base_rate(MOVES.get(kind, kind), person, totals, own) for kind, person, _came_true in settled]


def _base_rate(kind, person, totals, own):
    (hits, number), (all_hits, all_number) = (
        [total - mine for total, mine in zip(totals[key], own[person, key], strict=True)] for key in (kind, None)
    )
    overall = (all_hits + 1) / (all_number + 2)
    return (hits + PRIOR_CASES * overall) / (number + PRIOR_CASES)
