"""Cases for the backtest: of the site's own rumours, or of a folder of CSV files."""

from collections import defaultdict

from football.dates import Precision, parse_partial
from football.gazetteer import read_rows
from rumours.backtest.forecasts import Case
from rumours.evidence import Claim, Evidence
from rumours.loading.columns import (
    echoes_among,
    is_attributable,
    kind_of,
    published_of,
    race_of,
    stage_of,
    stance_of,
)
from rumours.loading.windows import deadline_of
from rumours.models import Rumour
from rumours.reliability import WEAK_STANDING
from rumours.vocabulary import Outcome, SourceKind


def cases_of_the_site():
    """Return the Cases of the site's own settled rumours; void ones are none. Three queries."""
    settled = Rumour.objects.settled().exclude(outcome=Outcome.VOID).select_related("person")
    return [_case_of(rumour) for rumour in settled.prefetch_related("reports__source", "reports__echo_of__source")]


def _case_of(rumour):
    reports = rumour.reports.all()
    return Case(
        key=rumour.slug,
        claim=rumour.claim(),
        evidence=tuple(report.as_evidence() for report in reports),
        exact=frozenset(report.pk for report in reports if report.precision == Precision.DAY),
        person=rumour.person.name,
        settled_on=rumour.outcome_on,
        came_true=rumour.outcome == Outcome.CONFIRMED,
        race=rumour.race_id and ("race", rumour.race_id),
    )


def cases_in(directory):
    """Return the Cases of a folder of CSV files, open outcomes left out. No query: nothing of the site is read.

    Raises ValueError, naming the file and the row, for what cannot be read.
    """
    return list(Folder(directory).cases())


class Folder:
    """The files of a folder, read once."""

    def __init__(self, directory):
        self.rumours = list(read_rows(directory / "rumours.csv"))
        self.sources = {row["source_id"]: row for row in read_rows(directory / "sources.csv")}
        rows = list(read_rows(directory / "reports.csv"))
        self.reports = {row["report_id"]: row for row in rows}
        self.echoes, self.by_rumour = echoes_among(rows), defaultdict(list)
        for key, row in enumerate(rows):
            self.by_rumour[row["rumour_id"]].append((key, row))

    def cases(self):
        for row in self.rumours:
            if row["outcome"] != "open":
                try:
                    yield self._case(row)
                except KeyError as error:
                    raise ValueError(f"rumours.csv, {row['rumour_id']}: sources.csv has no {error}") from error
                except ValueError as error:
                    raise ValueError(f"rumours.csv, {row['rumour_id']}: {error}") from error

    def _case(self, row):
        kind, opened = kind_of(row), parse_partial(row["first_seen"])[0]
        claim, reports = _claim(row, kind, opened), self.by_rumour[row["rumour_id"]]
        return Case(
            key=row["rumour_id"],
            claim=claim,
            evidence=tuple(self._evidence(key, report, claim) for key, report in reports),
            exact=frozenset(key for key, report in reports if len(report["published"]) == len("YYYY-MM-DD")),
            person=row["person"],
            settled_on=parse_partial(row["outcome_date"])[0] if row["outcome_date"] else claim.deadline,
            came_true=row["outcome"] == "happened",
            race=race_of(kind, row),
        )

    def _evidence(self, key, row, claim):
        source = self.sources[row["source_id"]]
        repeated = self.reports.get(self.echoes.get(row["report_id"]))
        return Evidence(
            key=key,
            # One house, one origin: relays of one source fall together even where they are not marked.
            origin=self._house_of(repeated or row),
            at=published_of(row, claim.opened)[0],
            stance=stance_of(row),
            stage=stage_of(row, claim.kind, source["kind"]) or None,
            source_kind=SourceKind(source["kind"]),
            standing=int(source["prior_tier"] or WEAK_STANDING),
            echo=repeated is not None,
            attributable=is_attributable(source),
            source=source["source_id"],
            house=self._house_of(row),
        )

    def _house_of(self, row):
        source = self.sources[row["source_id"]]
        return source["parent_source_id"] or source["source_id"]


def _claim(row, kind, opened):
    """What a row claims. Without a deadline of its own that of its window, whatever the outcome: a later one would give
    the ending away."""
    due = parse_partial(row["deadline"])[0] if row.get("deadline") else deadline_of(row["window_or_season"])
    points = int(row["points_last_five"]) if row.get("points_last_five") else None
    return Claim(kind, opened, max(due, opened), points, dismissal_only=row.get("dismissal_only") == "yes")
