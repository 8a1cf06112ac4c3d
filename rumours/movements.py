"""The latest day on which labels moved: how many rose, how many fell, and which. Pure."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from rumours import labels
from rumours.vocabulary import Label


@dataclass(frozen=True)
class Movements:
    day: date
    #: The last change of each rumour that moved on that day, the latest first.
    changes: list

    @property
    def risen(self):
        return sum(way_of(change) == "up" for change in self.changes)

    @property
    def fallen(self):
        return sum(way_of(change) == "down" for change in self.changes)


def latest_day(changes):
    """Return the Movements of the day of the first of `changes`, which come latest first; None of none."""
    if not changes:
        return None
    day = timezone.localdate(changes[0].at)
    last_words = {}
    for change in changes:
        if timezone.localdate(change.at) == day:
            last_words.setdefault(change.rumour_id, change)
    return Movements(day, list(last_words.values()))


def way_of(change):
    """Return "up" or "down" for a change of label; nothing where one of the two says that nothing can be judged."""
    before, now = Label(change.label_before), Label(change.label)
    if Label.NOT_ASSESSABLE in (before, now):
        return ""
    return "up" if labels.LADDER.index(now) < labels.LADDER.index(before) else "down"
