"""The reports of one rumour as a reader should see them: who said it first, and who only repeated it. Pure."""

from dataclasses import dataclass, field

from rumours.vocabulary import Stance


@dataclass
class Voice:
    """One origin: its own reports, in time order, and those that repeat it."""

    source: object
    reports: list = field(default_factory=list)
    echoes: list = field(default_factory=list)
    denies: bool = False

    @property
    def sites(self):
        """The ids of the sources that carry it: the origin and whoever repeats or relays it."""
        carried = (*self.reports, *self.echoes)
        return {report.source_id for report in carried} | {report.via_id for report in carried if report.via_id}


def voices(reports):
    """Return the Voices of `reports` (loaded by `for_rumour_page`, in time order), the first to speak first; those who
    deny stand apart from those who do not."""
    grouped = {}
    for report in reports:
        origin = report.origin_source
        denies = report.stance == Stance.DENIES
        voice = grouped.setdefault((origin.house_id, denies), Voice(source=origin, denies=denies))
        (voice.echoes if report.echo_of_id else voice.reports).append(report)
    return list(grouped.values())
