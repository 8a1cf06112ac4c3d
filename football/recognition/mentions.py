"""The names that stand in a text, the longest where they overlap, and what stands around each. Pure."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from football.recognition import words
from football.recognition.register import Name
from football.recognition.tokens import Text

#: What follows the place from which a story comes.
DATELINE = re.compile(r"\. |, \d| \((?!\d-\d)")
#: What follows a club's name in a line-up, and how far before a player it stands at most; and what ends the players.
FORMATION = re.compile(r"\s*\(?\b\d(?:-\d){2,3}\b\)?")
LINE_UP = 400
END_OF_LINE_UP = re.compile(r"\b(?:All|all|ALL|Allenatore)\b|\n")
#: So many names of a list are looked at on either side of one.
LONGEST_LIST = 10
#: What joins the names of a list.
JOINS = frozenset({",", "e", "ed", "o", "-", "–", "/"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A name at a place of a text, by its first and last token, with those who may be meant."""

    first: int
    last: int
    names: tuple[Name, ...]

    @property
    def clubs(self):
        return [name for name in self.names if name.is_club]

    @property
    def people(self):
        return [name for name in self.names if not name.is_club]


def mentions_in(text: Text, register):
    """Return the Mentions of a text in order: the longest name wins, also when it is of something else."""
    found = []
    for first, last, names in register.matches(text.line):
        if text.holds_together(first, last) and not _is_a_fixture(text, first, last, register):
            written = tuple(name for name in names if _is_written_as(name, text, first, last))
            if written or not names:
                found.append(Mention(first, last, written))
    # Of two as long that overlap, the one that is nobody else's: "La Real Sociedad" is no "La Real".
    found.sort(key=lambda m: (m.first - m.last, all(name.ambiguous for name in m.names), m.first))
    taken, kept = set(), []
    for mention in found:
        places = range(mention.first, mention.last + 1)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(mention)
    return sorted((m for m in kept if m.names), key=lambda m: m.first)


def _is_a_fixture(text, first, last, register):
    """Whether a dash parts two names that only look like one: Inter-Milan, Juventus-Torino."""
    for place in range(first, last):
        if text.gap(place) in {"-", "–"}:
            halves = (text.words[first : place + 1], text.words[place + 1 : last + 1])
            return all(" ".join(half) in register.names for half in halves)
    return False


def _is_written_as(name, text, first, last):
    """A name with capitals takes capitals: "conte" and "costa" are words."""
    written = text.written[first : last + 1]
    if name.kind == "abbreviation" and name.ambiguous and name.text.isupper():
        return all(word.isupper() for word in written) and not text.is_shouted(first)
    capitals = _capitals_of(name.text)
    if len(capitals) != len(written):
        return any(word[0].isupper() for word in written) or not name.text[:1].isupper()
    return all(
        not wanted or word[0].isupper() or word[0].isdigit() for word, wanted in zip(written, capitals, strict=True)
    )


@lru_cache(maxsize=10_000)
def _capitals_of(name):
    """Which words of a name take a capital."""
    words = name.replace("-", " ").replace("'", " ").replace("’", " ").replace(".", " ").split()
    return [word[0].isupper() for word in words]


