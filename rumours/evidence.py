"""What the model weighs, as plain values: a claim, the reports on it, and what the past says. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from rumours.vocabulary import FAMILY_OF, Family, Kind, SourceKind, Stage, Stance

#: What says that it is done: as evidence it weighs, as a forecast it would be none.
DONE = (Stage.SIGNING, Stage.OFFICIAL, Stage.TOLD)
#: Stages that are steps back.
SETBACKS = (Stage.STALLED, Stage.COLLAPSED)


@dataclass(frozen=True)
class Claim:
    """What is claimed and by when. `points_last_five` (0 to 15) and `dismissal_only` matter to a coach's departure."""

    kind: Kind
    opened: date
    deadline: date
    points_last_five: int | None = None
    dismissal_only: bool = False

    @property
    def family(self) -> Family:
        return FAMILY_OF[self.kind]


@dataclass(frozen=True)
class Evidence:
    """One report. `origin` is the same for all reports that go back to one first publication; `echo` repeats it.

    `at` is when it was published, `known_at` when the newsroom learnt of it (`at` when empty): no assessment knows a
    report before both. `source` and `house` name whose record counts: a journalist, and the outlet behind.
    """

    key: int
    origin: str
    at: datetime
    stance: Stance
    stage: Stage | None = None
    source_kind: SourceKind = SourceKind.WEBSITE
    standing: int = 3
    echo: bool = False
    attributable: bool = True
    source: str = ""
    house: str = ""
    known_at: datetime | None = None

    @property
    def is_official(self) -> bool:
        """Only a club or a federation about a completed act is official; its confidence in someone is not."""
        return self.stance == Stance.SUPPORTS and self.stage == Stage.OFFICIAL and self.source_kind == SourceKind.CLUB

    @property
    def is_against(self) -> bool:
        return self.stance == Stance.DENIES or (self.stance == Stance.SUPPORTS and self.stage in SETBACKS)

    @property
    def is_in_favour(self) -> bool:
        return self.stance == Stance.SUPPORTS and self.stage not in SETBACKS

    @property
    def learnt_at(self) -> datetime:
        """From when on it can be weighed."""
        return self.at if self.known_at is None else max(self.at, self.known_at)

    def known_by(self, at: datetime) -> bool:
        return self.learnt_at <= at


class Past(Protocol):
    """What settled rumours say by an instant; `track_record.Ledger` is one."""

    def tally(self, family: Family) -> tuple[int, int]: ...
    def skill(self, evidence: Evidence, family: Family, *, at: datetime) -> float: ...


class NoPast:
    """Nothing has been settled yet."""

    def tally(self, family: Family) -> tuple[int, int]:
        return 0, 0

    def skill(self, evidence: Evidence, family: Family, *, at: datetime) -> float:
        return 0.0


NO_PAST = NoPast()
