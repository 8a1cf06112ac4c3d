"""The reports of one rumour as a reader should see them: who said it first, who only repeated it, who denies it, and
what the club said. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rumours.evidence import SETBACKS
from rumours.vocabulary import SourceKind, Stance

#: What is printed of a rumour on which thousands report: origins in favour and others, each with its first and latest
#: reports and the first that repeat it. The counts are of all.
VOICES, OTHERS, REPORTS, ECHOES = 20, 8, 5, 10


class Position(StrEnum):
    FOR = "for"
    AGAINST = "against"
    ASIDE = "aside"


@dataclass(frozen=True)
class Speaker:
    """A source, as far as it matters who speaks."""

    pk: int
    outlet_id: int | None
    kind: str

    @property
    def house_id(self):
        return self.outlet_id or self.pk


@dataclass(frozen=True)
class Heard:
    """A report without its words: what thousands of them are grouped by. Read with FIELDS."""

    pk: int
    published_at: datetime
    known_at: datetime
    stance: str
    stage: str
    source_id: int
    via_id: int | None
    echo_of_id: int | None
    origin_source: Speaker
    house_id: int

    #: What `values_list` is asked for.
    FIELDS = (
        *("pk", "published_at", "logged_at", "stance", "stage", "source_id", "via_id", "echo_of_id"),
        *("source__outlet_id", "source__kind"),
        *("echo_of__source_id", "echo_of__source__outlet_id", "echo_of__source__kind"),
    )

    @classmethod
    def from_row(cls, row):
        pk, published, logged, stance, stage, source, via, echo_of, *speakers = row
        speaker = Speaker(*speakers[2:]) if echo_of else Speaker(source, *speakers[:2])
        house = speakers[0] or source
        return cls(pk, published, max(published, logged), stance, stage, source, via, echo_of, speaker, house)


def position_of(report):
    """Where a report stands, as the model has it: a step back is against."""
    if report.stance == Stance.DENIES:
        return Position.AGAINST
    if report.stance != Stance.SUPPORTS:
        return Position.ASIDE
    return Position.AGAINST if report.stage in SETBACKS else Position.FOR


@dataclass
class Voice:
    """One origin in one position: its own reports, in time order, and those that repeat it."""

    source: object
    position: Position
    reports: list = field(default_factory=list)
    echoes: list = field(default_factory=list)
    #: Whether nobody else had said it yet.
    is_first: bool = False

    @property
    def denies(self):
        return self.position == Position.AGAINST and self.latest.stance == Stance.DENIES

    @property
    def is_club(self):
        return self.source.kind == SourceKind.CLUB

    @property
    def latest(self):
        return (self.reports or self.echoes)[-1]

    @property
    def since(self):
        return (self.reports or self.echoes)[0].published_at

    @property
    def sites(self):
        """The ids of the outlets that carry it, the origin's and those that repeat or relay it; whoever writes for
        none is one."""
        carried = (*self.reports, *self.echoes)
        return {report.house_id for report in carried} | {report.via_id for report in carried if report.via_id}

    @property
    def printed_reports(self):
        """The first, and the latest."""
        return [*self.reports[:1], *self.reports[1:][1 - REPORTS :]]

    @property
    def printed_echoes(self):
        return self.echoes[:ECHOES]

    @property
    def more_reports(self):
        return len(self.reports) - len(self.printed_reports)

    @property
    def more_echoes(self):
        return len(self.echoes) - len(self.printed_echoes)


def voices(reports):
    """Return the Voices of `reports` (in time order: Heard, or Reports loaded by `for_rumour_page`), the first to speak
    first. Whoever changes position is a voice in each."""
    grouped = {}
    for report in reports:
        origin, position = report.origin_source, position_of(report)
        voice = grouped.setdefault((origin.house_id, position), Voice(origin, position))
        (voice.echoes if report.echo_of_id else voice.reports).append(report)
    found = list(grouped.values())
    _mark_the_first([voice for voice in found if voice.position == Position.FOR])
    return found


def _mark_the_first(in_favour):
    """Of two on the same instant neither was first."""
    if in_favour:
        since = min(voice.since for voice in in_favour)
        first = [voice for voice in in_favour if voice.since == since]
        first[0].is_first = len(first) == 1


@dataclass(frozen=True)
class Group:
    """Voices that are printed together, and how many more there are."""

    voices: list[Voice]
    more: int

    @classmethod
    def of(cls, found, most=OTHERS):
        return cls(found[:most], max(len(found) - most, 0))


class Hearing:
    """All that was said of a rumour, bounded to what a page can hold."""

    def __init__(self, reports):
        found = voices(reports)
        apart = [voice for voice in found if not voice.is_club]
        self.reports = reports
        self.in_favour = [voice for voice in found if voice.position == Position.FOR]
        self.told = Group.of(self.in_favour, VOICES)
        self.club = Group.of([voice for voice in found if voice.is_club])
        self.against = Group.of([voice for voice in apart if voice.position == Position.AGAINST])
        self.aside = Group.of([voice for voice in apart if voice.position == Position.ASIDE])

    @property
    def has_echoes(self):
        return any(voice.echoes for voice in self.in_favour)

    @property
    def has_several(self):
        """Whether it means anything that somebody was the first."""
        return len(self.in_favour) > 1 or self.has_echoes

    @property
    def printed(self):
        """The voices that are printed, each once."""
        groups = (self.told, self.club, self.against, self.aside)
        return list({id(voice): voice for group in groups for voice in group.voices}.values())

    @property
    def printed_ids(self):
        return [r.pk for voice in self.printed for r in (*voice.printed_reports, *voice.printed_echoes)]

    def put_in(self, reports):
        """Put whole Reports ({pk: Report}, of `printed_ids`) in the place of what was Heard of them."""
        for voice in self.printed:
            for heard in (voice.reports, voice.echoes):
                heard[:] = [reports.get(report.pk, report) for report in heard]
            voice.source = (voice.printed_reports or voice.printed_echoes)[0].origin_source
        return self
