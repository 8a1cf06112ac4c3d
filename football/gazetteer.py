"""The reference data: clubs, coaches, their other names and their tenures, from the CSV files in football/data/.

Every row is applied once and never again (see LoadedRow), so loading is idempotent and an editor's change stays.
"""

import csv
from functools import partial
from pathlib import Path

from django.db import transaction

from football.dates import Precision, parse_partial
from football.models import Alias, Club, Competition, HowEnded, LoadedRow, Person, Tenure, TransferWindow, stamp
from football.names import family_name_of, slug_of
from football.topics import REGISTER

DATA = Path(__file__).parent / "data"
HOW_ENDED = {
    "sacked": HowEnded.SACKED,
    "mutual": HowEnded.MUTUAL,
    "resigned": HowEnded.RESIGNED,
    "expired": HowEnded.END_OF_CONTRACT,
    "moved": HowEnded.OTHER_POST,
    "": "",
}


@transaction.atomic
def load(directory=DATA):
    """Apply the rows not applied before. Returns {dataset: rows applied}. About twenty queries when all is there."""
    return {
        "competitions": _load(directory, "competitions", ["competition_id"], _competition),
        "clubs": _load(directory, "clubs", ["club_id"], _club),
        "coaches": _load(directory, "coaches", ["coach_id"], partial(_coach, surnames=_surnames(directory))),
        "club_aliases": _load(directory, "club_aliases", ["club_id", "alias"], _club_alias),
        "coach_aliases": _load(directory, "coach_aliases", ["coach_id", "alias"], _coach_alias),
        "tenures": _load(directory, "tenures", ["coach_id", "club_id", "start"], _tenure),
        "windows": _load(directory, "windows", ["window_id"], _window),
    } | {"names": _refresh_search_names()}


def read_rows(path):
    """Yield the rows of a CSV file as dictionaries of stripped strings."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {column: (value or "").strip() for column, value in row.items()}


def _load(directory, dataset, key_columns, build):
    """Store what `build(row, known)` makes of each new row; None skips a row whose owner an editor deleted."""
    done, known = LoadedRow.keys(dataset), _known()
    made = {}
    for row in read_rows(directory / f"{dataset}.csv"):
        key = "|".join(row[column] for column in key_columns)
        if key not in done and key not in made and (thing := build(row, known)):
            made[key] = thing
    if made:
        type(next(iter(made.values()))).objects.bulk_create(made.values())
        stamp({REGISTER})
        LoadedRow.record(dataset, {key: thing.pk for key, thing in made.items()})
    return len(made)


def _known():
    """Return, by dataset, the ids that still exist of what earlier files made."""
    models = {"competitions": Competition, "clubs": Club, "coaches": Person}
    alive = {name: set(model.objects.values_list("pk", flat=True)) for name, model in models.items()}
    return {name: {k: pk for k, pk in LoadedRow.keys(name).items() if pk in alive[name]} for name in models}


def _competition(row, known):
    return Competition(slug=row["competition_id"], name=row["name"], country=row["country"], tier=int(row["tier"]))


def _club(row, known):
    return Club(
        slug=slug_of(row["club_id"]),
        name=row["name"],
        official_name=row["official_name"],
        country=row["country"],
        city=row["city"],
        competition_id=known["competitions"][row["competition_id"]],
        founded=int(row["founded"]) if row["founded"] else None,
        primary_colour=row["primary_colour"],
        secondary_colour=row["secondary_colour"],
    )


def _surnames(directory):
    """Return {coach: surname}: the shortest alias of that kind that ends the name is how lists sort it."""
    found = {}
    for row in read_rows(directory / "coach_aliases.csv"):
        if row["kind"] == "surname" and len(row["alias"]) < len(found.get(row["coach_id"], "x" * 100)):
            found[row["coach_id"]] = row["alias"]
    return found


def _coach(row, known, *, surnames):
    surname = surnames.get(row["coach_id"], "")
    return Person(
        slug=slug_of(row["coach_id"]),
        name=row["name"],
        family_name=surname if surname and row["name"].endswith(surname) else family_name_of(row["name"]),
        birth_date=row["birth_date"] or None,
        nationality=row["nationality"],
        retired=row["status"] == "retired",
    )


def _club_alias(row, known):
    club = known["clubs"].get(row["club_id"])
    return club and Alias(club_id=club, **_alias_fields(row))


def _coach_alias(row, known):
    person = known["coaches"].get(row["coach_id"])
    return person and Alias(person_id=person, **_alias_fields(row))


def _alias_fields(row):
    return {"text": row["alias"], "kind": row["kind"], "ambiguous": row["ambiguous"] == "yes"}


def _tenure(row, known):
    person, club = known["coaches"].get(row["coach_id"]), known["clubs"].get(row["club_id"])
    if not (person and club):
        return None
    start, start_precision = parse_partial(row["start"])
    end, end_precision = parse_partial(row["end"]) if row["end"] else (None, Precision.DAY)
    return Tenure(
        person_id=person,
        club_id=club,
        start=start,
        start_precision=start_precision,
        # A tenure of which only the months are known may begin and end in one: its end is not before its start.
        end=end and max(start, end),
        end_precision=end_precision,
        how_ended=HOW_ENDED[row["how_ended"]],
    )


def _window(row, known):
    return TransferWindow(
        country=row["country"],
        name=row["name"],
        opens_on=row["opens_on"] or None,
        closes_on=row["closes_on"],
        closing_hour=row["closing_hour"] or None,
        source=row["source"],
    )


def _refresh_search_names():
    """Write the searched names of those that have none or lack an alias. Four queries and a bulk update."""
    return sum(_refresh_model(model) for model in (Club, Person))


def _refresh_model(model):
    stale = []
    for thing in model.objects.prefetch_related("aliases"):
        names = thing.folded([*thing.own_names(), *(alias.text for alias in thing.aliases.all())])
        if names != thing.search_names:
            thing.search_names = names
            stale.append(thing)
    model.objects.bulk_update(stale, ["search_names"], batch_size=200)
    return len(stale)
