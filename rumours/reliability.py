"""How likely a rumour is, from what has been reported. Pure: plain values in, probability, label and reasons out;
no database, and the clock is an argument.

The probability starts from how often rumours of this family come true in the time that is left (base rate), and moves
in log-odds by what the reports say is happening (stage), by how their sources did before, each origin counted once
however many repeat it, and by denials. Rivals for one place then share what one place can hold. What the data of
2016-2025 could say is in `parameters.json`; the rest stands here with its mark: [measured] elsewhere, or [judgement].
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from rumours import parameters as constants
from rumours.evidence import NO_PAST, Claim, Evidence, Past
from rumours.labels import label_for
from rumours.parameters import Parameters
from rumours.vocabulary import Confidence, Family, Flag, Kind, Label, SourceKind, Stage, Stance

PARAMETERS = constants.read(settings.RELIABILITY_PARAMETERS)

#: How many cases a base rate is worth before any outcome is known. [judgement]
BASE_CASES = 20

#: Probability that a coach leaves, whatever the way, within 14, 30 and 60 days, by points won in the last five matches.
#: [measured] on 11,649 team-matches of 2014-2022; the last row is the mean of all.
DEPARTURE_HORIZONS = (14, 30, 60)
DEPARTURE_RATES = {
    range(0, 2): (0.159, 0.261, 0.389),
    range(2, 4): (0.129, 0.202, 0.320),
    range(4, 7): (0.048, 0.099, 0.182),
    range(7, 10): (0.013, 0.035, 0.081),
    range(10, 16): (0.005, 0.014, 0.044),
}
DEPARTURE_RATES_ALL = (0.035, 0.067, 0.127)
#: Share of departures that are a dismissal or an agreement to part. [measured]
DISMISSAL_SHARE = 0.57

#: What a step back takes away, and a denial by those concerned. [judgement] Confidence in a coach is worth little.
SETBACK_WEIGHTS = {Stage.STALLED: -1.0, Stage.COLLAPSED: -2.0}
DENIALS = {SourceKind.CLUB: -0.8, SourceKind.AGENT: -0.5, SourceKind.PERSON: -0.8}
DENIAL_BY_A_CLUB_OF_A_DEPARTURE = -0.2
#: Each further denial counts for this much of the one before it. [judgement; flat when measured]
FURTHER_DENIALS = 0.4

#: How many times longer what lowers a rumour lasts than what raises it. [measured on 658 rumours, flat beyond]
LOWERING_LASTS = 4

#: How much of a seat is kept for whoever has not been named: at first, and once a stage is reached. [judgement]
UNNAMED = 0.50
UNNAMED_FROM = {
    Stage.REPLACEMENTS_SOUNDED: 0.25,
    Stage.REPLACEMENT_AGREED: 0.10,
    Stage.TOLD: 0.10,
    Stage.OFFICIAL: 0.10,
}

#: A repeat that comes this long after the last news is a dish warmed up again. [judgement]
REHEATED_AFTER = timedelta(days=30)

#: Without an official act nothing is certain, and nothing is impossible before its deadline.
FLOOR, CEILING = 0.01, 0.99

#: Standing of sources (0 official, 1 best to 4 weakest): one this good makes a label solid; with none better than
#: WEAK_STANDING it is fragile.
GOOD_STANDING, WEAK_STANDING = 1, 3


@dataclass(frozen=True)
class Reason:
    """One step of the sum, in order: what moved the probability, by how much in log-odds, through which report.

    `record` is the part of it that the source's own past gave. What decides alone, an official act or a deadline, is
    no step of a sum: its log-odds are 0.
    """

    what: str
    log_odds: float
    report: int | None = None
    stage: str = ""
    record: float = 0.0


@dataclass(frozen=True)
class Weighing:
    """What the reports of one rumour say by themselves, before its rivals are heard."""

    claim: Claim
    known: tuple[Evidence, ...]
    heads: tuple[Evidence, ...]
    reasons: tuple[Reason, ...]
    probability: float | None
    official_at: datetime | None

    @property
    def in_favour(self) -> list[Evidence]:
        return [head for head in self.heads if head.is_in_favour]


@dataclass(frozen=True)
class Assessment:
    probability: float | None
    label: Label
    confidence: Confidence
    flags: tuple[Flag, ...]
    origins: int
    reports: int
    reasons: tuple[Reason, ...]
    weighing: Weighing


def assess(
    claim: Claim,
    evidence: Iterable[Evidence],
    *,
    at: datetime,
    previous: Label | None = None,
    past: Past = NO_PAST,
    parameters: Parameters = PARAMETERS,
) -> Assessment:
    """Return the Assessment of `claim` at `at` from the reports known by then; later ones are ignored.

    `previous` is the label that stood before, which the hysteresis keeps near the edge of its range. The order of
    `evidence` does not matter. With no attributable origin that says yes or no, comments apart, the
    probability is None and the label NOT_ASSESSABLE.
    """
    return conclude(weigh(claim, evidence, at=at, past=past, parameters=parameters), at=at, previous=previous)


def weigh(
    claim: Claim,
    evidence: Iterable[Evidence],
    *,
    at: datetime,
    past: Past = NO_PAST,
    parameters: Parameters = PARAMETERS,
) -> Weighing:
    """Return the Weighing of `claim` at `at`, its rivals aside."""
    known = tuple(sorted((e for e in evidence if e.known_by(at)), key=lambda e: (e.at, e.key)))
    heads = origin_heads(known)
    official = min((h.at for h in heads if h.is_official), default=None)
    sum_of = [*explain(claim, heads, at=at, past=past, parameters=parameters)]
    probability = None
    if any(head.attributable and (head.is_in_favour or head.is_against) for head in heads):
        probability, decided = _probability(claim, heads, sum_of, at, parameters)
        sum_of += decided
    return Weighing(claim, known, heads, tuple(sum_of), probability, official)


def conclude(
    weighing: Weighing,
    *,
    at: datetime,
    previous: Label | None = None,
    probability: float | None = None,
    reasons: tuple[Reason, ...] = (),
) -> Assessment:
    """Return the Assessment of a Weighing; `probability` and `reasons` are what its rivals left of it."""
    probability = weighing.probability if probability is None else probability
    return Assessment(
        probability=probability,
        label=label_for(probability, official=probability == 1.0, previous=previous),
        confidence=confidence_in(weighing.heads),
        flags=flags_of(weighing, at=at),
        origins=len(weighing.in_favour),
        reports=len(weighing.known),
        reasons=(*weighing.reasons, *reasons),
        weighing=weighing,
    )


def origin_heads(known: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return, for each origin of `known` (in time order), the report that speaks for it: its latest that is no echo,
    what is in favour, what is against and mere comment apart. An update replaces what it updates; an echo stands in
    only while nothing of the origin itself has been logged."""
    known = tuple(known)
    logged = {report.origin for report in known if not report.echo}
    heads: dict[tuple[str, bool, bool], Evidence] = {}
    for report in known:
        if report.echo and report.origin in logged:
            continue
        group = (report.origin, report.is_against, report.is_in_favour)
        standing_in = heads.get(group)
        if standing_in is None or not report.echo:
            heads[group] = report
    return tuple(heads.values())


