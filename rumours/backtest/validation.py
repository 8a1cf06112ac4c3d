"""What the model is worth on people whom its constants have not seen, and what each of its terms is worth. Pure.

Folds are drawn over people, so that the rumours of one are never on both sides; outcomes enter as they became known, as
they would have at the time. The few constants of TRIED are chosen by the same folds, and so flatter a little what is
measured with them.
"""

import random
from collections import Counter, defaultdict
from dataclasses import replace

from rumours.backtest.fitting import FITTED, PRIORS, fit, races_of, snapshots, stated_at
from rumours.backtest.forecasts import PROTOCOLS, forecasts
from rumours.calibration import log_score, recalibration, scores, skill, skill_interval
from rumours.evidence import DONE
from rumours.reliability import clamp, expit, logit
from rumours.vocabulary import Family, Stance

FOLDS = 5
#: Values that are tried for what shapes the sum, one constant after the other.
TRIED = {
    "horizon": (0.0, 0.5, 1.0),
    "further_origins": (0.0, 0.2, 0.4, 0.6, 0.8),
    "half_life_move": (15, 30, 60, 120),
    "half_life_appointment": (15, 30, 60, 120),
}
#: A value replaces the one that stands only when it is better by this much log score: the optimum is flat.
WORTH = 0.001


class NothingToFit(ValueError):
    """Raised when there are no reports to fit anything to."""


def refit(cases, *, day, of=""):
    """Return Parameters fitted to `cases`, with a provenance that says from what (`of`), how, and what they are worth
    on people they have not seen. Raises NothingToFit when no case has a report from before it was done."""
    if not any(snapshots(case) for case in cases):
        raise NothingToFit
    chosen = PRIORS
    for name in TRIED:
        chosen = _best_value(name, cases, chosen)
    told = cross_validate(cases, chosen)
    fitted = replace(fit(cases, chosen), recalibration=_recalibration_if_worth_it(told))
    return replace(fitted, provenance=_provenance(cases, told, day, of)).named(day)


def _provenance(cases, told, day, of):
    return {
        "fitted_on": f"{day:%Y-%m-%d}",
        "of": of,
        "rumours": len(cases),
        "by_family": dict(sorted(Counter(case.claim.family.value for case in cases).items())),
        "method": f"penalised likelihood drawn towards PRIORS; {FOLDS}-fold cross-validation over people",
        "fitted": ["base_rates", "unrivalled", *(f"stage_weights.{stage}" for stage in FITTED), "denial", *TRIED],
        "judged": "everything else: rumours/backtest/fitting.py PRIORS, rumours/reliability.py",
        "cross_validated": {name: _worth(forecasts) for name, forecasts in told.items() if forecasts},
    }


def _worth(told):
    low, high = skill_interval(told)
    return {"n": len(told), "skill": round(skill(told), 3), "skill_interval": [round(low, 3), round(high, 3)]}


def _best_value(name, cases, parameters):
    """Return `parameters` with the value of one constant that is best on people not seen."""
    tried = {value: with_value(parameters, name, value) for value in TRIED[name]}
    losses = {value: loss(cases, candidate) for value, candidate in tried.items()}
    best = min(losses, key=losses.get)
    return tried[best] if losses[best] < loss(cases, parameters) - WORTH else parameters


def with_value(parameters, name, value):
    if name.startswith("half_life_"):
        family = Family(name.removeprefix("half_life_"))
        return replace(parameters, half_life_days=parameters.half_life_days | {family: value})
    return replace(parameters, **{name: value})


def loss(cases, parameters):
    """Return the mean log score on people not seen, over the days with a report and quiet weeks alike."""
    rivals, total, weights = races_of(cases), 0.0, 0.0
    for seen, held_out in split(cases):
        fitted = fit(seen, parameters)
        for snapshot in (s for case in held_out for s in snapshots(case, quiet=True)):
            stated = stated_at(snapshot, rivals, fitted)
            total += snapshot.weight * log_score([(stated, snapshot.case.came_true)])
            weights += snapshot.weight
    return total / weights


