"""The names that are looked for, with what is known of their owners: tenures, first names, the kind of each name. Pure;
built once, read by every text."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from ahocorasick_rs import AhoCorasick, MatchKind

from football.names import fold
from football.recognition import words

#: Someone is of a club from so long before a tenure to so long after: stories come early, and go on.
NEAR = timedelta(days=75)
#: Kinds of names that mean a club only beside another of its names.
BYNAMES = frozenset({"colours", "nickname"})
#: The kind of a surname that one person of the register bears, and that nobody vouches for; and all surnames.
FAMILY = "family"
SURNAMES = frozenset({"surname", FAMILY})
#: Names in which a club is hidden, and which are of something else.
NOT_A_CLUB = (
    "Monaco di Baviera",
    "Principato di Monaco",
    "Milano Cortina",
    "Roma Capitale",
    "Città del Capo",
    "Real Time",
    "Real Estate",
    "Inter nos",
    "Parma ham",
    "Forza Italia",
    "Fratelli d'Italia",
    "Italia Viva",
    "Banca d'Italia",
    "Coppa Italia",
    "Giro d'Italia",
    "Poste Italiane",
    "Regione Lazio",
    "Serie A",
    "Vasco Rossi",
    "Valentino Rossi",
    "Paolo Rossi",
    "Conte Dracula",
    "New York City",
    "Kansas City Chiefs",
    "Nazionale cantanti",
    "Lega Nazionale",
    "campione d'Italia",
    "campioni d'Italia",
    "campionessa d'Italia",
    "Atleti Azzurri d'Italia",
    "Repubblica Italiana",
    "Stati Uniti d'America",
    "Re Carlo III",
    "Carlo III",
    "La Spezia",
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name of one owner. Owners are told apart by `is_club` and `owner`."""

    text: str
    owner: object
    is_club: bool
    kind: str = "short"
    ambiguous: bool = False

    @property
    def key(self):
        return self.is_club, self.owner


@dataclass(frozen=True, slots=True)
class Stint:
    """That someone coached a club, from a day to another or to date."""

    person: object
    club: object
    start: date
    end: date | None = None

    def covers(self, day, near=NEAR):
        return self.start - near <= day and (self.end is None or day <= self.end + near)


def forms_of(name):
    """Return how a name may be written, folded: colours in every gender and number, "rossoneri" as "rossonera" too."""
    folded = fold(name.text)
    if name.kind == "colours" and folded.endswith("i") and " " not in folded:
        return [folded, *(folded[:-1] + ending for ending in "oae")]
    return [folded] if folded else []


def _by_text(names):
    """Return {folded text: names}; no name at all for what only looks like one."""
    found = defaultdict(list)
    for name in names:
        for text in forms_of(name):
            found[text].append(name)
    for text in NOT_A_CLUB:
        found.setdefault(fold(text), [])
    return dict(found)


def _by_person(stints):
    found = defaultdict(list)
    for stint in stints:
        found[stint.person].append(stint)
    return dict(found)


