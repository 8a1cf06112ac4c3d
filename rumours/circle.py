"""Rumours that move together: the rivals of one race, and the rumour by which their place becomes free.

A report on one of them changes what can be said of all. Pure once they are loaded: `judge` asks the database nothing.
"""

from dataclasses import dataclass

from django.db.models import Q

from rumours.evidence import Claim, Evidence
from rumours.races import Entry, Vacancy, assess_together
from rumours.reliability import assess
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


def ids_around(rumour):
    """Return a queryset of the rumours that move with `rumour`, itself included. No query by itself."""
    everyone = type(rumour).objects
    mine = Q(pk=rumour.pk) | Q(race__vacancy=rumour.pk)
    if rumour.race_id:
        mine |= Q(race=rumour.race_id) | Q(races_it_opens=rumour.race_id)
    return everyone.filter(mine).distinct()


def judge(members, *, at, past):
    """Return {key: Assessment} of the open ones among `members` at `at`."""
    judged = {m.key: _alone(m, at, past) for m in members if not m.race and not m.outcome}
    for race in sorted({m.race for m in members if m.race}):
        rivals = [m for m in members if m.race == race]
        judged |= _in_a_race(rivals, _vacancy(race, members, judged), at, past)
    return judged


def _alone(member, at, past):
    return assess(member.claim, member.evidence, at=at, previous=member.previous, past=past)


def _in_a_race(rivals, vacancy, at, past):
    """What came true, by an official act or by its outcome, leaves nothing to the others; what did not leaves room."""
    won = any(m.outcome == Outcome.CONFIRMED for m in rivals)
    entries = {m.key: Entry(m.claim, m.evidence, m.previous) for m in rivals if not m.outcome}
    return assess_together(entries, at=at, vacancy=Vacancy(0.0) if won else vacancy, past=past)


def _vacancy(race, members, judged):
    """The Vacancy of a race, or None where its place is free already."""
    opening = next((m for m in members if race in m.opens), None)
    if opening is None:
        return None
    if opening.outcome:
        return Vacancy(1.0 if opening.outcome == Outcome.CONFIRMED else 0.0)
    result = judged.get(opening.key)
    if result is None or result.probability is None:
        return None
    return Vacancy(result.probability, frozenset(head.stage for head in result.weighing.in_favour))
