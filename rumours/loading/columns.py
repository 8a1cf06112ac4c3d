"""What the columns of the CSV files of rumours mean, for whoever reads them: the loader and the backtest. Pure.

The columns are told in docs/dati-delle-voci.md.
"""

from collections import defaultdict

from django.utils.translation import gettext as _

from football.dates import Precision, noon, parse_partial
from rumours.loading.windows import deadline_of
from rumours.vocabulary import Kind, SourceKind, Stage, Stance

HAPPENED, OPEN = "happened", "open"
OUTCOMES = (HAPPENED, "did_not_happen", OPEN)
#: The stage of what is only denied: it names none.
DENIED = "denied"

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
    if row["stance"] != Stance.SUPPORTS:
        # "denies" with a step means that the step took place and was turned down or stalled.
        return ""
    if row["stage"] == "done" and source_kind == SourceKind.CLUB:
        return Stage.OFFICIAL
    return (BENCH_STAGES if kind == Kind.COACH_DEPARTURE else DEAL_STAGES).get(row["stage"], "")


def published_of(row, opened):
    """Return (instant, precision) of a report's row, as sure as the less sure of its date and of its `precision`. Of
    which only the month is sure: never before the rumour itself was first seen."""
    day, written = parse_partial(row["published"])
    precision = max(written, Precision(row.get("precision") or written), key=list(Precision).index)
    return noon(day if precision == Precision.DAY else max(day, opened)), precision


def due_of(row, opened):
    """Return the deadline of a rumour's row: its own, or that of its window, which never comes before it was opened.

    Raises BadFile for a window that is not known, and for a deadline before the opening."""
    if row.get("deadline"):
        due = parse_partial(row["deadline"])[0]
        if due < opened:
            raise row.refused("deadline", _("it comes before the day the rumour was first seen."))
        return due
    try:
        return max(deadline_of(row["window_or_season"]), opened)
    except ValueError as error:
        why = _("“%(value)s” is no known window: write it as “2024 summer”, “2024-25 winter” or “2024-25”.")
        raise row.refused("window_or_season", why % {"value": row["window_or_season"]}) from error


def settled_of(row, due):
    """Return the day on which a rumour's row was settled, its deadline where it names none; None while it is open."""
    if row["outcome"] == OPEN:
        return None
    return parse_partial(row["outcome_date"])[0] if row["outcome_date"] else due


def points_of(row):
    return int(row["points_last_five"]) if row.get("points_last_five") else None


def is_dismissal_only(row):
    return row.get("dismissal_only") == "yes"


def is_attributable(source):
    """Whether the row of a source names somebody, and is no stand-in."""
    return source["source_id"] not in UNATTRIBUTABLE and source.get("attributable") != "no"


def kind_of_speaker(source, rumour):
    """Return the SourceKind with which the row of a source speaks of a rumour's: a club, of its own people alone."""
    club = source.get("club")
    if club and club not in (rumour["from_club"], rumour["to_club"]):
        return SourceKind.WEBSITE
    return SourceKind(source["kind"])


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
    """Return {report_id: report_id of what it goes back to} for the rows of a file of reports: what they name in the
    column `echo_of`, in which an empty cell says that it is none; in a file without the column, what can be inferred.

    Raises BadFile for what is no report of the same rumour, and for echoes that go round in a circle."""
    if rows and "echo_of" in rows[0]:
        named = {row["report_id"]: row for row in rows}
        return {row["report_id"]: _origin_of(row, named) for row in rows if row["echo_of"]}
    return _inferred_echoes(rows)


def _origin_of(row, named):
    """Follow a row to the one that repeats nothing."""
    passed, here = set(), row
    while here["echo_of"]:
        passed.add(here["report_id"])
        repeated = named.get(here["echo_of"])
        if repeated is None or repeated["rumour_id"] != here["rumour_id"]:
            why = _("“%(value)s” is not a report of the same rumour.")
            raise here.refused("echo_of", why % {"value": here["echo_of"]})
        if repeated["report_id"] in passed:
            raise row.refused("echo_of", _("these echoes go round in a circle: one of them must be the origin."))
        here = repeated
    return here["report_id"]


def _inferred_echoes(rows):
    """What another title only relays, of the same source, rumour and stance, repeats the first of them at its stage."""
    groups = defaultdict(list)
    for place, row in enumerate(rows):
        groups[row["rumour_id"], row["source_id"], row["stance"]].append((bool(row["via_source_id"]), place, row))
    echoes = {}
    for group in groups.values():
        origin = min(group, key=lambda entry: (entry[0], entry[2]["published"], entry[1]))[2]
        for relayed, _place, row in group:
            if relayed and row is not origin and row["stage"] == origin["stage"]:
                echoes[row["report_id"]] = origin["report_id"]
    return echoes
