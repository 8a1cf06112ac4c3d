"""Rumours, reports and sources from CSV files: the columns are told in docs/dati-delle-voci.md.

Every row is applied once and never again (see LoadedRow), so an editor's change stays. Names are resolved against the
clubs and people that are there; a player who is not yet in the register is added.
"""

import datetime
from collections import Counter, defaultdict
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from football.dates import Precision, format_day, parse_partial
from football.gazetteer import read_rows
from football.models import Alias, Club, LoadedRow, Person, Role
from football.names import fold
from rumours.models import Race, Report, Rumour, Source
from rumours.replay import replay
from rumours.vocabulary import Kind, Outcome, SourceKind, Stage, Stance
from rumours.windows import deadline_of, window_in_words

DATA = Path(__file__).parent / "data"
#: The site's own additions to the set, in the same columns: the Madrid bench of November 2024.
WORKED_STORY = DATA / "worked_story"

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
#: National teams under their English names.
CLUB_NAMES = {"italy": "italia", "brazil": "brasile", "germany": "germania", "france": "francia", "turkey": "turchia"}
#: Stand-ins for pages that name no title.
UNATTRIBUTABLE = {"english_press", "bookmakers"}

# Titles and rules are content, in the language of the site, not interface.
TITLES = {
    Kind.COACH_DEPARTURE: "{from_club}: {who} lascia",
    Kind.COACH_STAY: "{from_club}: {who} resta",
    Kind.CONTRACT_RENEWAL: "{from_club}: {who} rinnova",
}
ARRIVAL = "{who} → {to_club}"
RULES = {
    Kind.COACH_APPOINTMENT: (
        "Vale se entro il {day} il club ({to_club}) annuncia {person} come allenatore, o se {person} guida la squadra "
        "per dieci partite di fila."
    ),
    Kind.COACH_DEPARTURE: (
        "Vale se entro il {day} {person} non è più l'allenatore ({from_club}), comunque finisca: esonero, risoluzione, "
        "dimissioni o fine del contratto."
    ),
    Kind.COACH_STAY: "Vale se il {day} {person} è ancora l'allenatore ({from_club}), o se prima ha rinnovato.",
    Kind.CONTRACT_RENEWAL: "Vale se entro il {day} il club ({from_club}) annuncia il rinnovo di {person}.",
    Kind.TRANSFER: (
        "Vale se entro il {day} il club ({to_club}) annuncia l'arrivo di {person} o ne deposita il contratto."
    ),
}
DISMISSAL_RULE = (
    "Vale se entro il {day} {person} non è più l'allenatore ({from_club}) per esonero o per accordo tra le parti: "
    "dimissioni e fine del contratto non contano."
)


@transaction.atomic
def load(directories=(DATA, WORKED_STORY)):
    """Apply the rows not applied before and replay the labels of the new rumours. Returns {dataset: rows applied}."""
    counts = Counter()
    for directory in directories:
        counts["sources"] += _load_sources(directory)
        counts["rumours"] += _load_rumours(directory, Register(directory))
        counts["reports"] += _load_reports(directory)
    _join_races()
    unlabelled = Rumour.objects.filter(assessments__isnull=True, reports__isnull=False).distinct()
    counts["assessments"] = replay(unlabelled)
    return counts


class Register:
    """Finds clubs and people by the names that the files use; holds all names in memory (about 4,000)."""

    def __init__(self, directory):
        self.spellings = {row["person"]: row["name"] for row in _rows_if_there(directory / "players.csv")}
        self.clubs = self._by_name(Club, "club_id")
        self.people = self._by_name(Person, "person_id")

    @staticmethod
    def _by_name(model, owner):
        """Return {folded name: object}; an alias that two share, or that the name of another covers, names none."""
        by_pk = {thing.pk: thing for thing in model.objects.all()}
        named = defaultdict(set)
        for pk, text in Alias.objects.filter(**{f"{owner}__isnull": False}).values_list(owner, "text"):
            named[fold(text)].add(pk)
        found = {name: by_pk[min(pks)] for name, pks in named.items() if len(pks) == 1}
        return found | {fold(thing.name): thing for thing in by_pk.values()}

    def club(self, name):
        """Return the club of this name, or None: `from_club` may hold a role ("Lazio youth")."""
        folded = fold(name)
        return self.clubs.get(CLUB_NAMES.get(folded, folded))

    def person(self, name, role):
        """Return the person of this name, adding one who is not there yet."""
        folded = fold(name)
        if folded not in self.people:
            person = Person(name=self.spellings.get(name, name), role=role)
            person.save()
            self.people[folded] = person
        return self.people[folded]


