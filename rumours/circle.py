"""Rumours that move together: the rivals of one race, and the rumour by which their place becomes free.

A report on one of them changes what can be said of all. Pure once they are loaded: `judge` asks the database nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from rumours.evidence import Claim, Evidence, Past
from rumours.races import SMALLEST_SHARE, Entry, Vacancy, assess_together
from rumours.reliability import Assessment, assess, base_rate
from rumours.vocabulary import Label, Outcome


@dataclass(frozen=True)
class Member:
    """A rumour of a circle as the judgement needs it. `race` and `opens` are ids: the race in which it runs, and the
    races that it would open."""

    key: int
    claim: Claim
    evidence: tuple[Evidence, ...]
    previous: Label | None = None
    race: int | None = None
    opens: frozenset[int] = frozenset()
    outcome: str = ""


def ids_around(rumour) -> QuerySet:
    """Return a queryset of the rumours that move with `rumour`, itself included. No query by itself."""
    everyone = type(rumour).objects
    mine = Q(pk=rumour.pk) | Q(race__vacancy=rumour.pk)
    if rumour.race_id:
        mine |= Q(race=rumour.race_id) | Q(races_it_opens=rumour.race_id)
    return everyone.filter(mine).distinct()


def judge(members: Iterable[Member], *, at: datetime, past: Past) -> dict[int, Assessment]:
    """Return {key: Assessment} of the open ones among `members` at `at`."""
    members = list(members)
    judged = {
        m.key: assess(m.claim, m.evidence, at=at, previous=m.previous, past=past)
        for m in members
        if not m.race and not m.outcome
    }
    for race, rivals in rivals_by_race(members):
        judged |= _in_a_race(rivals, _vacancy(race, members, judged, at, past), at, past)
    return judged


def rivals_by_race(members: Iterable[Member]) -> Iterator[tuple[int, list[Member]]]:
    members = list(members)
    for race in sorted({m.race for m in members if m.race}):
        yield race, [m for m in members if m.race == race]


def _in_a_race(rivals: list[Member], vacancy: Vacancy | None, at: datetime, past: Past) -> dict[int, Assessment]:
    """What came true, by an official act or by its outcome, leaves nothing to the others; what did not leaves room."""
    won = any(m.outcome == Outcome.CONFIRMED for m in rivals)
    entries = {m.key: Entry(m.claim, m.evidence, m.previous) for m in rivals if not m.outcome}
    return assess_together(entries, at=at, vacancy=Vacancy(0.0) if won else vacancy, past=past)


def _vacancy(
    race: int, members: list[Member], judged: Mapping[int, Assessment], at: datetime, past: Past
) -> Vacancy | None:
    """The Vacancy of a race, or None where its place is free already. Of one that cannot be judged its kind's base rate
    is known; one that was void says nothing."""
    opening = next((m for m in members if race in m.opens), None)
    if opening is None or opening.outcome == Outcome.VOID:
        return None
    if opening.outcome:
        return Vacancy(1.0 if opening.outcome == Outcome.CONFIRMED else 0.0)
    result = judged.get(opening.key)
    if result is None or result.probability is None:
        return Vacancy(base_rate(opening.claim, at=at, past=past))
    return Vacancy(result.probability, frozenset(h.stage for h in result.weighing.in_favour if h.stage))


def left_by_judgements(
    members: Iterable[Member], judged: Mapping[int, Assessment], said: Mapping[int, float]
) -> dict[int, float]:
    """Return {key: probability} of those to which the model gives more than editors' judgements leave: what editors
    `said`, {key: probability}, of a rival or of the vacancy bounds what readers are told of the others. What the model
    says of them stays as it is, so that it can be scored."""
    members, left = list(members), {}
    for race, rivals in rivals_by_race(members):
        opening = next((m.key for m in members if race in m.opens), None)
        told = {m.key: judged[m.key].probability for m in rivals if m.key in judged}
        others = {key: p for key, p in told.items() if p and key not in said}
        room = max(said.get(opening, 1.0) - sum(said[key] for key in told if key in said), 0.0)
        if sum(others.values()) > room and (opening in said or told.keys() & said.keys()):
            crowding = room / sum(others.values())
            left |= {key: max(round(p * crowding, 4), SMALLEST_SHARE) for key, p in others.items()}
    return left