class Surroundings:
    """What stands around a mention."""

    def __init__(self, text, mention):
        self.text, self.mention = text, mention
        self.previous, self.next = text.before(mention.first), text.after(mention.last)
        self.before = self.previous.word if self.previous else ""

    @property
    def is_shouted(self):
        """Whether the sentence is in capitals, which then tell nothing."""
        return self.text.is_shouted(self.mention.first)

    @property
    def word(self):
        return self.text.words[self.mention.first]

    @property
    def starts_a_sentence(self):
        return self.mention.first in self.text.first_of_sentence

    @property
    def is_an_adjective(self):
        """Whether a noun follows the capital that opens a sentence: Grosso colpo."""
        return self.starts_a_sentence and self.next is not None and self.next.word in words.NOUNS

    @property
    def beyond(self):
        """The word before the one right before: "contro" of "contro la Francia"."""
        token = self.text.before(self.mention.first - 1) if self.previous else None
        return token.word if token else ""

    @property
    def is_out(self):
        """Whether "via" right before sends him away, and is no street: "via Gotti, dentro Nicola"."""
        return not self.beyond or self.beyond in words.AWAY

    @property
    def has_initial(self):
        """Whether an initial with its full stop stands right before: S. Inzaghi."""
        place = self.mention.first
        return self.previous is not None and len(self.previous.raw) == 1 and self.text.gap(place - 1).startswith(".")

    @property
    def called(self):
        """The word before the name, past an initial: "tecnico" of "il tecnico Gotti"."""
        return self.beyond if self.has_initial else self.before

    @property
    def follows_all(self):
        """Whether "All." stands before, as in line-ups."""
        place = self.mention.first - 1 - self.has_initial
        if place < 0 or self.text.words[place] not in {"all", "allenatore"}:
            return False
        return self.text.gap(place).startswith((".", ":"))

    @property
    def follows_a_referee(self):
        return self.before in words.REFEREES or (self.beyond in words.REFEREES and self.is_after_another_name)

    @property
    def is_off_the_bench(self):
        """Whether "dalla panchina" stands near by, as of a player who comes on."""
        near = self.words(4)
        return any(one == "dalla" and other == "panchina" for one, other in pairwise(near))

    @property
    def is_before_a_formation(self):
        return FORMATION.match(self.text.text, self.text.ends[self.mention.last]) is not None

    @property
    def is_in_a_line_up(self):
        """Whether it is one of the players after a formation: "Lecce (4-3-3): Falcone; Gendrey, …"."""
        start = self.text.starts[self.mention.first]
        before = self.text.text[max(0, start - LINE_UP) : start]
        formations = [match.end() for match in FORMATION.finditer(before)]
        if not formations:
            return False
        players = before[formations[-1] :]
        return players.startswith(":") and not END_OF_LINE_UP.search(players)

    @property
    def is_a_kicker(self):
        """Whether it opens a line, and a comma or a colon follows: "Empoli, Nicola verso la conferma"."""
        text, start = self.text.text, self.text.starts[self.mention.first]
        opens = start == 0 or text[start - 1] == "\n"
        return opens and text[self.text.ends[self.mention.last] :][:1] in {",", ":"}

    @property
    def has_blank_before(self):
        return self.previous is not None and self.text.gap(self.mention.first - 1).isspace()

    @property
    def is_in_a_fixture(self):
        """Whether a hyphen joins it to another capital: Roma-Lazio, Allegri-Milan."""
        for place, token in ((self.mention.first - 1, self.previous), (self.mention.last, self.next)):
            if token and token.is_capital and self.text.gap(place).strip() in {"-", "–"}:
                return True
        return False

    @property
    def is_a_dateline(self):
        """Whether it stands alone where a line starts: "Napoli. Dopo …", "MONZA, 3 gennaio"."""
        text, start = self.text.text, self.text.starts[self.mention.first]
        if start and text[start - 1] != "\n":
            return False
        return DATELINE.match(text, self.text.ends[self.mention.last]) is not None

    @property
    def is_a_grounds_name(self):
        """Whether it is the name of a stadium: al «Franco Scoglio»."""
        text, first = self.text, self.mention.first
        if not first or text.text[text.starts[first] - 1] not in "«“\"'":
            return False
        return text.words[first - 1] in {"al", "allo", "dal", "del", "nel", "stadio", "impianto"}

    @property
    def article(self):
        return self.before if self.before in words.ARTICLES else ""

    @property
    def is_after_another_name(self):
        """Whether a capital that is no common word stands right before: Virtus Bologna, Andrea Conti."""
        if self.is_shouted:
            return self.has_blank_before and self.before in words.FIRST_NAMES
        return self.has_blank_before and self.previous.is_capital and self.before not in words.FUNCTION

    @property
    def has_a_name_after(self):
        """Whether a capital that is no common word stands right after: Real Aversa, Nicola Zalewski."""
        after = self.next
        if after is None or not after.is_capital or after.word in words.FUNCTION or self.is_shouted:
            return False
        return self.text.gap(self.mention.last).isspace()

    def first_name_before(self, known):
        """The first name right before, or "": any capital inside a sentence, only a `known` one where it starts."""
        if self.has_initial:
            return self.before
        if not self.is_after_another_name:
            return ""
        starts = self.mention.first - 1 in self.text.first_of_sentence
        return self.before if self.before in known or not (starts or self.before in words.CLUB_MARKS) else ""

    def is_a_first_name(self, known):
        """Whether what is matched is the first name of somebody else: Nicola Zalewski, Milan Skriniar."""
        if self.mention.first != self.mention.last or not self.has_a_name_after:
            return False
        return self.text.words[self.mention.first] in known

    @property
    def opening_of_its_list(self):
        """The word before the first capital of the list that it ends: "a" of "a Roma, Milano e Torino"."""
        text, place = self.text, self.mention.first
        while place > max(0, self.mention.first - 2 * LONGEST_LIST):
            if text.words[place - 1] in {"e", "ed"}:
                place -= 1
            elif text.gap(place - 1).strip() != ",":
                break
            if place == 0 or not text.is_capital(place - 1):
                return ""
            place -= 1
        return text.words[place - 1] if 0 < place < self.mention.first else ""

    @property
    def opens_a_pair(self):
        """Whether "tra" or "fra" stands before and "e" with a capital after: tra Alessandria e Gozzano."""
        text, last = self.text, self.mention.last
        if self.before not in {"tra", "fra"} or last + 2 >= len(text.words):
            return False
        return text.words[last + 1] in {"e", "ed"} and text.is_capital(last + 2)

    def words(self, reach):
        return self.text.around(self.mention.first, self.mention.last, reach)

    def has_near(self, told, reach):
        return not told.isdisjoint(self.words(reach))


def lists_of(text, mentions):
    """Return, for each of the mentions in order, the places of those that commas, "e", "o" or dashes join to it."""
    begins = [0]
    for place in range(1, len(mentions)):
        if text.between(mentions[place - 1].last, mentions[place].first) not in JOINS:
            begins.append(place)
    lists = (range(begin, end) for begin, end in pairwise([*begins, len(mentions)]))
    return [_others(place, whole) for whole in lists for place in whole]


def _others(place, whole):
    """The places of a list near one of them, without it."""
    near = range(max(place - LONGEST_LIST, whole.start), min(place + LONGEST_LIST + 1, whole.stop))
    return [other for other in near if other != place] if len(near) > 1 else []
