"""What the columns of the CSV files of rumours mean, for whoever reads them: the loader and the backtest. Pure.

The columns are told in docs/dati-delle-voci.md.
"""

import datetime
from collections import defaultdict

from django.utils import timezone

from football.dates import Precision, parse_partial
from rumours.vocabulary import Kind, SourceKind, Stage, Stance

KINDS = {"coach_stay_or_renewal": Kind.COACH_STAY}
STANCES = {"speculates": Stance.SUPPORTS}
DEAL_STAGES = {
    "interest": Stage.INTEREST,
    "contact": Stage.CONTACTS,
    "talks": Stage.TALKS,
    "offer": Stage.TALKS,
    "agreement": Stage.PERSONAL_TERMS,
    "done": Stage.SIGNING,
}
BENCH_STAGES = {
    "interest": Stage.UNDER_REVIEW,
    "contact": Stage.REPLACEMENTS_SOUNDED,
    "talks": Stage.ULTIMATUM,
    "offer": Stage.ULTIMATUM,
    "agreement": Stage.REPLACEMENT_AGREED,
    "done": Stage.TOLD,
}
#: Stand-ins for pages that name no title.
UNATTRIBUTABLE = {"english_press", "bookmakers"}


def kind_of(row):
    return Kind(KINDS.get(row["kind"], row["kind"]))


def stance_of(row):
    return Stance(STANCES.get(row["stance"], row["stance"]))


def stage_of(row, kind, source_kind):
    """Return the Stage that a report's row means for a rumour of `kind`, or "" for a denial. The site's own words for
    stages, which the files that it writes hold, mean themselves."""
    if row["stage"] in Stage.values and row["stage"] not in DEAL_STAGES:
        return Stage(row["stage"])
    if row["stance"] == "speculates":
        return Stage.DISCONTENT if kind == Kind.COACH_DEPARTURE else Stage.LINKED
    if row["stance"] != "supports":
        # "denies" with a step means that the step took place and was turned down or stalled.
        return ""
    if row["stage"] == "done" and source_kind == SourceKind.CLUB:
        return Stage.OFFICIAL
    return (BENCH_STAGES if kind == Kind.COACH_DEPARTURE else DEAL_STAGES).get(row["stage"], "")


def published_of(row, opened):
    """Return (instant, precision) of a report's row. Of which only the month is sure: never before the rumour itself
    was first seen."""
    day, precision = parse_partial(row["published"])
    return noon(day if precision == Precision.DAY else max(day, opened)), precision


def is_attributable(source):
    """Whether the row of a source names somebody, and is no stand-in."""
    return source["source_id"] not in UNATTRIBUTABLE and source.get("attributable") != "no"


def race_of(kind, row):
    """Return what rumours that exclude one another have in common: the race that the row names, a bench in a window, or
    a player in one; or None."""
    if "race" in row:
        return ("race", row["race"]) if row["race"] else None
    person, to_club, window = row["person"], row["to_club"], row["window_or_season"]
    if not to_club:
        return None
    return ("bench", to_club, window) if kind == Kind.COACH_APPOINTMENT else ("move", person, window)


def echoes_among(rows):
    """Return {report_id: report_id of what it repeats} for the rows of reports of any number of rumours: what the row
    names, or else the first report of the same source, rumour and stance, when another title only relays it at the
    same stage."""
    groups = defaultdict(list)
    for place, row in enumerate(rows):
        groups[row["rumour_id"], row["source_id"], row["stance"]].append((bool(row["via_source_id"]), place, row))
    echoes = {row["report_id"]: row["echo_of"] for row in rows if row.get("echo_of")}
    for group in groups.values():
        origin = min(group, key=lambda entry: (entry[0], entry[2]["published"], entry[1]))[2]
        for relayed, _place, row in group:
            if relayed and row is not origin and row["stage"] == origin["stage"]:
                echoes.setdefault(row["report_id"], origin["report_id"])
    return echoes


def noon(day):
    """Return the noon in Rome of a day of which the hour is not known."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
