"""Refits the model's constants to rumours whose outcome is known. Pure: Cases in, Parameters out.

Base rates, weights of stages and of denials, and what a candidate without rivals starts above his rate, are fitted here
by penalised likelihood, drawn towards PRIORS; constants that shape the sum (how far origins count, how fast reports of
moves and appointments age, how the base rate falls with the time left) are chosen in validation.py among a few values.
What too few cases can tell stays as judged: the stages of a bench on which someone sits.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from rumours.backtest.forecasts import Case, heard_of
from rumours.evidence import DONE, NO_PAST
from rumours.parameters import Parameters
from rumours.races import Entry, assess_together
from rumours.reliability import BASE_CASES, clamp, expit, explain, origin_heads
from rumours.vocabulary import Family, Stage

#: What is held before any case is seen: for deals [measured] on 1,579 lines of a gossip column of 2020-22, for benches
#: and for what stands between two stages [judgement].
PRIORS = Parameters(
    version="priors",
    base_rates={Family.MOVE: 0.25, Family.RENEWAL: 0.40, Family.APPOINTMENT: 0.15, Family.STAY: 0.60},
    unrivalled={Family.APPOINTMENT: 0.7},
    stage_weights={
        Stage.LINKED: -1.0,
        Stage.ENQUIRY: -0.8,
        Stage.INTEREST: -0.6,
        Stage.CONTACTS: -0.1,
        Stage.TALKS: 0.4,
        Stage.PERSONAL_TERMS: 1.1,
        Stage.CLUBS_AGREED: 1.1,
        Stage.SIGNING: 1.6,
        Stage.DISCONTENT: -0.3,
        Stage.UNDER_REVIEW: 0.6,
        Stage.ULTIMATUM: 0.9,
        Stage.REPLACEMENTS_SOUNDED: 0.8,
        Stage.REPLACEMENT_AGREED: 2.0,
        Stage.TOLD: 3.0,
        Stage.OFFICIAL: 1.6,
    },
    denial=-0.35,
    further_origins=0.4,
    half_life_days={
        Family.MOVE: 30,
        Family.RENEWAL: 45,
        Family.APPOINTMENT: 30,
        Family.DEPARTURE: 30,
        Family.STAY: 45,
    },
    horizon=1.0,
    source_variance=0.05,
)
#: The stages whose weights the data can tell, from the first to the furthest.
FITTED = (Stage.LINKED, Stage.INTEREST, Stage.CONTACTS, Stage.TALKS, Stage.PERSONAL_TERMS)
#: A signature says so much more than an agreement, in log-odds. [judgement]
SIGNING_OVER_AGREEMENT = 0.5
#: Families in which rumours are mostly rivals, so that their rate is lower than that of one alone.
RIVALLED = (Family.APPOINTMENT,)
#: Log-odds by which a fitted weight may well differ from what was held before.
SPREAD = 1.0
STEPS = 5
#: One snapshot a week stands for the label that readers see on quiet days.
QUIET = timedelta(days=7)


@dataclass(frozen=True)
class Snapshot:
    """A rumour at an instant at which a forecast could have been made. Those of one rumour weigh 1 together."""

    case: Case
    at: datetime
    weight: float


def fit(cases, start=PRIORS):
    """Return `start` with its base rates and weights fitted to `cases`: a few Newton steps in seven log-odds."""
    parameters = replace(start, base_rates=_base_rates(cases, start))
    rivals, taken = races_of(cases), [s for case in cases for s in snapshots(case)]
    for _ in range(STEPS):
        parameters = _stepped(parameters, start, taken, rivals)
    counts = Counter(report.stage for case in cases for report in case.evidence)
    return replace(parameters, stage_weights=in_order(parameters.stage_weights, counts))


def _base_rates(cases, start):
    """How often each family came true, drawn towards what was held before."""
    rates = {}
    for family, before in start.base_rates.items():
        outcomes = [case.came_true for case in cases if case.claim.family == family]
        rates[family] = round((BASE_CASES * before + sum(outcomes)) / (BASE_CASES + len(outcomes)), 4)
    return rates


def in_order(weights, counts):
    """Return `weights` so that a further stage never weighs less than an earlier one: neighbours in the wrong order
    share their mean by `counts`. Stages that the data do not tell apart follow those that they do."""
    pools = []
    for stage in FITTED:
        pools.append([[stage], counts.get(stage) or 1, weights[stage]])
        while len(pools) > 1 and pools[-2][2] > pools[-1][2]:
            stages, number, weight = pools.pop()
            first = pools[-1]
            first[2] = (first[1] * first[2] + number * weight) / (first[1] + number)
            first[0], first[1] = first[0] + stages, first[1] + number
    ordered = weights | {stage: round(weight, 4) for stages, _n, weight in pools for stage in stages}
    signing = round(ordered[Stage.PERSONAL_TERMS] + SIGNING_OVER_AGREEMENT, 4)
    return ordered | {
        Stage.ENQUIRY: round((ordered[Stage.LINKED] + ordered[Stage.INTEREST]) / 2, 4),
        Stage.CLUBS_AGREED: ordered[Stage.PERSONAL_TERMS],
        Stage.SIGNING: signing,
        Stage.OFFICIAL: signing,
    }


def snapshots(case, *, quiet=False):
    """Return the Snapshots of a case: when reports came; with `quiet`, every week until it was settled as well."""
    reports = [e for e in case.evidence if e.stage not in DONE]
    instants = {e.learnt_at for e in reports}
    if quiet and reports:
        at = min(instants) + QUIET
        while timezone.localdate(at) < min(case.settled_on, case.claim.deadline):
            instants.add(at)
            at += QUIET
    return [Snapshot(case, at, 1 / len(instants)) for at in sorted(instants)]


def races_of(cases):
    """Return {race: its Cases}."""
    rivals = defaultdict(list)
    for case in cases:
        if case.race:
            rivals[case.race].append(case)
    return rivals


def stated_at(snapshot, rivals, parameters):
    """Return the probability that would have been stated at a snapshot, among the rivals heard of by then."""
    case, at = snapshot.case, snapshot.at
    entries = {case.key: Entry(case.claim, heard_of(case, "last", at=at))}
    for rival in rivals[case.race] if case.race else ():
        if heard := heard_of(rival, "last", at=at):
            entries[rival.key] = Entry(rival.claim, heard)
    stated = assess_together(entries, at=at, parameters=parameters)[case.key].probability
    return clamp(expit(_log_odds(snapshot, parameters)) if stated is None else stated)


def _log_odds(snapshot, parameters):
    known = sorted(heard_of(snapshot.case, "last", at=snapshot.at), key=lambda e: (e.at, e.key))
    claim, heads = snapshot.case.claim, origin_heads(known)
    return sum(r.log_odds for r in explain(claim, heads, at=snapshot.at, past=NO_PAST, parameters=parameters))


def _stepped(parameters, start, taken, rivals):
    """One Newton step of every weight, drawn towards those of `start`."""
    names, prior = [*FITTED, "denial", *RIVALLED], 1 / SPREAD**2
    gradient = [-prior * (weight_of(parameters, name) - weight_of(start, name)) for name in names]
    information = [[prior * (i == j) for j in range(len(names))] for i in range(len(names))]
    for snapshot in taken:
        p = stated_at(snapshot, rivals, parameters)
        slopes = _slopes(snapshot, parameters, names)
        for i, slope in slopes.items():
            gradient[i] += snapshot.weight * slope * (snapshot.case.came_true - p)
            for j, other in slopes.items():
                information[i][j] += snapshot.weight * slope * other * p * (1 - p)
    for name, moved in zip(names, solve(information, gradient), strict=True):
        parameters = with_weight(parameters, name, round(weight_of(parameters, name) + moved, 4))
    return parameters


def _slopes(snapshot, parameters, names):
    """Return {place among `names`: how the log-odds move with that weight}, for the weights that have a part in it."""
    concerned = {report.stage for report in snapshot.case.evidence if report.is_in_favour}
    concerned.add(snapshot.case.claim.family)
    if any(report.is_against for report in snapshot.case.evidence):
        concerned.add("denial")
    here, small = _log_odds(snapshot, parameters), 0.01
    return {
        place: (_log_odds(snapshot, with_weight(parameters, name, weight_of(parameters, name) + small)) - here) / small
        for place, name in enumerate(names)
        if name in concerned
    }


def weight_of(parameters, name):
    if name in RIVALLED:
        return parameters.unrivalled[name]
    return parameters.denial if name == "denial" else parameters.stage_weights[name]


def with_weight(parameters, name, weight):
    if name in RIVALLED:
        return replace(parameters, unrivalled=parameters.unrivalled | {name: weight})
    if name == "denial":
        return replace(parameters, denial=weight)
    return replace(parameters, stage_weights=parameters.stage_weights | {name: weight})


def solve(matrix, right):
    """Return x of matrix · x = right, by elimination; the matrix is small and positive definite."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for i in range(size):
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for j in range(size):
            if j != i:
                rows[j] = [a - rows[j][i] * b for a, b in zip(rows[j], rows[i], strict=True)]
    return [row[size] for row in rows]
