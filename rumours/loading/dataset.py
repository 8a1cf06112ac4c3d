"""Rumours, reports and sources from CSV files: the columns are told in docs/dati-delle-voci.md.

Every row is applied once and never again (see LoadedRow), so an editor's change stays. Names are resolved against the
clubs and people that are there; a player who is not yet in the register is added.
"""

from collections import Counter, defaultdict
from pathlib import Path

from django.db import transaction

from football.dates import parse_partial
from football.gazetteer import read_rows
from football.models import Alias, Club, LoadedRow, Person, Role
from football.names import fold
from rumours.loading.columns import echoes_among, is_attributable, kind_of, noon, published_of, stage_of, stance_of
from rumours.loading.replay import replay
from rumours.loading.windows import deadline_of, window_in_words
from rumours.models import Domain, Race, Report, Rumour, Source
from rumours.rules import write_rule, write_title
from rumours.vocabulary import Kind, Outcome

DATA = Path(__file__).parent.parent / "data"
#: The site's own additions to the set, in the same columns: the Madrid bench of November 2024.
WORKED_STORY = DATA / "worked_story"

#: National teams under their English names.
CLUB_NAMES = {"italy": "italia", "brazil": "brasile", "germany": "germania", "france": "francia", "turkey": "turchia"}


@transaction.atomic
def load(directories=(DATA, WORKED_STORY)):
    """Apply the rows not applied before and replay the labels of the new rumours. Returns {dataset: rows applied}."""
    counts = Counter()
    for directory in directories:
        counts["sources"] += _load_sources(directory)
        counts["domains"] += _load_domains(directory)
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


def _load_domains(directory):
    """The domains under which sources publish; one that an editor has given to another stays there."""
    done, sources = LoadedRow.keys("domains"), LoadedRow.keys("sources")
    taken = set(Domain.objects.values_list("name", flat=True))
    rows = [row for row in _rows_if_there(directory / "domains.csv") if row["domain"] not in {*done, *taken}]
    made = [
        Domain(name=row["domain"], source_id=sources[row["source_id"]]) for row in rows if row["source_id"] in sources
    ]
    Domain.objects.bulk_create(made)
    LoadedRow.record("domains", {domain.name: domain.pk for domain in made})
    return len(made)


def _source(row):
    return Source(
        name=row["name"],
        kind=row["kind"],
        country=row["country"],
        language=row["language"],
        standing=int(row["prior_tier"]),
        attributable=is_attributable(row),
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
    kind = kind_of(row)
    person = register.person(row["person"], Role(row["person_role"]))
    from_club, to_club = register.club(row["from_club"]), register.club(row["to_club"])
    opened = parse_partial(row["first_seen"])[0]
    settled = row["outcome_date"] and parse_partial(row["outcome_date"])[0]
    deadline = _deadline(row, opened, settled)
    season = window_in_words(row["window_or_season"])
    dismissal_only = row.get("dismissal_only") == "yes"
    clubs = {"from_club": from_club or row["from_club"], "to_club": to_club or row["to_club"]}
    title = row.get("title") or write_title(kind, who=person.family_name, **clubs)
    return Rumour(
        title=title,
        slug=_free_slug(title if row.get("title") else f"{title} {season}"),
        kind=kind,
        person=person,
        from_club=from_club,
        to_club=to_club,
        season=season,
        rule=write_rule(kind, dismissal_only=dismissal_only, person=person.name, deadline=deadline, **clubs),
        opened_on=opened,
        deadline=deadline,
        dismissal_only=dismissal_only,
        points_last_five=int(row["points_last_five"]) if row.get("points_last_five") else None,
        published_at=noon(opened),
        news_at=noon(settled or opened),
        outcome=_outcome(row["outcome"], settled, deadline),
        outcome_on=settled if row["outcome"] != "open" else None,
        outcome_note=row["outcome_note"] if row["outcome"] != "open" else "",
        outcome_known_at=noon(settled) if row["outcome"] != "open" else None,
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
    _mark_echoes(made, echoes_among(rows))
    return len(made)


def _report(row, rumour, source, via_id):
    published_at, precision = published_of(row, rumour.opened_on)
    return Report(
        rumour=rumour,
        source=source,
        via_id=via_id,
        url=row["url"],
        published_at=published_at,
        logged_at=published_at,
        precision=precision,
        stance=stance_of(row),
        stage=stage_of(row, rumour.kind, source.kind),
    )


def _mark_echoes(made, echoes):
    """Point each repeat among `made`, {report_id: Report}, at what it repeats."""
    repeats = [key for key in made if echoes.get(key) in made]
    for key in repeats:
        made[key].echo_of = made[echoes[key]]
    Report.objects.bulk_update([made[key] for key in repeats], ["echo_of"], batch_size=500)


def _join_races():
    """Put rumours that exclude one another in one race: the candidates for a bench, a player's clubs in a window."""
    groups = defaultdict(list)
    loose = Rumour.objects.filter(race__isnull=True, to_club__isnull=False).for_cards()
    for rumour in loose:
        seat = ("club", rumour.to_club) if rumour.kind == Kind.COACH_APPOINTMENT else ("person", rumour.person)
        groups[*seat, rumour.season, rumour.deadline if seat[0] == "club" else None].append(rumour)
    for (field, owner, season, due), rivals in groups.items():
        if len(rivals) > 1:
            race = Race(title=f"{owner}, {season}", season=season, **{field: owner})
            race.vacancy = _departure_from(owner, season, due) if field == "club" else None
            race.save()
            Rumour.objects.filter(pk__in=[r.pk for r in rivals]).update(race=race)


def _departure_from(club, season, due):
    """The rumour, if there is one, that the bench of `club` becomes free within the season and by the same day."""
    leaves = Rumour.objects.filter(kind=Kind.COACH_DEPARTURE, dismissal_only=False, from_club=club)
    return leaves.filter(season=season, deadline=due).first()
