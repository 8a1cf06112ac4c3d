"""Folders of CSV files of rumours as small as hold everything, and ways to spoil them."""

import csv

from django.core.management import call_command

OUTLETS = [
    {
        "source_id": source,
        "name": f"Testata {source}",
        "kind": "newspaper",
        "country": "IT",
        "parent_source_id": "",
        "language": "it",
        "prior_tier": "2",
    }
    for source in ("alfa", "beta", "gamma")
]


def a_rumour_row(key, to_club, **cells):
    return {
        "rumour_id": key,
        "kind": "transfer",
        "person": "Mario Prova",
        "person_role": "player",
        "from_club": "",
        "to_club": to_club,
        "window_or_season": "2024 summer",
        "first_seen": "2024-07-01",
        "outcome": "did_not_happen",
        "outcome_date": "2024-08-10",
        "outcome_note": "resta",
    } | cells


def a_report_row(key, rumour, source, **cells):
    return {
        "report_id": key,
        "rumour_id": rumour,
        "source_id": source,
        "via_source_id": "",
        "published": "2024-07-02",
        "stance": "supports",
        "stage": "talks",
        "url": "https://example.org/voce",
    } | cells


def the_tables():
    """Two rumours that exclude one another, four reports: as few rows as hold everything."""
    return {
        "sources": [row.copy() for row in OUTLETS],
        "rumours": [
            a_rumour_row("uno", "Torino", outcome="happened"),
            a_rumour_row("due", "Como", person="Luigi Altro"),
        ],
        "reports": [
            a_report_row("r1", "uno", "alfa"),
            a_report_row("r2", "uno", "alfa", via_source_id="beta", published="2024-07-03"),
            a_report_row("r3", "uno", "gamma", published="2024-07-04", stage="agreement"),
            a_report_row("r4", "due", "beta", stance="denies", stage="denied"),
        ],
    }


def written(folder, tables):
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def spoil(folder, name, place, column, value):
    """Write `value` into a cell of a file; `place` counts the rows from 0, and stands two lines further down."""
    tables = the_tables()
    tables[name][place][column] = value
    written(folder, tables)


def rewrite(folder, name, change):
    path = folder / f"{name}.csv"
    path.write_bytes(change(path.read_bytes()))


def backtest(folder, **options):
    call_command("backtest", csv=folder, json=True, **options)


def load(folder):
    call_command("load_rumours", folder)
