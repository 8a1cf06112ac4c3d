"""The register in which texts are read: from the reference files, under their ids, or from the database."""

from django.db.models import Count, Max

from football.dates import parse_partial
from football.gazetteer import DATA, read_rows
from football.models import Alias, AliasKind, Club, Person, Role, Tenure
from football.names import fold
from football.recognition.register import Name, Register, Stint

#: The competition whose clubs are national teams.
NATIONAL_TEAMS = "nazionali"
#: The last register built from the database, by the state it was built from.
_built = {}


def from_files(directory=DATA):
    """Return the Register of the reference files, in which owners are their ids. No query; 30 ms."""
    names = [_row_name(row, "club_id") for row in read_rows(directory / "club_aliases.csv")]
    names += [_row_name(row, "coach_id") for row in read_rows(directory / "coach_aliases.csv")]
    clubs = read_rows(directory / "clubs.csv")
    countries = {row["club_id"] for row in clubs if row["competition_id"] == NATIONAL_TEAMS}
    return Register(names, map(_row_stint, read_rows(directory / "tenures.csv")), countries=countries)


def _row_name(row, owner):
    return Name(row["alias"], row[owner], owner == "club_id", row["kind"], row["ambiguous"] == "yes")


def _row_stint(row):
    end = parse_partial(row["end"])[0] if row["end"] else None
    return Stint(row["coach_id"], row["club_id"], parse_partial(row["start"])[0], end)


def of_the_site():
    """Return the Register of the database, in which owners are primary keys. Four queries; four more, and a tenth of
    a second, when a club, a person, a name or a tenure has changed since."""
    state = tuple(
        tuple(model._base_manager.aggregate(saved=Max("saved_at"), number=Count("pk")).values())
        for model in (Club, Person, Alias, Tenure)
    )
    if state not in _built:
        _built.clear()
        _built[state] = _from_database()
    return _built[state]


def _from_database():
    aliases = list(Alias.objects.values_list("club_id", "person_id", "text", "kind", "ambiguous"))
    names = [Name(text, club or person, bool(club), kind, unsure) for club, person, text, kind, unsure in aliases]
    there = {(name.is_club, name.owner, fold(name.text)) for name in names}
    own = [*_own_names_of_clubs(), *_own_names_of_people()]
    names += [name for name in own if (name.is_club, name.owner, fold(name.text)) not in there]
    tenures = Tenure.objects.filter(role=Role.COACH).values_list("person_id", "club_id", "start", "end")
    countries = set(Club.objects.filter(competition__slug=NATIONAL_TEAMS).values_list("pk", flat=True))
    return Register(names, [Stint(*tenure) for tenure in tenures], countries=countries)


def _own_names_of_clubs():
    for pk, name, official in Club.objects.values_list("pk", "name", "official_name"):
        yield Name(name, pk, True)
        if official:
            yield Name(official, pk, True)


def _own_names_of_people():
    """Everybody's full name, and the surname, which on its own is never sure."""
    for pk, name, family_name in Person.objects.values_list("pk", "name", "family_name"):
        yield Name(name, pk, False, AliasKind.FULL)
        if family_name and family_name != name:
            yield Name(family_name, pk, False, AliasKind.SURNAME, ambiguous=True)
