"""The names that stand in a text, the longest where they overlap, and what stands around each. Pure."""

import re
from dataclasses import dataclass

from football.names import fold
from football.recognition import words
from football.recognition.register import Name
from football.recognition.tokens import Text

#: What follows the place from which a story comes.
DATELINE = re.compile(r"\. |, \d| \(")
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
    for first, last, names in register.matches([token.word for token in text.tokens]):
        if text.holds_together(first, last) and not _is_a_fixture(text, first, last, register):
            written = tuple(name for name in names if _is_written_as(name, text, first, last))
            if written or not names:
                found.append(Mention(first, last, written))
    found.sort(key=lambda m: (m.first - m.last, m.first))
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
            halves = (text.tokens[first : place + 1], text.tokens[place + 1 : last + 1])
            return all(" ".join(token.word for token in half) in register.names for half in halves)
    return False


def _is_written_as(name, text, first, last):
    """A name with capitals takes capitals: "conte" and "costa" are words."""
    written = text.tokens[first : last + 1]
    wanted = name.text.replace("-", " ").replace("'", " ").replace("’", " ").replace(".", " ").split()
    if len(wanted) != len(written):
        return any(token.is_capital for token in written) or not name.text[:1].isupper()
    return all(
        token.is_capital or token.raw[0].isdigit() or not want[0].isupper()
        for token, want in zip(written, wanted, strict=True)
    )


class Surroundings:
    """What stands around a mention."""

    def __init__(self, text, mention):
        self.text, self.mention = text, mention
        self.previous, self.next = text.before(mention.first), text.after(mention.last)
        self.before = self.previous.word if self.previous else ""

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
        text, start = self.text.text, self.text.tokens[self.mention.first].start
        if start and text[start - 1] != "\n":
            return False
        return DATELINE.match(text, self.text.tokens[self.mention.last].end) is not None

    @property
    def is_a_grounds_name(self):
        """Whether it is the name of a stadium: al «Franco Scoglio»."""
        text, first = self.text, self.mention.first
        if not first or text.text[text.tokens[first].start - 1] not in "«“\"'":
            return False
        return text.tokens[first - 1].word in {"al", "allo", "dal", "del", "nel", "stadio", "impianto"}

    @property
    def article(self):
        return self.before if self.before in words.ARTICLES else ""

    @property
    def is_after_another_name(self):
        """Whether a capital that is no common word stands right before: Virtus Bologna, Andrea Conti."""
        return self.has_blank_before and self.previous.is_capital and self.before not in words.FUNCTION

    @property
    def has_a_name_after(self):
        """Whether a capital that is no common word stands right after: Real Aversa, Nicola Zalewski."""
        after = self.next
        if after is None or not after.is_capital or after.word in words.FUNCTION:
            return False
        return self.text.gap(self.mention.last).isspace()

    def first_name_before(self, known):
        """The first name right before, or "": any capital inside a sentence, only a `known` one where it starts."""
        if not self.is_after_another_name:
            return ""
        starts = self.mention.first - 1 in self.text.first_of_sentence
        return self.before if self.before in known or not (starts or self.before in words.CLUB_MARKS) else ""

    def is_a_first_name(self, known):
        """Whether what is matched is the first name of somebody else: Nicola Zalewski, Milan Skriniar."""
        if self.mention.first != self.mention.last or not self.has_a_name_after:
            return False
        return self.text.tokens[self.mention.first].word in known

    def joined_to(self, mentions):
        """The mentions that a comma, "e" or "o" joins to this one, or a dash: those of one list."""
        text, (first, last) = self.text, (self.mention.first, self.mention.last)
        for mention, _around in mentions:
            if mention.first > last:
                between = text.between(last, mention.first)
            elif mention.last < first:
                between = text.between(mention.last, first)
            else:
                continue
            if between in JOINS:
                yield mention

    @property
    def opens_a_pair(self):
        """Whether "tra" or "fra" stands before and "e" with a capital after: tra Alessandria e Gozzano."""
        text, last = self.text, self.mention.last
        if self.before not in {"tra", "fra"} or last + 2 >= len(text.tokens):
            return False
        return text.tokens[last + 1].word in {"e", "ed"} and text.tokens[last + 2].is_capital

    def words(self, reach):
        return self.text.around(self.mention.first, self.mention.last, reach)

    def has_near(self, told, reach):
        return not told.isdisjoint(self.words(reach))


def is_same_person(first_name, known):
    """Whether a first name can be one of `known`: Gian for Gianpiero, Sergio for Sérgio, an initial."""
    first_name = fold(first_name)
    return any(
        k == first_name
        or (len(first_name) == 1 and k.startswith(first_name))
        or (len(first_name) >= 3 and len(k) >= 3 and (k.startswith(first_name[:4]) or first_name.startswith(k[:4])))
        for k in known
    )
