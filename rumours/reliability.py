"""How likely a rumour is, from what has been reported. Pure: plain values in, probability, label and reasons out;
no database, and the clock is an argument.

The probability starts from how often rumours of this kind come true (base rate), and moves in log-odds by what the
reports say is happening (stage), each origin counted once however many repeat it, and by denials. The constants carry
the mark of how they were obtained: [measured] on public data, [judgement] where there is no data yet.
"""

import hashlib
import json
import math
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from rumours.vocabulary import Confidence, Kind, Label, SourceKind, Stage, Stance

#: Goes into every assessment: change it whenever a formula or a constant changes.
MODEL_VERSION = "2026.11-1"

#: How often a rumour of a kind comes true. [measured] on 659 rumours of 2016-2025, but 0.25 for transfers, loans and
#: free transfers together (three measurements agree on it: which of the three it is, is only known at the end), and
#: 0.40 for renewals [judgement: 11 cases].
BASE_RATES = {
    Kind.TRANSFER: 0.25,
    Kind.LOAN: 0.25,
    Kind.FREE_TRANSFER: 0.25,
    Kind.CONTRACT_RENEWAL: 0.40,
    Kind.COACH_APPOINTMENT: 0.14,
    Kind.COACH_STAY: 0.63,
}

#: Probability that a coach leaves, whatever the way, within 14, 30 and 60 days, by points won in the last five matches.
#: [measured] on 11,649 team-matches of 2014-2022; None is the mean of all.
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

#: What a stage adds in log-odds to the base rate when a report supports the rumour. For deals [measured] on the 659
#: rumours and drawn towards zero, since reports of the last hours before an announcement are over-represented among
#: agreements; for benches [judgement].
STAGE_WEIGHTS = {
    Stage.LINKED: -1.4,
    Stage.ENQUIRY: -0.6,
    Stage.INTEREST: -0.4,
    Stage.CONTACTS: -0.1,
    Stage.TALKS: 0.5,
    Stage.PERSONAL_TERMS: 2.0,
    Stage.CLUBS_AGREED: 2.0,
    Stage.SIGNING: 2.5,
    Stage.STALLED: -1.0,
    Stage.COLLAPSED: -2.0,
    Stage.DISCONTENT: -0.3,
    Stage.UNDER_REVIEW: 0.6,
    Stage.ULTIMATUM: 0.9,
    Stage.REPLACEMENTS_SOUNDED: 0.8,
    Stage.REPLACEMENT_AGREED: 2.0,
    Stage.TOLD: 3.0,
    Stage.OFFICIAL: 2.5,
}

#: What a denial takes away, by who denies. [judgement] A club's confidence in its coach is worth little.
DENIAL_WEIGHTS = {SourceKind.CLUB: -0.8, SourceKind.AGENT: -0.5, SourceKind.PERSON: -0.8}
DENIAL_BY_A_CLUB_OF_A_DEPARTURE = -0.2
DENIAL_BY_ANOTHER_OUTLET = -0.4

#: Each further origin counts for this much of the one before it. [judgement; flat optimum at 0-0.5]
FURTHER_ORIGINS = 0.4

#: Half of what a report weighs is gone after this time without news. [judgement]
HALF_LIVES = {
    Kind.TRANSFER: timedelta(days=30),
    Kind.LOAN: timedelta(days=30),
    Kind.FREE_TRANSFER: timedelta(days=30),
    Kind.CONTRACT_RENEWAL: timedelta(days=45),
    Kind.COACH_APPOINTMENT: timedelta(days=30),
    Kind.COACH_DEPARTURE: timedelta(days=30),
    Kind.COACH_STAY: timedelta(days=45),
}

#: Without an official report nothing is certain, and nothing is impossible.
FLOOR, CEILING = 0.01, 0.99

#: The label from this probability up. A label is left only when the probability is past its edge by HYSTERESIS.
LABEL_FROM = {
    Label.NEAR_CERTAIN: 0.80,
    Label.LIKELY: 0.60,
    Label.OPEN: 0.40,
    Label.UNLIKELY: 0.20,
    Label.REMOTE: 0.0,
}
HYSTERESIS = 0.03
#: The labels that say how likely, from the top.
LADDER = (Label.OFFICIAL, *LABEL_FROM)

