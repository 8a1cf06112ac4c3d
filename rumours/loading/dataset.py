"""Rumours, reports and sources from CSV files: the columns are told in docs/dati-delle-voci.md.

Every row is applied once and never again (see LoadedRow), so an editor's change stays. Names are resolved against the
clubs and people that are there; a player who is not yet in the register is added.
"""

from collections import Counter
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from football.dates import end_of, noon, parse_partial
from football.models import LoadedRow, Role
from rumours.loading.columns import (
    HAPPENED,
    due_of,
    echoes_among,
    is_attributable,
    is_dismissal_only,
    kind_of,
    points_of,
    published_of,
    settled_of,
    stage_of,
    stance_of,
)
from rumours.loading.racing import join_races
from rumours.loading.register import Register
from rumours.loading.replay import replay
from rumours.loading.tables import DOMAINS, REPORTS, RUMOURS, SOURCES, refuse_strangers
from rumours.loading.windows import window_in_words
from rumours.models import Domain, Report, Rumour, Source
from rumours.rules import write_rule, write_title
from rumours.vocabulary import Outcome

DATA = Path(__file__).parent.parent / "data"
#: The site's own additions to the set, in the same columns: the Madrid bench of November 2024.
WORKED_STORY = DATA / "worked_story"


@transaction.atomic
def load(directories=(DATA, WORKED_STORY)):
    """Apply the rows not applied before and replay the labels of the new rumours. Returns {dataset: rows applied}.

    Raises BadFile, naming the file and the line, for what cannot be read or stored; nothing is applied then."""
    counts, made = Counter(), {}
    for directory in directories:
        register = Register(directory)
        counts["sources"] += _load_sources(directory, register)
        counts["domains"] += _load_domains(directory)
        rumours = _load_rumours(directory, register)
        counts["rumours"] += len(rumours)
        counts["reports"] += _load_reports(directory)
        made |= rumours
    join_races(made)
    unlabelled = Rumour.objects.filter(assessments__isnull=True, reports__isnull=False).distinct()
    counts["assessments"] = replay(unlabelled)
    return counts


def _new(rows, table):
    done = LoadedRow.keys(_dataset(table))
    return [row for row in rows if row[table.key] not in done]


def _dataset(table):
    return table.name.removesuffix(".csv")


def _there(table, model):
    """Return {key of the row: object} of the rows applied whose object an editor has not deleted. Two queries."""
    ids = LoadedRow.keys(_dataset(table))
    there = model.objects.in_bulk(ids.values())
    return {key: there[pk] for key, pk in ids.items() if pk in there}


def _record(table, made):
    LoadedRow.record(_dataset(table), {key: thing.pk for key, thing in made.items()})


def _checked(thing, row, **columns):
    """Return `thing`, whose named fields come from the given columns of the row, if they can be stored."""
    try:
        thing.clean_fields(exclude={field.name for field in thing._meta.fields} - set(columns))
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise row.refused(columns[field], " ".join(messages)) from error
    return thing


def _load_sources(directory, register):
    all_rows = SOURCES.rows(directory)
    known = {*LoadedRow.keys("sources"), *(row["source_id"] for row in all_rows)}
    refuse_strangers(all_rows, "parent_source_id", known, SOURCES.name)
    rows = _new(all_rows, SOURCES)
    made = {row["source_id"]: _source(row, register) for row in rows}
    for source in made.values():
        source.save()
    _record(SOURCES, made)
    there = _there(SOURCES, Source)
    for row in rows:
        outlet = there.get(row["parent_source_id"])
        if outlet and row["parent_source_id"] != row["source_id"]:
            Source.objects.filter(pk=made[row["source_id"]].pk).update(outlet=outlet)
    return len(made)


def _source(row, register):
    source = Source(
        name=row["name"],
        kind=row["kind"],
        country=row["country"],
        language=row["language"],
        standing=int(row["prior_tier"]),
        attributable=is_attributable(row),
        club=register.club(row.get("club", "")),
    )
    return _checked(source, row, name="name", country="country", language="language")


def _load_domains(directory):
    """The domains under which sources publish; one that an editor has given to another stays there."""
    rows = DOMAINS.rows_if_there(directory)
    refuse_strangers(rows, "source_id", LoadedRow.keys("sources"), SOURCES.name)
    sources, taken = _there(SOURCES, Source), set(Domain.objects.values_list("name", flat=True))
    made = [
        _checked(Domain(name=row["domain"], source=sources[row["source_id"]]), row, name="domain")
        for row in _new(rows, DOMAINS)
        if row["domain"] not in taken and row["source_id"] in sources
    ]
    Domain.objects.bulk_create(made)
    _record(DOMAINS, {domain.name: domain for domain in made})
    return len(made)


