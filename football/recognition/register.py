"""The names that are looked for, with what is known of their owners: tenures, first names, the kind of each name. Pure;
built once, read by every text."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from ahocorasick_rs import AhoCorasick, MatchKind

from football.names import fold
from football.recognition import words

#: Someone is of a club from so long before a tenure to so long after: stories come early, and go on.
NEAR = timedelta(days=75)
#: Kinds of names that mean a club only beside another of its names.
BYNAMES = frozenset({"colours", "nickname"})
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


class Register:
    """All names, in an automaton; about 4,000 of them take some milliseconds to build."""

    def __init__(self, names, stints=(), *, countries=frozenset()):
        self.countries = countries
        self.names = defaultdict(list)
        for name in names:
            for text in forms_of(name):
                self.names[text].append(name)
        for text in NOT_A_CLUB:
            self.names.setdefault(fold(text), [])
        self.patterns = list(self.names)
        # Standard and overlapping: the longest is chosen once the edges of words have been looked at.
        self.automaton = AhoCorasick([f" {p} " for p in self.patterns], matchkind=MatchKind.Standard)
        self.stints = defaultdict(list)
        for stint in stints:
            self.stints[stint.person].append(stint)
        self.first_names = self._first_names()
        self.known_first_names = words.FIRST_NAMES | {n for names in self.first_names.values() for n in names}

    def _first_names(self):
        """{person: the words before the surname in full names}."""
        found = defaultdict(set)
        for names in self.names.values():
            for name in names:
                if not name.is_club and name.kind in ("full", "spelling", "nickname"):
                    found[name.owner].update(fold(name.text).split()[:-1])
        return found

    def matches(self, folded_words):
        """Yield (first, last, names) for every name in a list of folded words, shorter ones inside longer ones too."""
        line, places = " ", {}
        for place, word in enumerate(folded_words):
            places[len(line) - 1] = place
            line += word + " "
        for pattern, start, _end in self.automaton.find_matches_as_indexes(line, overlapping=True):
            first = places[start]
            text = self.patterns[pattern]
            yield first, first + text.count(" "), self.names[text]

    def clubs_of(self, person, day=None):
        """Return the clubs that someone coached about `day`; without a day all."""
        return {s.club for s in self.stints.get(person, ()) if day is None or s.covers(day)}

    def clubs_on(self, person, day):
        """Return the clubs on whose bench someone sat on `day`."""
        return {s.club for s in self.stints.get(person, ()) if s.covers(day, timedelta())}

    def was_active(self, person, day):
        """Whether someone held a post within three years of `day`, as far as is known."""
        stints = self.stints.get(person)
        return day is None or not stints or any(s.covers(day, timedelta(days=3 * 365)) for s in stints)
