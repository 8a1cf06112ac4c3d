"""The files of a folder of rumours: their columns and what each may say, as told in docs/dati-delle-voci.md."""

import re
from datetime import date

from django.utils.translation import gettext as _

from football.dates import Precision, parse_partial
from football.models import Role
from football.names import fold
from rumours.loading.columns import DEAL_STAGES, DENIED, KINDS, OUTCOMES, STANCES
from rumours.loading.files import Table
from rumours.pasted import host_of
from rumours.vocabulary import Kind, SourceKind, Stage, Stance

#: Days of football that a file may speak of: what lies outside is a slip of the pen.
YEARS = range(1900, 2101)
PARTIAL_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)


def one_of(*allowed):
    def rule(text):
        if text not in allowed:
            why = _("“%(value)s” is not allowed; allowed are: %(allowed)s.")
            raise ValueError(why % {"value": text, "allowed": ", ".join(allowed)})

    return rule


def a_date(text):
    """Refuse what is no day, month or year, or none that there has been or will soon be."""
    if not PARTIAL_DATE.fullmatch(text):
        raise ValueError(_("“%(value)s” is no date: write YYYY-MM-DD, YYYY-MM or YYYY.") % {"value": text})
    if int(text[:4]) not in YEARS or not _exists(text):
        raise ValueError(_("“%(value)s” is a date that does not exist, or too far away.") % {"value": text})


def _exists(text):
    try:
        return bool(parse_partial(text))
    except ValueError:
        return False


def a_day(text):
    a_date(text)
    if len(text) != len(date.min.isoformat()):
        raise ValueError(_("“%(value)s” is no day: write YYYY-MM-DD.") % {"value": text})


def a_web_address(text):
    if not WEB_ADDRESS.fullmatch(text):
        raise ValueError(_("“%(value)s” is no web address: it starts with http:// or https://.") % {"value": text})


def a_domain(text):
    if host_of(text) != text:
        raise ValueError(_("“%(value)s” is no domain: write it as “gazzetta.it”.") % {"value": text})


def a_name(text):
    if not fold(text):
        raise ValueError(_("“%(value)s” has no Latin letter: no address can be made from it.") % {"value": text})


YES_OR_NO = one_of("yes", "no")

SOURCES = Table(
    "sources.csv",
    "source_id",
    ("source_id", "name", "kind", "country", "parent_source_id", "language", "prior_tier"),
    filled=("name", "kind", "prior_tier"),
    rules={
        "name": a_name,
        "kind": one_of(*SourceKind.values),
        "prior_tier": one_of("0", "1", "2", "3", "4"),
        "attributable": YES_OR_NO,
    },
)
RUMOURS = Table(
    "rumours.csv",
    "rumour_id",
    (
        *("rumour_id", "kind", "person", "person_role", "from_club", "to_club", "window_or_season"),
        *("first_seen", "outcome", "outcome_date", "outcome_note"),
    ),
    filled=("kind", "person", "person_role", "first_seen", "outcome"),
    rules={
        "kind": one_of(*{**KINDS, **dict.fromkeys(Kind.values)}),
        "person": a_name,
        "person_role": one_of(*Role.values),
        "first_seen": a_date,
        "outcome": one_of(*OUTCOMES),
        "outcome_date": a_date,
        "deadline": a_day,
        "dismissal_only": YES_OR_NO,
        "points_last_five": one_of(*map(str, range(16))),
    },
)
REPORTS = Table(
    "reports.csv",
    "report_id",
    ("report_id", "rumour_id", "source_id", "via_source_id", "published", "stance", "stage", "url"),
    filled=("rumour_id", "source_id", "published", "stance"),
    rules={
        "published": a_date,
        "precision": one_of(*Precision.values),
        "stance": one_of(*{**STANCES, **dict.fromkeys(Stance.values)}),
        "stage": one_of(*{**DEAL_STAGES, DENIED: None, **dict.fromkeys(Stage.values)}),
        "url": a_web_address,
    },
)
DOMAINS = Table("domains.csv", "domain", ("domain", "source_id"), filled=("source_id",), rules={"domain": a_domain})
PLAYERS = Table("players.csv", "person", ("person", "name"), filled=("name",), rules={"name": a_name})


def refuse_strangers(rows, column, known, where):
    """Refuse a cell that names something which is not among `known`, and should stand in the file `where`."""
    for row in rows:
        if row[column] and row[column] not in known:
            raise row.refused(column, _("“%(value)s” is not in %(file)s.") % {"value": row[column], "file": where})