def _load_rumours(directory, register):
    """Return {new Rumour: its row}."""
    made = {}
    for row in _new(RUMOURS.rows(directory), RUMOURS):
        rumour = _rumour(row, register)
        # Saved at once: the next free address depends on those that are taken.
        rumour.uid = LoadedRow.uid_of(_dataset(RUMOURS), row["rumour_id"])
        rumour.save()
        made[rumour] = row
    _record(RUMOURS, {row["rumour_id"]: rumour for rumour, row in made.items()})
    return made


def _rumour(row, register):
    kind = kind_of(row)
    person = register.person(row["person"], Role(row["person_role"]), row)
    from_club, to_club = register.club(row["from_club"]), register.club(row["to_club"])
    opened = parse_partial(row["first_seen"])[0]
    due = due_of(row, opened)
    settled = settled_of(row, due)
    deadline = settled if _came_true_late(row, due, settled) else due
    season = window_in_words(row["window_or_season"])
    clubs = {"from_club": from_club or row["from_club"], "to_club": to_club or row["to_club"]}
    title = row.get("title") or write_title(kind, who=person.family_name, **clubs)
    rumour = Rumour(
        title=title,
        kind=kind,
        person=person,
        from_club=from_club,
        to_club=to_club,
        season=season,
        rule=write_rule(kind, dismissal_only=is_dismissal_only(row), person=person.name, deadline=deadline, **clubs),
        opened_on=opened,
        deadline=deadline,
        dismissal_only=is_dismissal_only(row),
        points_last_five=points_of(row),
        published_at=noon(opened),
        news_at=noon(settled or opened),
        outcome=_outcome(row, settled, deadline),
        outcome_on=settled,
        outcome_note=row["outcome_note"] if settled else "",
        outcome_known_at=end_of(settled) if settled else None,
    )
    _checked(rumour, row, title="title", season="window_or_season", outcome_note="outcome_note")
    rumour.slug = _free_slug(title if row.get("title") else f"{title} {season}", row)
    return rumour


def _came_true_late(row, due, settled):
    """What came true a little after the last day of its window was still that window's."""
    return settled and not row.get("deadline") and row["outcome"] == HAPPENED and settled > due


def _outcome(row, settled, deadline):
    if settled is None:
        return ""
    if row["outcome"] == HAPPENED:
        return Outcome.CONFIRMED
    # Before the deadline only an incompatible event can settle it.
    return Outcome.CONTRADICTED if settled < deadline else Outcome.EXPIRED


def _free_slug(text, row):
    rumour = Rumour(title=text)
    try:
        rumour.fill_slug()
    except ValidationError as error:
        raise row.refused("title", " ".join(error.messages)) from error
    return rumour.slug


def _load_reports(directory):
    all_rows = REPORTS.rows(directory)
    for column, table in (("rumour_id", RUMOURS), ("source_id", SOURCES), ("via_source_id", SOURCES)):
        refuse_strangers(all_rows, column, LoadedRow.keys(_dataset(table)), table.name)
    echoes = echoes_among(all_rows)
    rumours, sources = _there(RUMOURS, Rumour), _there(SOURCES, Source)
    made = {
        row["report_id"]: _report(row, rumours[row["rumour_id"]], sources)
        for row in _new(all_rows, REPORTS)
        if row["rumour_id"] in rumours and row["source_id"] in sources
    }
    Report.objects.bulk_create(made.values())
    _record(REPORTS, made)
    _mark_echoes(made, echoes)
    return len(made)


def _report(row, rumour, sources):
    source = sources[row["source_id"]]
    published_at, precision = published_of(row, rumour.opened_on)
    report = Report(
        rumour=rumour,
        source=source,
        via=sources.get(row["via_source_id"]),
        url=row["url"],
        published_at=published_at,
        logged_at=published_at,
        precision=precision,
        stance=stance_of(row),
        stage=stage_of(row, rumour.kind, source.kind),
    )
    return _checked(report, row, url="url")


def _mark_echoes(made, echoes):
    """Point each repeat among `made`, {report_id: Report}, at what it goes back to, unless an editor deleted that."""
    origins = _there(REPORTS, Report)
    repeats = [key for key in made if echoes.get(key) in origins]
    for key in repeats:
        made[key].echo_of = origins[echoes[key]]
    Report.objects.bulk_update([made[key] for key in repeats], ["echo_of"], batch_size=500)
