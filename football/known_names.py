"""The register in which texts are read: from the reference files, under their ids, or from the database."""

from collections import Counter, defaultdict
from functools import cache

from django.db.models import Count, Max, Value

from football.dates import parse_partial
from football.gazetteer import DATA, read_rows
from football.models import Alias, AliasKind, Club, Person, Role, Tenure
from football.names import family_name_of, fold
from football.recognition import words
from football.recognition.register import FAMILY, Name, Register, Stint

#: The competition whose clubs are national teams.
NATIONAL_TEAMS = "nazionali"
#: The last register built from the database, by the state it was built from.
_built = {}


def from_files(directory=DATA):
    """Return the Register of the reference files, in which owners are their ids. No query; a tenth of a second."""
    names = [_row_name(row, "club_id") for row in read_rows(directory / "club_aliases.csv")]
    names += [_row_name(row, "coach_id") for row in read_rows(directory / "coach_aliases.csv")]
    clubs = list(read_rows(directory / "clubs.csv"))
    countries = {row["club_id"] for row in clubs if row["competition_id"] == NATIONAL_TEAMS}
    own_of_clubs = [(row["club_id"], row["name"], row["official_name"]) for row in clubs]
    coaches = [(row["coach_id"], row["name"]) for row in read_rows(directory / "coaches.csv")]
    names += _own_names(names, own_of_clubs, _with_family_names(coaches, names))
    stints = map(_row_stint, read_rows(directory / "tenures.csv"))
    return Register(names, stints, countries=countries, cities=[row["city"] for row in clubs])


def _with_family_names(coaches, names):
    """Yield (owner, name, family name) of each coach, by the shortest surname that ends the name, if there is one."""
    surnames = defaultdict(list)
    for name in names:
        if name.kind == AliasKind.SURNAME:
            surnames[name.owner].append(name.text)
    for owner, name in coaches:
        ends = (surname for surname in sorted(surnames[owner], key=len) if name.endswith(surname))
        yield owner, name, next(ends, family_name_of(name))


def _row_name(row, owner):
    return Name(row["alias"], row[owner], owner == "club_id", row["kind"], row["ambiguous"] == "yes")


def _row_stint(row):
    end = parse_partial(row["end"])[0] if row["end"] else None
    return Stint(row["coach_id"], row["club_id"], parse_partial(row["start"])[0], end)


def of_the_site():
    """Return the Register of the database, in which owners are primary keys. One query; four more, and a tenth of a
    second, when a club, a person, a name or a tenure has changed since."""
    state = tuple(sorted(_states().all()))
    register = _built.get(state)
    if register is None:
        register = _from_database()
        _built.clear()
        _built[state] = register
    return register


@cache
def _states():
    """How many there are of each kind, and when the last was saved: a query that is put together once."""
    clubs, *others = (
        model._base_manager.order_by()
        .values(of=Value(model._meta.model_name))
        .annotate(saved=Max("saved_at"), number=Count("pk"))
        .values_list("of", "saved", "number")
        for model in (Club, Person, Alias, Tenure)
    )
    return clubs.union(*others)


def _from_database():
    aliases = Alias.objects.values_list("club_id", "person_id", "text", "kind", "ambiguous")
    names = [Name(text, club or person, bool(club), kind, unsure) for club, person, text, kind, unsure in aliases]
    clubs = list(Club.objects.values_list("pk", "name", "official_name", "city", "competition__slug"))
    names += _own_names(names, [club[:3] for club in clubs], Person.objects.values_list("pk", "name", "family_name"))
    tenures = Tenure.objects.filter(role=Role.COACH).values_list("person_id", "club_id", "start", "end")
    countries = {pk for pk, *_names, competition in clubs if competition == NATIONAL_TEAMS}
    cities = [city for _pk, _name, _official, city, _competition in clubs]
    return Register(names, [Stint(*tenure) for tenure in tenures], countries=countries, cities=cities)


def _own_names(names, clubs, people):
    """Return the names that clubs and people bear themselves and that are not among `names`."""
    there = {(name.is_club, name.owner, fold(name.text)) for name in names}
    own = [*_own_names_of_clubs(clubs), *_own_names_of_people(list(people), names)]
    return [name for name in own if (name.is_club, name.owner, fold(name.text)) not in there]


def _own_names_of_clubs(clubs):
    for owner, name, official in clubs:
        yield Name(name, owner, True)
        if official:
            yield Name(official, owner, True)


def _own_names_of_people(people, names):
    """Everybody's full name, and the surname, which alone means somebody only where nobody else is called so."""
    first_names = words.FIRST_NAMES | {fold(name.partition(" ")[0]) for _owner, name, _family_name in people}
    bearers = Counter({fold(name.text) for name in names})
    bearers.update(fold(family_name) for _owner, _name, family_name in people)
    for owner, name, family_name in people:
        yield Name(name, owner, False, AliasKind.FULL)
        if family_name and family_name != name:
            alone = bearers[fold(family_name)] == 1 and fold(family_name) not in first_names
            yield Name(family_name, owner, False, FAMILY if alone else AliasKind.SURNAME, ambiguous=not alone)