#: Sources whose prior standing is this or better (0 official, 1 best to 4 weakest) make a label solid.
GOOD_STANDING = 2


@dataclass(frozen=True)
class Claim:
    """What is claimed and by when. `points_last_five` (0 to 15) and `dismissal_only` matter to a coach's departure."""

    kind: Kind
    opened: date
    deadline: date
    points_last_five: int | None = None
    dismissal_only: bool = False


@dataclass(frozen=True)
class Evidence:
    """One report. `origin` is the same for all reports that go back to one first publication; `echo` repeats it."""

    key: int
    origin: str
    at: datetime
    stance: Stance
    stage: Stage | None = None
    source_kind: SourceKind = SourceKind.WEBSITE
    standing: int = 3
    echo: bool = False
    attributable: bool = True

    @property
    def is_official(self):
        """Only a club or a federation about a completed act is official; its confidence in someone is not."""
        return self.stance == Stance.SUPPORTS and self.stage == Stage.OFFICIAL and self.source_kind == SourceKind.CLUB


@dataclass(frozen=True)
class Reason:
    """One step of the sum, in order: what moved the probability, by how much in log-odds, through which report."""

    what: str
    log_odds: float
    report: int | None = None
    stage: str = ""


@dataclass(frozen=True)
class Assessment:
    probability: float | None
    label: Label
    confidence: Confidence
    origins: int
    reports: int
    reasons: tuple[Reason, ...]
    inputs_hash: str


def assess(claim, evidence, *, at, previous=None):
    """Return the Assessment of `claim` at `at` from the reports known by then; later ones are ignored.

    `previous` is the label that stood before, which the hysteresis keeps near the edge of its range. The order of
    `evidence` does not matter. With no attributable origin the probability is None and the label NOT_ASSESSABLE.
    """
    known = sorted((e for e in evidence if e.at <= at), key=lambda e: (e.at, e.key))
    heads = origin_heads(known)
    reasons = explain(claim, heads, at=at)
    probability = _probability(heads, reasons)
    return Assessment(
        probability=probability,
        label=label_for(probability, official=_is_official(heads), previous=previous),
        confidence=confidence_in(heads),
        origins=len(heads),
        reports=len(known),
        reasons=reasons,
        inputs_hash=hash_inputs(claim, known),
    )


def origin_heads(known):
    """Return, for each origin of `known` (in time order), the report that speaks for it: its latest that is no echo.
    An update replaces what it updates; an echo stands in only while the origin itself has not been logged."""
    heads = {}
    for report in known:
        group = (report.origin, report.stance == Stance.DENIES)
        if group not in heads or not report.echo:
            heads[group] = report
    return list(heads.values())


def explain(claim, heads, *, at):
    """Return the Reasons whose log-odds add up to the probability: base rate, then origins by weight, then denials."""
    supports = [h for h in heads if h.stance == Stance.SUPPORTS]
    denials = [h for h in heads if h.stance == Stance.DENIES]
    base = Reason("base_rate", round(logit(base_rate(claim, at=at)), 4))
    return (base, *_support_reasons(claim, supports, at), *_denial_reasons(claim, denials, at))


def _support_reasons(claim, supports, at):
    """The strongest origin in full, each further one for less. A further one never takes away, so that one more voice
    in favour never lowers a rumour."""
    weighed = [(STAGE_WEIGHTS.get(s.stage, 0.0) * recency(claim, s, at=at), s) for s in supports]
    weighed.sort(key=lambda pair: (-pair[0], pair[1].at, pair[1].key))
    for rank, (weight, report) in enumerate(weighed):
        counted = weight if rank == 0 else max(weight, 0.0) * FURTHER_ORIGINS**rank
        yield Reason("origin" if rank == 0 else "further_origin", round(counted, 4), report.key, report.stage or "")


def _denial_reasons(claim, denials, at):
    weighed = [(denial_weight(claim, d) * recency(claim, d, at=at), d) for d in denials]
    weighed.sort(key=lambda pair: (pair[0], pair[1].at, pair[1].key))
    for rank, (weight, report) in enumerate(weighed):
        yield Reason("denial", round(weight * FURTHER_ORIGINS**rank, 4), report.key)


