"""Cases for the backtest: of the site's own rumours, or of a folder of CSV files."""

from collections import defaultdict

from django.db.models import Prefetch

from football.dates import Precision, parse_partial
from rumours.backtest.forecasts import Case
from rumours.evidence import Claim, Evidence
from rumours.loading.columns import (
    HAPPENED,
    OPEN,
    due_of,
    echoes_among,
    is_attributable,
    is_dismissal_only,
    kind_of,
    kind_of_speaker,
    points_of,
    published_of,
    race_of,
    settled_of,
    stage_of,
    stance_of,
)
from rumours.loading.tables import REPORTS, RUMOURS, SOURCES, refuse_strangers
from rumours.models import Assessment, Report, Rumour
from rumours.vocabulary import Outcome


def cases_of_the_site():
    """Return the Cases of the site's own settled rumours; void ones are none. Three queries."""
    settled = Rumour.objects.settled().exclude(outcome=Outcome.VOID).select_related("person")
    reports = Prefetch("reports", Report.objects.for_evidence())
    said = Prefetch("assessments", Assessment.objects.order_by("at").only("rumour", "at", "points_last_five"))
    return [_case_of(rumour) for rumour in settled.prefetch_related(reports, said)]


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
        points=tuple((said.at, said.points_last_five) for said in rumour.assessments.all()),
    )


def cases_in(directory):
    """Return the Cases of a folder of CSV files, open outcomes left out. No query: nothing of the site is read.

    Raises BadFile, naming the file, the line and the column, for what cannot be read.
    """
    return list(Folder(directory).cases())


class Folder:
    """The files of a folder, read once."""

    def __init__(self, directory):
        self.rumours, reports = RUMOURS.rows(directory), REPORTS.rows(directory)
        self.sources = {row["source_id"]: row for row in SOURCES.rows(directory)}
        refuse_strangers(reports, "rumour_id", {row["rumour_id"] for row in self.rumours}, RUMOURS.name)
        refuse_strangers(reports, "source_id", self.sources, SOURCES.name)
        self.reports = {row["report_id"]: row for row in reports}
        self.echoes, self.by_rumour = echoes_among(reports), defaultdict(list)
        for key, row in enumerate(reports):
            self.by_rumour[row["rumour_id"]].append((key, row))

    def cases(self):
        return (self._case(row) for row in self.rumours if row["outcome"] != OPEN)

    def _case(self, row):
        kind, opened = kind_of(row), parse_partial(row["first_seen"])[0]
        # The deadline whatever the outcome: one that reached to what came true late would give the ending away.
        claim = Claim(kind, opened, due_of(row, opened), points_of(row), dismissal_only=is_dismissal_only(row))
        reports = [(key, report, *published_of(report, opened)) for key, report in self.by_rumour[row["rumour_id"]]]
        return Case(
            key=row["rumour_id"],
            claim=claim,
            evidence=tuple(self._evidence(key, report, claim, at, row) for key, report, at, _precision in reports),
            exact=frozenset(key for key, _report, _at, precision in reports if precision == Precision.DAY),
            person=row["person"],
            settled_on=settled_of(row, claim.deadline),
            came_true=row["outcome"] == HAPPENED,
            race=race_of(kind, row),
        )

    def _evidence(self, key, row, claim, at, rumour):
        source = self.sources[row["source_id"]]
        repeated = self.reports.get(self.echoes.get(row["report_id"]))
        return Evidence(
            key=key,
            # One house, one origin: relays of one source fall together even where they are not marked.
            origin=self._house_of(repeated or row),
            at=at,
            stance=stance_of(row),
            stage=stage_of(row, claim.kind, source["kind"]) or None,
            source_kind=kind_of_speaker(source, rumour),
            standing=int(source["prior_tier"]),
            echo=repeated is not None,
            attributable=is_attributable(source),
            source=source["source_id"],
            house=self._house_of(row),
        )

    def _house_of(self, row):
        source = self.sources[row["source_id"]]
        return source["parent_source_id"] or source["source_id"]
