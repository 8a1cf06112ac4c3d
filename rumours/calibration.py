"""How well forecasts did, once it is known what happened. Pure: numbers in, numbers out; chance is seeded."""

import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rumours.labels import label_for
from rumours.reliability import expit, logit
from rumours.vocabulary import Family, Label

#: Draws of the bootstrap, and the share of them that its interval covers.
DRAWS, COVERAGE = 1000, 0.90
#: Standard normal deviate of a two-sided 90% interval.
Z90 = 1.6449
#: No forecast is scored as if it had been certain and wrong beyond this.
SMALLEST = 0.001
#: Recalibration is a habit to be corrected, not a score to be flattered: with fewer cases there is none.
ENOUGH_TO_RECALIBRATE = 200
#: How firmly recalibration is held at (0, 1), in cases' worth of information.
RIDGE = 10.0


@dataclass(frozen=True)
class Forecast:
    """A probability that was stated, the base rate as known then, and what happened (0 or 1).

    `rivals` are other ways to have forecast the same rumour, by name.
    """

    probability: float
    base: float
    outcome: int
    person: str
    family: Family
    rivals: tuple[tuple[str, float], ...] = ()

    def by(self, name: str) -> float:
        return dict(self.rivals)[name]


#: A probability and what happened.
Pair = tuple[float, int]
#: What is scored of a forecast.
Reading = Callable[[Forecast], float]
#: A line of a table, by column.
Row = dict[str, Any]


def stated(forecast: Forecast) -> float:
    return forecast.probability


def base(forecast: Forecast) -> float:
    return forecast.base


def brier(pairs: Sequence[Pair]) -> float:
    """Return the mean squared distance of (probability, outcome) pairs: 0 is perfect, 0.25 a coin."""
    return sum((p - o) ** 2 for p, o in pairs) / len(pairs)


def log_score(pairs: Sequence[Pair]) -> float:
    """Return the mean surprise, in nats, of (probability, outcome) pairs: 0 is perfect."""
    return -sum(math.log(max(p if o else 1 - p, SMALLEST)) for p, o in pairs) / len(pairs)


def skill(forecasts: Sequence[Forecast], *, of: Reading = stated, over: Reading = base) -> float:
    """Return by what share the Brier score of `of` is better than that of `over`: 0 is no better, below 0 worse."""
    ours, theirs = brier([(of(f), f.outcome) for f in forecasts]), brier([(over(f), f.outcome) for f in forecasts])
    return 1 - ours / theirs if theirs else 0.0


def skill_interval(
    forecasts: Iterable[Forecast], *, of: Reading = stated, over: Reading = base, draws: int = DRAWS, seed: int = 1
) -> tuple[float, float]:
    """Return (low, high) of the skill, by drawing people with replacement: those of one stand or fall together."""
    losses: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for forecast in forecasts:
        loss = losses[forecast.person]
        loss[0] += (of(forecast) - forecast.outcome) ** 2
        loss[1] += (over(forecast) - forecast.outcome) ** 2
    people, chance = [losses[person] for person in sorted(losses)], random.Random(seed)
    drawn = sorted(_skill_of(chance.choices(people, k=len(people))) for _ in range(draws))
    tail = round((1 - COVERAGE) / 2 * draws)
    return drawn[tail], drawn[-tail - 1]


def _skill_of(losses: Sequence[Sequence[float]]) -> float:
    theirs = sum(loss[1] for loss in losses)
    return 1 - sum(loss[0] for loss in losses) / theirs if theirs else 0.0


def by_label(forecasts: Iterable[Forecast]) -> list[Row]:
    """Return a row for each label that was stated, the most likely first: label, n, mean, observed, low, high."""
    groups: dict[Any, list[Forecast]] = defaultdict(list)
    for forecast in forecasts:
        groups[label_for(forecast.probability)].append(forecast)
    return [{"label": label} | share_of(groups[label]) for label in Label if groups[label]]


def by_family(forecasts: Iterable[Forecast]) -> list[Row]:
    """Return a row for each family: family, n, mean, observed, low, high, brier, brier_base, skill."""
    groups: dict[Any, list[Forecast]] = defaultdict(list)
    for forecast in forecasts:
        groups[forecast.family].append(forecast)
    return [{"family": f} | share_of(groups[f]) | scores(groups[f]) for f in Family if groups[f]]


def share_of(group: Sequence[Forecast]) -> Row:
    """Return how many there are, what was said of them on average, how often it came true, and between what bounds."""
    came_true, number = sum(f.outcome for f in group), len(group)
    low, high = wilson(came_true, number)
    mean = sum(f.probability for f in group) / number
    return {"n": number, "mean": mean, "observed": came_true / number, "low": low, "high": high}


def scores(forecasts: Sequence[Forecast]) -> Row:
    """Return n, brier, log, brier_base and skill."""
    pairs = [(f.probability, f.outcome) for f in forecasts]
    return {
        "n": len(pairs),
        "brier": brier(pairs),
        "log": log_score(pairs),
        "brier_base": brier([(f.base, f.outcome) for f in forecasts]),
        "skill": skill(forecasts),
    }


def murphy(forecasts: Sequence[Forecast]) -> tuple[float, float, float]:
    """Return (reliability, resolution, uncertainty) over the labels: what the labels say beside what happened, how far
    they tell rumours apart, and how hard the rumours were. The Brier score is about the first less the second plus the
    third."""
    overall = sum(f.outcome for f in forecasts) / len(forecasts)
    rows, number = by_label(forecasts), len(forecasts)
    reliability = sum(row["n"] * (row["mean"] - row["observed"]) ** 2 for row in rows) / number
    resolution = sum(row["n"] * (row["observed"] - overall) ** 2 for row in rows) / number
    return reliability, resolution, overall * (1 - overall)


def wilson(hits: int, number: int, *, z: float = Z90) -> tuple[float, float]:
    """Return (low, high) of a share of which `hits` in `number` were seen: it behaves when there are few."""
    if not number:
        return 0.0, 1.0
    share, spread = hits / number, z * z / number
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(share * (1 - share) / number + spread / (4 * number))
    return max(centre - half, 0.0), min(centre + half, 1.0)


def recalibration(pairs: Sequence[Pair], *, ridge: float = RIDGE, steps: int = 25) -> tuple[float, float]:
    """Return (alpha, beta) such that expit(alpha + beta·logit(p)) fits the outcomes of (p, outcome) best, held near
    (0, 1); exactly (0, 1) with fewer than ENOUGH_TO_RECALIBRATE pairs."""
    if len(pairs) < ENOUGH_TO_RECALIBRATE:
        return 0.0, 1.0
    points = [(logit(min(max(p, SMALLEST), 1 - SMALLEST)), o) for p, o in pairs]
    alpha, beta = 0.0, 1.0
    for _ in range(steps):
        alpha, beta = _newton(points, alpha, beta, ridge)
    return round(alpha, 4), round(beta, 4)


def _newton(points: Iterable[Pair], alpha: float, beta: float, ridge: float) -> tuple[float, float]:
    """One step: gradient and information of two parameters, by hand."""
    g0, g1, h00, h01, h11 = -ridge * alpha, -ridge * (beta - 1), ridge, 0.0, ridge
    for x, outcome in points:
        p = expit(alpha + beta * x)
        surprise, information = outcome - p, p * (1 - p)
        g0, g1 = g0 + surprise, g1 + surprise * x
        h00, h01, h11 = h00 + information, h01 + information * x, h11 + information * x * x
    size = h00 * h11 - h01 * h01
    return alpha + (h11 * g0 - h01 * g1) / size, beta + (h00 * g1 - h01 * g0) / size