def explain(
    claim: Claim, heads: Iterable[Evidence], *, at: datetime, past: Past, parameters: Parameters
) -> tuple[Reason, ...]:
    """Return the Reasons whose log-odds add up to the probability: base rate, then origins by weight, then what is
    against."""
    base = base_rate(claim, at=at, past=past, parameters=parameters)
    return (
        Reason("base_rate", round(logit(base), 4)),
        *_reasons_for(claim, heads, at, past, parameters),
        *_reasons_against(claim, heads, at, parameters),
    )


def _reasons_for(
    claim: Claim, heads: Iterable[Evidence], at: datetime, past: Past, parameters: Parameters
) -> Iterator[Reason]:
    """The strongest origin in full, each further one for less. A further one never takes away, so that one more voice
    in favour never lowers a rumour."""
    weighed = []
    for head in heads:
        if head.is_in_favour:
            skill = past.skill(head, claim.family, at=at)
            weight = parameters.weight_of(head.stage) + skill
            fresh = recency(claim, head, at=at, lowers=weight < 0, parameters=parameters)
            weighed.append((weight * fresh, skill * fresh, head))
    weighed.sort(key=lambda entry: (-entry[0], entry[2].at, entry[2].key))
    for rank, (weight, record, head) in enumerate(weighed):
        share = parameters.further_origins**rank
        counted = weight if rank == 0 else max(weight, 0.0)
        what = "origin" if rank == 0 else "further_origin"
        yield Reason(what, round(counted * share, 4), head.key, head.stage or "", round(record * share, 4))


def _reasons_against(claim: Claim, heads: Iterable[Evidence], at: datetime, parameters: Parameters) -> Iterator[Reason]:
    weighed = [
        (weight_against(claim, h, parameters) * recency(claim, h, at=at, lowers=True, parameters=parameters), h)
        for h in heads
        if h.is_against
    ]
    weighed.sort(key=lambda pair: (pair[0], pair[1].at, pair[1].key))
    for rank, (weight, head) in enumerate(weighed):
        what = "denial" if head.stance == Stance.DENIES else "setback"
        yield Reason(what, round(weight * FURTHER_DENIALS**rank, 4), head.key, head.stage or "")


def weight_against(claim: Claim, head: Evidence, parameters: Parameters) -> float:
    """Return the log-odds, below 0, of a denial or of a step back."""
    if head.stance != Stance.DENIES and head.stage:
        return SETBACK_WEIGHTS[head.stage]
    if claim.kind == Kind.COACH_DEPARTURE and head.source_kind == SourceKind.CLUB:
        return DENIAL_BY_A_CLUB_OF_A_DEPARTURE
    return DENIALS.get(head.source_kind, parameters.denial)


