"""Who and which club the names in files of rumours mean."""

from collections import defaultdict

from django.core.exceptions import ValidationError

from football.models import Alias, Club, Person
from football.names import fold
from rumours.loading.tables import PLAYERS

#: National teams under their English names.
CLUB_NAMES = {"italy": "italia", "brazil": "brasile", "germany": "germania", "france": "francia", "turkey": "turchia"}


class Register:
    """Finds clubs and people by the names that the files use; holds all names in memory (about 4,000)."""

    def __init__(self, directory):
        self.spellings = {row["person"]: row["name"] for row in PLAYERS.rows_if_there(directory)}
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

    def person(self, name, role, row):
        """Return the person of this name, adding one who is not there yet. Raises BadFile for a name of `row` that
        cannot be stored."""
        folded = fold(name)
        if folded not in self.people:
            person = Person(name=self.spellings.get(name, name), role=role)
            try:
                person._meta.get_field("name").clean(person.name, person)
            except ValidationError as error:
                raise row.refused("person", " ".join(error.messages)) from error
            person.save()
            self.people[folded] = person
        return self.people[folded]
