"""Rumours of which at most one can come true, judged together. Pure.

Each is weighed by itself first; then they share what one place can hold. For a bench on which someone still sits that
is no more than the probability that it becomes free: first the vacancy, then who fills it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import floor
from typing import TypeVar

from rumours.evidence import NO_PAST, Claim, Evidence, Past
from rumours.parameters import Parameters
from rumours.reliability import (
    PARAMETERS,
    UNNAMED,
    UNNAMED_FROM,
    Assessment,
    Reason,
    Weighing,
    conclude,
    expit,
    logit,
    weigh,
)
from rumours.vocabulary import Label, Stage

Key = TypeVar("Key", int, str)
#: What is left at least of a rumour for which there is no room.
SMALLEST_SHARE = 0.0001
#: What is left of a rumour among its rivals (None: what it was by itself), and the steps that led there.
Share = tuple[float | None, tuple[Reason, ...]]


@dataclass(frozen=True)
class Entry:
    """A rumour of a race: its claim, its reports, and the label that stood before."""

    claim: Claim
    evidence: tuple[Evidence, ...]
    previous: Label | None = None


@dataclass(frozen=True)
class Vacancy:
    """Whether the place becomes free: how likely, and what stages the reports of that have reached."""

    probability: float
    stages: frozenset[Stage] = frozenset()

    @property
    def room(self) -> float:
        """What the named candidates can have between them; the rest is for whoever has not been named."""
        if self.probability == 1.0:
            return 1.0
        return self.probability * (
            1 - min((UNNAMED_FROM.get(stage, UNNAMED) for stage in self.stages), default=UNNAMED)
        )


def assess_together(
    entries: Mapping[Key, Entry],
    *,
    at: datetime,
    vacancy: Vacancy | None = None,
    past: Past = NO_PAST,
    parameters: Parameters = PARAMETERS,
) -> dict[Key, Assessment]:
    """Return {key: Assessment} for {key: Entry}: the probabilities add up to 1 at the most, or to the vacancy's room.

    With an official act of one of them, that one is certain and the others are out; of two official acts the first
    stands. A race with one entry is that rumour by itself. Cost: one weighing for each entry.
    """
    if vacancy and entries:
        entries = _on_one_clock(entries)
    weighings = {
        key: weigh(entry.claim, entry.evidence, at=at, past=past, parameters=parameters)
        for key, entry in entries.items()
    }
    shares = share(weighings, room=vacancy.room if vacancy else 1.0)
    return {
        key: conclude(weighing, at=at, previous=entries[key].previous, probability=p, reasons=reasons)
        for (key, weighing), (p, reasons) in zip(weighings.items(), shares, strict=True)
    }


def _on_one_clock(entries: Mapping[Key, Entry]) -> dict[Key, Entry]:
    """While someone sits there the named wait together: who is named late is no likelier for that."""
    opened = min(entry.claim.opened for entry in entries.values())
    return {key: replace(entry, claim=replace(entry.claim, opened=opened)) for key, entry in entries.items()}


def share(weighings: Mapping[Key, Weighing], *, room: float = 1.0) -> Iterator[Share]:
    """Yield (probability, Reasons) for each of {key: Weighing}, in their order."""
    officials = {key: w.official_at for key, w in weighings.items() if w.official_at}
    if officials:
        first = min(officials, key=lambda key: (officials[key], key))
        yield from (_after_an_official_act(w, key == first) for key, w in weighings.items())
        return
    odds = {key: w.probability / (1 - w.probability) for key, w in weighings.items() if w.probability}
    together = 1 + sum(odds.values())
    crowding = min(room / (1 - 1 / together), 1.0) if odds else 1.0
    for key, weighing in weighings.items():
        own = weighing.probability
        yield _shared(own, odds[key] / together, crowding) if own and key in odds else (None, ())


def _after_an_official_act(weighing: Weighing, is_it: bool) -> Share:
    if is_it or weighing.probability is None:
        return None, ()
    return 0.0, (Reason("rival_official", 0.0),)


def _shared(own: float, among_rivals: float, crowding: float) -> Share:
    """Return what is left of a rumour's `own` probability among its rivals, and in the room that there is."""
    # Rounded down, so that the shares of a race never add up to more than there is.
    left = floor(among_rivals * crowding * 10_000) / 10_000 if crowding < 1 or among_rivals != own else own
    left = max(left, SMALLEST_SHARE)
    steps = (("race", own, among_rivals), ("vacancy", among_rivals, left))
    moves = ((what, round(logit(after) - logit(before), 4)) for what, before, after in steps)
    return left, tuple(Reason(what, moved) for what, moved in moves if abs(moved) >= 0.001)


def without_grouping(
    assessment: Assessment, *, at: datetime, past: Past = NO_PAST, parameters: Parameters = PARAMETERS
) -> float | None:
    """Return the probability that would be stated if every report in favour were a voice of its own, in full: what
    counting sites would add. None where there is no probability; the same where an act or a deadline decides."""
    weighing, stated = assessment.weighing, assessment.probability
    if stated is None or stated in (0.0, 1.0):
        return stated
    apart = [replace(e, origin=f"{e.key}", echo=False) if e.is_in_favour else e for e in weighing.known]
    counted = replace(parameters, further_origins=1.0)
    naive = weigh(weighing.claim, apart, at=at, past=past, parameters=counted).probability
    if naive is None or weighing.probability is None:
        return stated
    return round(expit(logit(stated) + logit(naive) - logit(weighing.probability)), 4)
