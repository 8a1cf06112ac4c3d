"""What the model would have said of rumours whose outcome is known, from nothing but what was known by then.

Each forecast is made at the instant of the last report that its protocol lets the model see. Outcomes enter, into base
rates and into the records of sources, only once their day is over; reports that say that it is done are hidden, those
of the rivals too; of the rivals only what had been reported by then is heard.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from football.dates import end_of
from rumours.calibration import Forecast
from rumours.evidence import DONE, Claim, Evidence
from rumours.races import Entry, Vacancy, assess_together
from rumours.reliability import PARAMETERS, base_rate, expit, logit, opening_rate
from rumours.track_record import Ledger, Settled, told_by_source
from rumours.vocabulary import FAMILY_OF

PROTOCOLS = ("last", "first", "h7")
#: Other ways to forecast, each from what was known at the same instant.
BASELINES = ("base", "raw_source", "stage_only")
HORIZON = timedelta(days=7)


@dataclass(frozen=True)
class Case:
    """A rumour with all its reports and how it ended. `exact` holds the keys of the reports dated to the day; rumours
    with the same `race` exclude one another."""

    key: str
    claim: Claim
    evidence: tuple[Evidence, ...]
    exact: frozenset[int]
    person: str
    settled_on: date
    came_true: bool
    race: tuple | None = None
    #: Which points in the last five matches were known since when, where they were not the same all along.
    points: tuple[tuple[datetime, int | None], ...] = ()

    def claim_at(self, at):
        """The claim with the points that were known at `at`."""
        known = [points for since, points in self.points if since <= at]
        return replace(self.claim, points_last_five=known[-1] if known else None) if self.points else self.claim

    def settled(self):
        """The case as the records of the past take it: known once its day is over."""
        return Settled(self.claim, self.evidence, self.came_true, end_of(self.settled_on), self.settled_on)


def known_under(case, protocol):
    """Return the Evidence that a protocol lets the model see: `last`, all but what says that it is done; `first`, the
    first of that; `h7`, only what is dated to the day and at least seven days before the outcome."""
    seen = sorted((e for e in case.evidence if e.stage not in DONE), key=lambda e: (e.learnt_at, e.key))
    if protocol == "first":
        return seen[:1]
    if protocol == "h7":
        latest = case.settled_on - HORIZON
        return [e for e in seen if e.key in case.exact and timezone.localdate(e.learnt_at) <= latest]
    return seen


def heard_of(case, protocol, *, at):
    """Return the Evidence of a rival that may be heard at `at`: its own outcome sets no limit, being unknown."""
    exact_only = protocol == "h7"
    return tuple(
        e for e in case.evidence if e.stage not in DONE and e.known_by(at) and (not exact_only or e.key in case.exact)
    )


def together(cases, history):
    """Return `cases` and those of `history` that are not among them: one whose key is in both counts once."""
    scored = {case.key for case in cases}
    return [*cases, *(case for case in history if case.key not in scored)]


def forecasts(cases, protocol, *, history=(), parameters=PARAMETERS, races=True):
    """Return a Forecast for each of `cases` of which something was known, in the order of their instants.

    `history` are Cases of which everything may be known, once it was: their outcomes, and their reports where they are
    rivals. They are not scored. One whose key is among `cases` counts once.
    """
    everyone = together(cases, history)
    past, rivals = Chronicle(everyone, parameters), defaultdict(list)
    for case in everyone if races else ():
        if case.race:
            rivals[case.race].append(case)
    told = [(max(e.learnt_at for e in known), case, known) for case in cases if (known := known_under(case, protocol))]
    told.sort(key=lambda entry: (entry[0], entry[1].key))
    return [
        _forecast(case, known, at, past.until(at), [r for r in rivals[case.race] if r is not case], protocol)
        for at, case, known in told
    ]


class Chronicle:
    """The past as it grows: outcomes enter a Ledger in the order in which they became known."""

    def __init__(self, cases, parameters):
        self.waiting = sorted((case.settled() for case in cases), key=lambda s: s.known_at, reverse=True)
        self.ledger, self.raw = Ledger(parameters=parameters), defaultdict(lambda: [0, 0])

    def until(self, at):
        """Return the Chronicle with every outcome known by `at`, which never goes back."""
        while self.waiting and self.waiting[-1].known_at <= at:
            settled = self.waiting.pop()
            self.ledger.add(settled)
            for source in told_by_source(settled):
                self.raw[source][0] += settled.came_true
                self.raw[source][1] += 1
        return self


def _forecast(case, known, at, past, rivals, protocol):
    # A report on it says that the window is still open, whatever day its name gives.
    claim = replace(case.claim_at(at), deadline=max(case.claim.deadline, timezone.localdate(at)))
    entries = {case.key: Entry(claim, tuple(known))}
    for rival in rivals:
        if heard := heard_of(rival, protocol, at=at):
            entries[rival.key] = Entry(rival.claim_at(at), heard)
    parameters, taken = past.ledger.parameters, any(r.came_true and end_of(r.settled_on) <= at for r in rivals)
    vacancy = Vacancy(0.0) if taken else None
    result = assess_together(entries, at=at, vacancy=vacancy, past=past.ledger, parameters=parameters)[case.key]
    # The site would print no label without an origin to name: it is scored by what it starts from, not left out.
    probability = result.probability
    if probability is None:
        probability = base_rate(claim, at=at, past=past.ledger, parameters=parameters)
    base = opening_rate(claim, past=past.ledger, parameters=parameters)
    others = _baselines(result.weighing, base, past, parameters)
    return Forecast(probability, base, int(case.came_true), case.person, FAMILY_OF[claim.kind], others)


def _baselines(weighing, base, past, parameters):
    best = max(weighing.in_favour, key=lambda h: parameters.weight_of(h.stage), default=None)
    hits, number = past.raw.get(best.source, (0, 0)) if best else (0, 0)
    stage = parameters.weight_of(best.stage) if best else 0.0
    return (
        ("base", base),
        ("raw_source", hits / number if number else base),
        ("stage_only", expit(logit(base) + stage)),
    )
