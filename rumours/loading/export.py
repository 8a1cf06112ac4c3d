"""The site's settled rumours as the CSV files from which anyone can run the backtest again: docs/dati-delle-voci.md."""

import csv

from django.utils import timezone

from football.dates import Precision
from rumours.models import Report, Rumour, Source
from rumours.vocabulary import Outcome

SOURCES = (
    *("source_id", "name", "kind", "country", "parent_source_id", "language", "prior_tier"),
    *("attributable", "club"),
)
RUMOURS = (
    *("rumour_id", "kind", "person", "person_role", "from_club", "to_club", "window_or_season", "first_seen"),
    *("outcome", "outcome_date", "outcome_note", "outcome_confidence", "deadline", "race"),
    *("dismissal_only", "points_last_five"),
)
REPORTS = (
    *("report_id", "rumour_id", "source_id", "via_source_id", "published", "precision", "stance", "stage"),
    *("url", "date_basis", "echo_of"),
)
LAYOUTS = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}


def export(directory):
    """Write sources.csv, rumours.csv and reports.csv of the published rumours that are settled, void ones left out.
    Returns {file: rows}. Three queries."""
    directory.mkdir(parents=True, exist_ok=True)
    settled = Rumour.objects.published().settled().exclude(outcome=Outcome.VOID)
    reports = Report.objects.filter(rumour__in=settled).select_related("rumour", "source", "via").order_by("pk")
    tables = {
        "sources.csv": (SOURCES, map(_source, Source.objects.select_related("outlet", "club").order_by("pk"))),
        "rumours.csv": (RUMOURS, map(_rumour, settled.for_cards().order_by("pk"))),
        "reports.csv": (REPORTS, map(_report, reports)),
    }
    return {name: _write(directory / name, columns, rows) for name, (columns, rows) in tables.items()}


def _write(path, columns, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        written = 0
        for row in rows:
            writer.writerow(row)
            written += 1
    return written


def _source(source):
    outlet = source.outlet.slug if source.outlet else ""
    attributable, club = "yes" if source.attributable else "no", source.club or ""
    return (
        *(source.slug, source.name, source.kind, source.country, outlet, source.language, source.standing),
        *(attributable, club),
    )


def _rumour(rumour):
    came_true = "happened" if rumour.outcome == Outcome.CONFIRMED else "did_not_happen"
    return (
        *(rumour.slug, rumour.kind, rumour.person.name, rumour.person.role),
        *(rumour.from_club or "", rumour.to_club or "", rumour.season, rumour.opened_on),
        *(came_true, rumour.outcome_on, rumour.outcome_note, "", rumour.deadline, rumour.race_id or ""),
        *("yes" if rumour.dismissal_only else "", "" if rumour.points_last_five is None else rumour.points_last_five),
    )


def _report(report):
    published = f"{timezone.localtime(report.published_at):{LAYOUTS[report.precision]}}"
    via, echo_of = report.via.slug if report.via else "", report.echo_of_id or ""
    return (
        *(report.pk, report.rumour.slug, report.source.slug, via, published, report.precision, report.stance),
        *(report.stage, report.url, "", echo_of),
    )