def _probability(
    claim: Claim, heads: Iterable[Evidence], reasons: Iterable[Reason], at: datetime, parameters: Parameters
) -> tuple[float, list[Reason]]:
    """Return (probability, the Reasons that follow from no report). Hard evidence decides alone."""
    official = next((h for h in heads if h.is_official), None)
    if official:
        return 1.0, [Reason("official", 0.0, official.key, official.stage or "")]
    if timezone.localdate(at) > claim.deadline and claim.kind != Kind.COACH_STAY:
        return 0.0, [Reason("deadline_passed", 0.0)]
    plain = sum(reason.log_odds for reason in reasons)
    alpha, beta = parameters.recalibration
    probability = clamp(expit(alpha + beta * plain))
    moved = round(logit(probability) - plain, 4)
    what = "limit" if (alpha, beta) == (0.0, 1.0) else "recalibration"
    return round(probability, 4), [Reason(what, moved)] if moved else []


def base_rate(claim: Claim, *, at: datetime, past: Past = NO_PAST, parameters: Parameters = PARAMETERS) -> float:
    """Return how often such a claim comes true in the time that is left at `at`: it falls as the deadline nears,
    and rises for a stay."""
    # The deadline's own day counts: on it everything may still happen.
    whole = (claim.deadline - claim.opened).days + 1
    left = min(max((claim.deadline - timezone.localdate(at)).days + 1, 0), whole)
    # The table of departures is by horizon already: there each day is worth the same.
    share = (left / whole) ** (1.0 if claim.family == Family.DEPARTURE else parameters.horizon)
    start = opening_rate(claim, past=past, parameters=parameters)
    if lift := parameters.unrivalled.get(claim.family):
        start = expit(logit(start) + lift)
    if claim.kind == Kind.COACH_STAY:
        # Staying is what happens when nothing does: time works for it, not against it.
        return clamp(start**share)
    return clamp(1 - (1 - start) ** share)


def opening_rate(claim: Claim, *, past: Past = NO_PAST, parameters: Parameters = PARAMETERS) -> float:
    """Return how often claims of this family come true, from their opening to their deadline: what was measured when
    the parameters were fitted counts for BASE_CASES cases, the outcomes known since for one each."""
    departure = claim.kind == Kind.COACH_DEPARTURE
    if departure and claim.points_last_five is not None:
        return departure_rate(claim)
    default = departure_rate(claim) if departure else parameters.base_rates[claim.family]
    hits, number = past.tally(claim.family)
    return (BASE_CASES * default + hits) / (BASE_CASES + number)


def departure_rate(claim: Claim) -> float:
    """Return the probability that a coach goes by the deadline: the table's next longer horizon, or past its end."""
    days = (claim.deadline - claim.opened).days
    rates = next((r for points, r in DEPARTURE_RATES.items() if claim.points_last_five in points), DEPARTURE_RATES_ALL)
    within = dict(zip(DEPARTURE_HORIZONS, rates, strict=True))
    column = next((h for h in DEPARTURE_HORIZONS if h >= days), None)
    rate = within[column] if column else 1 - (1 - rates[-1]) ** (days / DEPARTURE_HORIZONS[-1])
    return rate * (DISMISSAL_SHARE if claim.dismissal_only else 1)


def recency(
    claim: Claim, report: Evidence, *, at: datetime, lowers: bool, parameters: Parameters = PARAMETERS
) -> float:
    """Return how much of a report's weight is left at `at`: 1 on its day, towards 0 as it ages. What lowers a rumour
    fades more slowly, since silence is no news in its favour."""
    days = max((at - report.at).total_seconds() / 86_400, 0.0)
    half_life = parameters.half_life_days[claim.family] * (LOWERING_LASTS if lowers else 1)
    return 0.5 ** (days / half_life)


def confidence_in(heads: Iterable[Evidence]) -> Confidence:
    """Solid: two independent origins or more, one of the best standing. Fragile: one, or none of fair standing."""
    standings = [head.standing for head in heads if head.is_in_favour]
    if len(standings) < 2 or min(standings) >= WEAK_STANDING:
        return Confidence.FRAGILE
    return Confidence.SOLID if min(standings) <= GOOD_STANDING else Confidence.FAIR


def flags_of(weighing: Weighing, *, at: datetime) -> tuple[Flag, ...]:
    """Return the Flags that the reports raise by themselves, in the order in which they are printed."""
    found = {
        Flag.SINGLE_ORIGIN: len(weighing.in_favour) == 1 and weighing.official_at is None,
        Flag.REHEATED: is_reheated(weighing.known),
        Flag.DENIED_BY_CLUB: any(
            h.stance == Stance.DENIES and h.source_kind == SourceKind.CLUB for h in weighing.heads
        ),
    }
    return tuple(flag for flag, raised in found.items() if raised)


def is_reheated(known: Sequence[Evidence]) -> bool:
    """Whether the latest of `known` (in time order) only repeats what had been news REHEATED_AFTER before."""
    news = max((report.at for report in known if not report.echo), default=None)
    return bool(known and news and known[-1].echo and known[-1].at - news > REHEATED_AFTER)


def clamp(probability: float) -> float:
    return min(max(probability, FLOOR), CEILING)


def logit(probability: float) -> float:
    return math.log(probability / (1 - probability))


def expit(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