class Register:
    """All names, in an automaton; about 4,000 of them take some milliseconds to build."""

    def __init__(self, names, stints=(), *, countries=frozenset(), cities=()):
        self.countries = countries
        self.names = _by_text(names)
        self.towns = self._towns({fold(city) for city in cities})
        self.patterns = list(self.names)
        # Standard and overlapping: the longest is chosen once the edges of words have been looked at.
        self.automaton = AhoCorasick([f" {p} " for p in self.patterns], matchkind=MatchKind.Standard)
        self.stints = _by_person(stints)
        self.clubs = {person: frozenset(s.club for s in those) for person, those in self.stints.items()}
        #: {person: surnames}, {surname: people}, folded.
        self.surnames, self.families = self._surnames()
        self.first_names = self._first_names()
        self.initials = self._initials()
        #: How many people bear a first name.
        self.bearers = Counter(n for names in self.first_names.values() for n in names)
        self.known_first_names = words.FIRST_NAMES | self.bearers.keys()

    def _towns(self, cities):
        """Names in one word that are a town's too: the town itself, or its name in its own language."""
        called = {
            n.owner for names in self.names.values() for n in names if n.is_club and n.ambiguous and n.kind == "short"
        }
        return cities | {
            text
            for text, names in self.names.items()
            for n in names
            if n.is_club and " " not in text and n.kind in ("local_language", "spelling") and n.owner in called
        }

    def is_a_town(self, name):
        return fold(name.text) in self.towns

    def _surnames(self):
        surnames, families = defaultdict(set), defaultdict(set)
        for text, names in self.names.items():
            for name in names:
                if name.kind in SURNAMES:
                    surnames[name.owner].add(text)
                    families[text].add(name.owner)
        return dict(surnames), dict(families)

    def _first_names(self):
        """{person: the words before the surname in full names}."""
        found = defaultdict(set)
        for text, names in self.names.items():
            for name in names:
                if not name.is_club and name.kind in ("full", "spelling", "nickname"):
                    found[name.owner].update(self._before_the_surname(text, name))
        return dict(found)

    def _initials(self):
        """{person: the letters with which full names begin}."""
        found = defaultdict(set)
        for text, names in self.names.items():
            for name in names:
                if name.kind == "full":
                    found[name.owner].add(text[:1])
        return dict(found)

    def _before_the_surname(self, text, name):
        for surname in self.surnames.get(name.owner, ()):
            if text.endswith(f" {surname}"):
                return text.removesuffix(f" {surname}").split()
        return text.split()[:-1] if name.kind != "nickname" else []

    def may_be_called(self, person, first_name):
        """Whether a first name can be a person's: Gian for Gianpiero, Sergio for Sérgio, an initial."""
        if len(first_name) == 1:
            return first_name in self.initials.get(person, ())
        return any(_are_alike(first_name, own) for own in self.first_names.get(person, ()))

    def bears_alone(self, person, first_name):
        """Whether nobody else of the register has a first name, and it is not a common one."""
        return self.bearers[first_name] == 1 and first_name in self.first_names.get(person, set()) - words.FIRST_NAMES

    def is_known_by_surname(self, person):
        """Whether a surname alone means this person and nobody else."""
        names = (name for surname in self.surnames.get(person, ()) for name in self.names[surname])
        return any(name.owner == person and name.kind == "surname" and not name.ambiguous for name in names)

    def holds_surname(self, name):
        """Whether a person's name ends with a surname of theirs: Max Allegri, not il Komandante."""
        return any(fold(name.text).endswith(surname) for surname in self.surnames.get(name.owner, ()))

    def matches(self, line):
        """Yield (first, last, names) for every name in a line of folded words with a blank before and after each,
        shorter ones inside longer ones too."""
        for pattern, start, _end in self.automaton.find_matches_as_indexes(line, overlapping=True):
            first = line.count(" ", 0, start)
            text = self.patterns[pattern]
            yield first, first + text.count(" "), self.names[text]

    def clubs_of(self, person, day=None):
        """Return the clubs that someone coached about `day`; without a day all."""
        if day is None:
            return self.clubs.get(person, frozenset())
        return {s.club for s in self.stints.get(person, ()) if s.covers(day)}

    def clubs_on(self, person, day):
        """Return the clubs on whose bench someone sat on `day`."""
        return {s.club for s in self.stints.get(person, ()) if s.covers(day, timedelta())}

    def was_active(self, person, day):
        """Whether someone held a post within three years of `day`, as far as is known."""
        stints = self.stints.get(person)
        return day is None or not stints or any(s.covers(day, timedelta(days=3 * 365)) for s in stints)


def _are_alike(one, other):
    return one == other or (
        len(one) >= 3 and len(other) >= 3 and (other.startswith(one[:4]) or one.startswith(other[:4]))
    )