def split(cases, *, folds=FOLDS, seed=1):
    """Yield (seen, held out) for each fold; a person's rumours are never on both sides."""
    people = sorted({case.person for case in cases})
    random.Random(seed).shuffle(people)
    fold_of = {person: place % folds for place, person in enumerate(people)}
    for fold in range(folds):
        held_out = [case for case in cases if fold_of[case.person] == fold]
        yield [case for case in cases if fold_of[case.person] != fold], held_out


def cross_validate(cases, start, *, races=True):
    """Return {protocol: Forecasts of every case, by constants fitted without the people of its fold}."""
    told = defaultdict(list)
    for seen, held_out in split(cases):
        fitted, people = fit(seen, start), {case.person for case in held_out}
        for protocol in PROTOCOLS:
            everyone = forecasts(cases, protocol, parameters=fitted, races=races)
            told[protocol] += [forecast for forecast in everyone if forecast.person in people]
    return told


def _recalibration_if_worth_it(told):
    """Return (alpha, beta) if correcting each half of the people by the other half helps, else (0, 1)."""
    said = [f for protocol in ("last", "first") for f in told[protocol]]
    half = {person for place, person in enumerate(sorted({f.person for f in said})) if place % 2}
    sides = [[f for f in said if (f.person in half) == side] for side in (True, False)]
    gain = sum(_gain(one, other) for one, other in (sides, reversed(sides)))
    return recalibration([(f.probability, f.outcome) for f in said]) if gain / 2 > WORTH else (0.0, 1.0)


def _gain(learnt_from, tried_on):
    """By how much the log score of some forecasts improves with the recalibration that others ask for."""
    if not tried_on:
        return 0.0
    alpha, beta = recalibration([(f.probability, f.outcome) for f in learnt_from])
    corrected = [(expit(alpha + beta * logit(clamp(f.probability))), f.outcome) for f in tried_on]
    return log_score([(f.probability, f.outcome) for f in tried_on]) - log_score(corrected)


def ablations(cases, parameters):
    """Yield (what is left out, {protocol: scores}) for the whole model and then without each of its terms, the rest
    fitted again, on people not seen."""
    for name, (cases_then, start, races) in without(cases, parameters).items():
        told = cross_validate(cases_then, start, races=races)
        yield name, {protocol: scores(forecasts) for protocol, forecasts in told.items() if forecasts}


def without(cases, parameters):
    """Return {what is left out: the arguments of `cross_validate` that leave it out}: cases, start, races."""
    start = replace(
        PRIORS,
        further_origins=parameters.further_origins,
        half_life_days=parameters.half_life_days,
        horizon=parameters.horizon,
    )
    ageless = replace(start, half_life_days=dict.fromkeys(Family, 1e9))
    return {
        "whole": (cases, start, True),
        "races": (cases, start, False),
        "sources' records": (cases, replace(start, source_variance=0.0), True),
        "further origins": (cases, replace(start, further_origins=0.0), True),
        "grouping of echoes": ([_ungrouped(case) for case in cases], start, True),
        "ageing of reports": (cases, ageless, True),
        "time that is left": (cases, replace(start, horizon=0.0), True),
        "denials": ([_undenied(case) for case in cases], start, True),
        "stages": ([_stageless(case) for case in cases], start, True),
    }


def _ungrouped(case):
    apart = tuple(replace(e, origin=f"{e.key}", echo=False) for e in case.evidence)
    return replace(case, evidence=apart)


def _undenied(case):
    """Denials stay as reports, so that the same instants are forecast, and say nothing."""
    return replace(case, evidence=tuple(_silent(e) if e.is_against else e for e in case.evidence))


def _silent(report):
    return replace(report, stance=Stance.COMMENTS, stage=None)


def _stageless(case):
    return replace(case, evidence=tuple(e if e.stage in DONE else replace(e, stage=None) for e in case.evidence))