def _rows_if_there(path):
    return read_rows(path) if path.exists() else []


def _new_rows(directory, dataset, key_column):
    done = LoadedRow.keys(dataset)
    return [row for row in read_rows(directory / f"{dataset}.csv") if row[key_column] not in done]


def _load_sources(directory):
    rows = _new_rows(directory, "sources", "source_id")
    made = {row["source_id"]: _source(row) for row in rows}
    for source in made.values():
        source.save()
    LoadedRow.record("sources", {key: source.pk for key, source in made.items()})
    ids = LoadedRow.keys("sources")
    for row in rows:
        if outlet := ids.get(row["parent_source_id"]):
            Source.objects.filter(pk=made[row["source_id"]].pk).update(outlet=outlet)
    return len(made)


def _source(row):
    return Source(
        name=row["name"],
        kind=row["kind"],
        country=row["country"],
        language=row["language"],
        standing=int(row["prior_tier"]),
        attributable=row["source_id"] not in UNATTRIBUTABLE,
    )


def _load_rumours(directory, register):
    made = {}
    for row in _new_rows(directory, "rumours", "rumour_id"):
        made[row["rumour_id"]] = rumour = _rumour(row, register)
        # Saved at once: the next free address depends on those that are taken.
        rumour.save()
    LoadedRow.record("rumours", {key: rumour.pk for key, rumour in made.items()})
    return len(made)


def _rumour(row, register):
    kind = Kind(KINDS.get(row["kind"], row["kind"]))
    person = register.person(row["person"], Role(row["person_role"]))
    from_club, to_club = register.club(row["from_club"]), register.club(row["to_club"])
    opened = parse_partial(row["first_seen"])[0]
    settled = row["outcome_date"] and parse_partial(row["outcome_date"])[0]
    deadline = _deadline(row, opened, settled)
    season = window_in_words(row["window_or_season"])
    dismissal_only = row.get("dismissal_only") == "yes"
    words = {
        "who": person.family_name,
        "person": person.name,
        "from_club": from_club or row["from_club"],
        "to_club": to_club or row["to_club"],
        "day": format_day(deadline),
    }
    title = row.get("title") or TITLES.get(kind, ARRIVAL).format(**words)
    rule = DISMISSAL_RULE if dismissal_only else RULES.get(kind, RULES[Kind.TRANSFER])
    return Rumour(
        title=title,
        slug=_free_slug(title if row.get("title") else f"{title} {season}"),
        kind=kind,
        person=person,
        from_club=from_club,
        to_club=to_club,
        season=season,
        rule=rule.format(**words),
        opened_on=opened,
        deadline=deadline,
        dismissal_only=dismissal_only,
        points_last_five=int(row["points_last_five"]) if row.get("points_last_five") else None,
        published_at=noon(opened),
        news_at=noon(settled or opened),
        outcome=_outcome(row["outcome"], settled, deadline),
        outcome_on=settled if row["outcome"] != "open" else None,
        outcome_note=row["outcome_note"] if row["outcome"] != "open" else "",
    )


def _deadline(row, opened, settled):
    """The last day of its window, or of what the row says. What came true a little later was still that window's."""
    if row.get("deadline"):
        return parse_partial(row["deadline"])[0]
    due = max(deadline_of(row["window_or_season"]), opened)
    return max(due, settled) if settled and row["outcome"] == "happened" else due


