"""What the model would have said of rumours whose outcome is known, from nothing but what was known by then."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from football.dates import Precision, parse_partial
from football.gazetteer import read_rows
from rumours import reliability
from rumours.calibration import Forecast, base_rates
from rumours.dataset import KINDS, STANCES, UNATTRIBUTABLE, noon, stage_of
from rumours.models import Rumour
from rumours.reliability import Claim, Evidence
from rumours.vocabulary import Kind, Outcome, SourceKind, Stage, Stance
from rumours.windows import deadline_of

PROTOCOLS = ("last", "first", "h7")


@dataclass(frozen=True)
class Case:
    """A rumour with all its reports and how it ended. `exact` holds the keys of the reports dated to the day."""

    claim: Claim
    evidence: tuple[Evidence, ...]
    exact: frozenset[int]
    person: str
    settled_on: date
    came_true: bool


def cases_of_the_site():
    """Return the Cases of the site's own settled rumours; void ones are none. Three queries."""
    settled = Rumour.objects.settled().exclude(outcome=Outcome.VOID).select_related("person")
    return [_case_of(rumour) for rumour in settled.prefetch_related("reports__source", "reports__echo_of__source")]


def _case_of(rumour):
    reports = rumour.reports.all()
    return Case(
        claim=rumour.claim(),
        evidence=tuple(report.as_evidence() for report in reports),
        exact=frozenset(report.pk for report in reports if report.precision == Precision.DAY),
        person=rumour.person.name,
        settled_on=rumour.outcome_on,
        came_true=rumour.outcome == Outcome.CONFIRMED,
    )


def cases_in(directory):
    """Return the Cases of a folder of CSV files, open outcomes left out. No query: nothing of the site is read."""
    sources = {row["source_id"]: row for row in read_rows(directory / "sources.csv")}
    reports = defaultdict(list)
    for key, row in enumerate(read_rows(directory / "reports.csv")):
        reports[row["rumour_id"]].append((key, row))
    rumours = [row for row in read_rows(directory / "rumours.csv") if row["outcome"] != "open"]
    return [_case_in(row, reports[row["rumour_id"]], sources) for row in rumours]


def _case_in(row, reports, sources):
    kind, opened = Kind(KINDS.get(row["kind"], row["kind"])), parse_partial(row["first_seen"])[0]
    return Case(
        # The deadline of its window, whatever the outcome: a later one would give the ending away.
        claim=Claim(kind, opened=opened, deadline=max(deadline_of(row["window_or_season"]), opened)),
        evidence=tuple(_evidence(key, report, kind, opened, sources[report["source_id"]]) for key, report in reports),
        exact=frozenset(key for key, report in reports if len(report["published"]) == len("YYYY-MM-DD")),
        person=row["person"],
        settled_on=parse_partial(row["outcome_date"])[0],
        came_true=row["outcome"] == "happened",
    )


def _evidence(key, row, kind, opened, source):
    day, precision = parse_partial(row["published"])
    return Evidence(
        key=key,
        # One house, one origin: relays of one source fall together without being marked.
        origin=source["parent_source_id"] or source["source_id"],
        at=noon(day if precision == Precision.DAY else max(day, opened)),
        stance=Stance(STANCES.get(row["stance"], row["stance"])),
        stage=stage_of(row, kind, source["kind"]) or None,
        source_kind=SourceKind(source["kind"]),
        standing=int(source["prior_tier"]),
        attributable=source["source_id"] not in UNATTRIBUTABLE,
    )


def known_under(case, protocol):
    """Return the Evidence that a protocol lets the model see: `last`, all but what says that it is done; `first`, the
    first of that; `h7`, only what is dated to the day and at least seven days before the outcome."""
    seen = sorted(
        (e for e in case.evidence if e.stage not in (Stage.SIGNING, Stage.OFFICIAL, Stage.TOLD)),
        key=lambda e: (e.at, e.key),
    )
    if protocol == "first":
        return seen[:1]
    if protocol == "h7":
        latest = case.settled_on - timedelta(days=7)
        return [e for e in seen if e.key in case.exact and e.at.date() <= latest]
    return seen


def forecasts(cases, protocol):
    """Return a Forecast for each of `cases` of which something was known. The base rate of each leaves out the rumours
    of its own person."""
    told = [(case, known) for case in cases if (known := known_under(case, protocol))]
    bases = base_rates([(case.claim.kind, case.person, case.came_true) for case, _known in told])
    return [_forecast(case, known, base) for (case, known), base in zip(told, bases, strict=True)]


def _forecast(case, known, base):
    at = max(e.at for e in known)
    result = reliability.assess(case.claim, known, at=at)
    probability = result.probability
    if probability is None:
        # The site would print no label: it is scored by what it starts from, not left out.
        probability = reliability.base_rate(case.claim, at=at)
    return Forecast(probability, base, int(case.came_true), case.person, case.claim.kind)
