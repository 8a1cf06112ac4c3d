"""The stored reasons of an assessment as a page prints them: in order, with the probability after each step. Pure."""

from dataclasses import dataclass

from rumours.reliability import expit

#: So many further origins, denials or setbacks are printed one by one; the rest are added up in one line.
ONE_BY_ONE = 8
FOLDED = ("further_origin", "denial", "setback")
#: What decides alone, and how.
DECIDES = {"official": 1.0, "deadline_passed": 0.0, "rival_official": 0.0}


@dataclass(frozen=True)
class Step:
    reason: dict
    probability: float


def steps(reasons):
    """Return a Step for each of `reasons`: the log-odds so far as a probability, or what a fact has decided."""
    total, found = 0.0, []
    for reason in folded(reasons):
        total += reason["log_odds"]
        found.append(Step(reason, DECIDES.get(reason["what"], expit(total))))
    return found


def folded(reasons):
    """Return `reasons` with those beyond ONE_BY_ONE of a kind added up, and counted as `number`, where they end."""
    kept, counts, rest = [], {}, {}
    for reason in reasons:
        what = reason["what"]
        counts[what] = counts.get(what, 0) + 1
        if what not in FOLDED or counts[what] <= ONE_BY_ONE:
            kept.append(reason)
        elif what in rest:
            rest[what]["log_odds"] += reason["log_odds"]
            rest[what]["number"] += 1
        else:
            rest[what] = {"what": what, "log_odds": reason["log_odds"], "number": 1}
            kept.append(rest[what])
    return kept