def _outcome(outcome, settled, deadline):
    if outcome == "open":
        return ""
    if outcome == "happened":
        return Outcome.CONFIRMED
    # Before the deadline only an incompatible event can settle it.
    return Outcome.CONTRADICTED if settled < deadline else Outcome.EXPIRED


def _free_slug(text):
    rumour = Rumour(title=text)
    rumour.fill_slug()
    return rumour.slug


def _load_reports(directory):
    rows = _new_rows(directory, "reports", "report_id")
    ids = {dataset: LoadedRow.keys(dataset) for dataset in ("sources", "rumours")}
    rumours = Rumour.objects.in_bulk(ids["rumours"].values())
    sources = Source.objects.in_bulk(ids["sources"].values())
    made = {}
    for row in rows:
        rumour = rumours.get(ids["rumours"].get(row["rumour_id"]))
        source = sources.get(ids["sources"].get(row["source_id"]))
        if rumour and source:
            made[row["report_id"]] = _report(row, rumour, source, ids["sources"].get(row["via_source_id"]))
    Report.objects.bulk_create(made.values())
    LoadedRow.record("reports", {key: report.pk for key, report in made.items()})
    _mark_echoes(made, {row["report_id"]: row.get("echo_of") for row in rows})
    return len(made)


def _report(row, rumour, source, via_id):
    day, precision = parse_partial(row["published"])
    return Report(
        rumour=rumour,
        source=source,
        via_id=via_id,
        url=row["url"],
        # Of which only the month is sure: never before the rumour itself was first seen.
        published_at=noon(day if precision == Precision.DAY else max(day, rumour.opened_on)),
        precision=precision,
        stance=STANCES.get(row["stance"], row["stance"]),
        stage=stage_of(row, rumour.kind, source.kind),
    )


def stage_of(row, kind, source_kind):
    """Return the Stage that a report's row means for a rumour of `kind`, or "" for a denial."""
    if row["stance"] == "speculates":
        return Stage.DISCONTENT if kind == Kind.COACH_DEPARTURE else Stage.LINKED
    if row["stance"] != "supports":
        # "denies" with a step means that the step took place and was turned down or stalled.
        return ""
    if row["stage"] == "done" and source_kind == SourceKind.CLUB:
        return Stage.OFFICIAL
    return (BENCH_STAGES if kind == Kind.COACH_DEPARTURE else DEAL_STAGES).get(row["stage"], "")


def _mark_echoes(made, echo_of):
    """Point each repeat at its origin: the one that its row names, or else the first of the same source and rumour."""
    groups = defaultdict(list)
    for key, report in made.items():
        groups[report.rumour_id, report.source_id, report.stance].append((report.via_id is not None, report, key))
    echoes = []
    for group in groups.values():
        group.sort(key=lambda entry: (entry[0], entry[1].published_at, entry[1].pk))
        origin = group[0][1]
        for relayed, report, key in group:
            named = made.get(echo_of.get(key) or "")
            if named or (relayed and report is not origin and report.stage == origin.stage):
                report.echo_of = named or origin
                echoes.append(report)
    Report.objects.bulk_update(echoes, ["echo_of"], batch_size=500)


def _join_races():
    """Put rumours that exclude one another in one race: the candidates for a bench, a player's clubs in a window."""
    groups = defaultdict(list)
    loose = Rumour.objects.filter(race__isnull=True, to_club__isnull=False).for_cards()
    for rumour in loose:
        seat = ("club", rumour.to_club) if rumour.kind == Kind.COACH_APPOINTMENT else ("person", rumour.person)
        groups[*seat, rumour.season, rumour.deadline if seat[0] == "club" else None].append(rumour)
    for (field, owner, season, _due), rivals in groups.items():
        if len(rivals) > 1:
            race = Race.objects.create(title=f"{owner}, {season}", season=season, **{field: owner})
            Rumour.objects.filter(pk__in=[r.pk for r in rivals]).update(race=race)


def noon(day):
    """Return the noon in Rome of a day of which the hour is not known."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
