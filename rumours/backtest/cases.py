"""Cases for the backtest: of the site's own rumours, or of a folder of CSV files."""

from collections import defaultdict

from football.dates import Precision, parse_partial
from football.gazetteer import read_rows
from rumours.backtest.forecasts import Case
from rumours.loading.columns import (
    UNATTRIBUTABLE,
    echoes_among,
    kind_of,
    published_of,
    race_of,
    stage_of,
    stance_of,
)
from rumours.loading.windows import deadline_of
from rumours.models import Rumour
from rumours.reliability import Claim, Evidence
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
    sources = {row["source_id"]: row for row in read_rows(directory / "sources.csv")}
    rows = list(read_rows(directory / "reports.csv"))
    echoes, reports = echoes_among(rows), defaultdict(list)
    for key, row in enumerate(rows):
        reports[row["rumour_id"]].append((key, row, row["report_id"] in echoes))
    settled = [row for row in read_rows(directory / "rumours.csv") if row["outcome"] != "open"]
    return [_case_in(row, reports[row["rumour_id"]], sources) for row in settled]


def _case_in(row, reports, sources):
    kind, opened = kind_of(row), parse_partial(row["first_seen"])[0]
    try:
        # The deadline of its window, whatever the outcome: a later one would give the ending away.
        claim = Claim(kind, opened=opened, deadline=max(deadline_of(row["window_or_season"]), opened))
        evidence = tuple(_evidence(key, r, claim, sources[r["source_id"]], echo) for key, r, echo in reports)
        settled_on = parse_partial(row["outcome_date"])[0]
    except KeyError as error:
        raise ValueError(f"rumours.csv, {row['rumour_id']}: sources.csv has no {error}") from error
    except ValueError as error:
        raise ValueError(f"rumours.csv, {row['rumour_id']}: {error}") from error
    return Case(
        key=row["rumour_id"],
        claim=claim,
        evidence=evidence,
        exact=frozenset(key for key, report, _echo in reports if len(report["published"]) == len("YYYY-MM-DD")),
        person=row["person"],
        settled_on=settled_on,
        came_true=row["outcome"] == "happened",
        race=race_of(kind, row["person"], row["to_club"], row["window_or_season"]),
    )


def _evidence(key, row, claim, source, echo):
    house = source["parent_source_id"] or source["source_id"]
    return Evidence(
        key=key,
        # One house, one origin: relays of one source fall together even where they are not marked.
        origin=house,
        at=published_of(row, claim.opened)[0],
        stance=stance_of(row),
        stage=stage_of(row, claim.kind, source["kind"]) or None,
        source_kind=SourceKind(source["kind"]),
        standing=int(source["prior_tier"]),
        echo=echo,
        attributable=source["source_id"] not in UNATTRIBUTABLE,
        source=source["source_id"],
        house=house,
    )