def base_rate(claim, *, at):
    """Return how often such a claim comes true in the time that is left at `at`: it falls as the deadline nears,
    and rises for a stay."""
    span = (claim.deadline - claim.opened).days
    # The deadline's own day counts: on it everything may still happen.
    whole = span + 1
    left = min(max((claim.deadline - at.date()).days + 1, 0), whole)
    if claim.kind == Kind.COACH_STAY:
        # Staying is what happens when nothing does: time works for it, not against it.
        return clamp(BASE_RATES[claim.kind] ** (left / whole))
    start = departure_rate(claim, days=span) if claim.kind == Kind.COACH_DEPARTURE else BASE_RATES[claim.kind]
    return clamp(1 - (1 - start) ** (left / whole))


def departure_rate(claim, *, days):
    """Return the probability that a coach goes within `days`: the table's next longer horizon, or past its end."""
    rates = next((r for points, r in DEPARTURE_RATES.items() if claim.points_last_five in points), DEPARTURE_RATES_ALL)
    within = dict(zip(DEPARTURE_HORIZONS, rates, strict=True))
    column = next((h for h in DEPARTURE_HORIZONS if h >= days), None)
    rate = within[column] if column else 1 - (1 - rates[-1]) ** (days / DEPARTURE_HORIZONS[-1])
    return rate * (DISMISSAL_SHARE if claim.dismissal_only else 1)


def denial_weight(claim, denial):
    if claim.kind == Kind.COACH_DEPARTURE and denial.source_kind == SourceKind.CLUB:
        return DENIAL_BY_A_CLUB_OF_A_DEPARTURE
    return DENIAL_WEIGHTS.get(denial.source_kind, DENIAL_BY_ANOTHER_OUTLET)


def recency(claim, report, *, at):
    """Return what is left of a report's weight at `at`, from 1 (new) towards 0."""
    return 0.5 ** (max(at - report.at, timedelta()) / HALF_LIVES[claim.kind])


def label_for(probability, *, official=False, previous=None):
    """Return the label of a probability. `previous` stays while the probability is within HYSTERESIS of its range."""
    if probability is None:
        return Label.NOT_ASSESSABLE
    if official:
        return Label.OFFICIAL
    low = LABEL_FROM.get(previous)
    if low is not None and low - HYSTERESIS <= probability < _upper_edge(previous) + HYSTERESIS:
        return Label(previous)
    return next(label for label, start in LABEL_FROM.items() if probability >= start)


def label_range(label):
    """Return (low, high) in whole per cent of a label, or None where it has no range."""
    if label == Label.OFFICIAL:
        return (100, 100)
    if label == Label.NOT_ASSESSABLE:
        return None
    return (max(round(LABEL_FROM[label] * 100), 1), min(round(_upper_edge(label) * 100), 99))


def range_in_words(label):
    """Return the range as it is printed beside a label: "60-80%", "100%", or nothing where it has none."""
    edges = label_range(label)
    return "" if edges is None else "-".join(str(edge) for edge in dict.fromkeys(edges)) + "%"


def _upper_edge(label):
    labels = list(LABEL_FROM)
    place = labels.index(label)
    return 1.0 if place == 0 else LABEL_FROM[labels[place - 1]]


def confidence_in(heads):
    """Solid: two independent origins or more, one of good standing. Fragile: one, or none of good standing."""
    supports = [h for h in heads if h.stance == Stance.SUPPORTS]
    good = any(h.standing <= GOOD_STANDING for h in supports)
    if len(supports) >= 2 and good:
        return Confidence.SOLID
    return Confidence.FAIR if len(supports) >= 2 or good else Confidence.FRAGILE


def _probability(heads, reasons):
    if not any(h.attributable for h in heads):
        return None
    if _is_official(heads):
        return 1.0
    return round(clamp(expit(sum(r.log_odds for r in reasons))), 4)


def _is_official(heads):
    return any(h.is_official for h in heads)


def hash_inputs(claim, known):
    """Return a digest of all that the probability was computed from: equal digests, equal inputs."""
    inputs = [MODEL_VERSION, asdict(claim), [asdict(e) for e in known]]
    return hashlib.sha256(json.dumps(inputs, sort_keys=True, default=str).encode()).hexdigest()


def clamp(probability):
    return min(max(probability, FLOOR), CEILING)


def logit(probability):
    return math.log(probability / (1 - probability))


def expit(log_odds):
    return 1 / (1 + math.exp(-log_odds))
