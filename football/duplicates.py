"""Which of many names may mean the same club, or the same person. Pure: names in, pairs out.

No name is compared with every other: those are compared that share a key (their words, their words but one, their words
as they sound), so that twenty thousand take seconds.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations, pairwise
from os.path import commonprefix

from football.names import fold
from football.recognition.words import CLUB_MARKS

#: A word with a slip of the pen has at least so many letters: shorter ones are often two different words.
SLIP_FROM = 5
#: Of more names than these with one key, each is paired with the next one only.
CROWD = 20
#: Longer names are not taken apart into shorter ones.
MOST_WORDS = 6
#: How one sound is spelled in one language and another, the longest spellings first.
SOUNDS = (
    (re.compile("sch|sh|sc(?=[ei])|ch(?=[aou])"), "s"),
    (re.compile("tch|ch|ck|kh|qu|[ckqg]"), "k"),
    (re.compile("ph"), "f"),
    (re.compile("ts|tz|z"), "s"),
    (re.compile("[yj]"), "i"),
    (re.compile("w"), "v"),
    (re.compile("([aou])e"), r"\1"),
    (re.compile("h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


#: The letters of an abbreviation with its full stops, of which folding leaves blanks: F.C., S.S.C.
SPACED = re.compile(r"\b(\w) (?=\w\b)")


class Likeness(IntEnum):
    """Why two may be one, the surest first."""

    SAME_NAME = 1
    OTHER_NAME = 2
    SAME_WORDS = 3
    INITIAL = 4
    SLIP = 5
    SOUND = 6
    LONGER = 7
    SURNAME = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the register. `others` are its other names that mean nobody else; `mark` what two that are one cannot have
    different, when both are known: a birth date, a country."""

    key: int
    name: str
    others: tuple[str, ...] = ()
    mark: object = None


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    likeness: Likeness
    one: int
    other: int


def likely_pairs(entries, *, people, apart=frozenset()):
    """Return the Pairs of those that may be the same, the surest first, each once with its surest likeness; without the
    (key, key) pairs that were told apart. `people` have initials and surnames, clubs have marks ("FC"). About a second
    for ten thousand."""
    names = _Names(entries, people=people)
    finders = [names.same_name, names.other_name, names.same_words, names.slip, names.sound]
    finders += [names.initial, names.longer, names.surname] if people else []
    found = {}
    for likeness, one, other in (pair for find in finders for pair in find()):
        pair = (min(one.key, other.key), max(one.key, other.key))
        if one.key != other.key and pair not in apart and not _marks_differ(one, other):
            found[pair] = min(likeness, found.get(pair, likeness))
    return sorted(Pair(likeness, *pair) for pair, likeness in found.items())


def _marks_differ(one, other):
    return bool(one.mark and other.mark and one.mark != other.mark)


class _Names:
    """The entries by the words of their names, and the ways in which two may be alike. Each way yields
    (likeness, one, other); a pair may come more than once."""

    def __init__(self, entries, *, people):
        self.people = people
        self.words = {entry: self._words(entry.name) for entry in entries}
        self.by_words = defaultdict(list)
        for entry, words in self.words.items():
            self.by_words[tuple(sorted(words))].append(entry)

    def _words(self, name):
        if self.people:
            return fold(name).split()
        words = SPACED.sub(r"\1", fold(name)).split()
        return [word for word in words if word not in CLUB_MARKS and not word.isdecimal()] or words

    def same_name(self) -> Iterator[tuple]:
        yield from _alike(Likeness.SAME_NAME, ((fold(entry.name), entry) for entry in self.words))

    def other_name(self):
        """Where the name of one is another name of the other."""
        by_name = defaultdict(list)
        for entry in self.words:
            by_name[fold(entry.name)].append(entry)
        for entry in self.words:
            for text in entry.others:
                for other in by_name.get(fold(text), ()):
                    yield Likeness.OTHER_NAME, entry, other

    def same_words(self):
        """Where the words stand in another order, or beside the marks of a club."""
        yield from _alike(Likeness.SAME_WORDS, ((key, e) for key, some in self.by_words.items() for e in some))

    def slip(self):
        """Where all words are the same but one, in which one letter is more, less, another, or changed places."""
        by_key = defaultdict(list)
        for entry, words in self.words.items():
            for place, word in enumerate(words):
                others = tuple(sorted(words[:place] + words[place + 1 :]))
                for less in {word[:i] + word[i + 1 :] for i in range(len(word))} | {word}:
                    by_key[others, less].append((entry, word))
        for some in by_key.values():
            for (one, a), (other, b) in _pairs_of(some):
                if max(len(a), len(b)) >= SLIP_FROM and a != b and is_a_slip(a, b):
                    yield Likeness.SLIP, one, other

    def sound(self):
        """Where the words only sound the same: Shevchenko, Sevcenko."""
        spoken = ((tuple(sorted(map(sound_of, words))), e) for e, words in self.words.items())
        yield from _alike(Likeness.SOUND, spoken)

    def initial(self):
        """Where one has a letter for a word of the other: C. Ancelotti."""
        short = {e: words for e, words in self.words.items() if len(words) > 1 and sum(len(w) == 1 for w in words) == 1}
        wanted = defaultdict(list)
        for entry, words in short.items():
            letter = next(word for word in words if len(word) == 1)
            wanted[tuple(sorted(word for word in words if len(word) > 1)), letter].append(entry)
        for entry, words in self.words.items():
            for place, word in enumerate(words):
                others = tuple(sorted(words[:place] + words[place + 1 :]))
                for other in wanted.get((others, word[0]), ()):
                    yield Likeness.INITIAL, entry, other

    def longer(self):
        """Where one has all words of the other, two at least, and more."""
        for entry, words in self.words.items():
            for number in range(2, len(words)) if len(words) <= MOST_WORDS else ():
                for some in combinations(sorted(words), number):
                    for other in self.by_words.get(some, ()):
                        yield Likeness.LONGER, entry, other

    def surname(self):
        """Where one is called by the last word of the other alone."""
        for entry, words in self.words.items():
            if len(words) > 1:
                for other in self.by_words.get((words[-1],), ()):
                    yield Likeness.SURNAME, entry, other


def _alike(likeness, keyed):
    """Yield the pairs of those that have a key in common."""
    by_key = defaultdict(list)
    for key, entry in keyed:
        if key:
            by_key[key].append(entry)
    for some in by_key.values():
        for one, other in _pairs_of(some):
            yield likeness, one, other


def _pairs_of(some):
    return combinations(some, 2) if len(some) <= CROWD else pairwise(some)


def is_a_slip(a, b):
    """Whether one letter more, less or other, or two that changed places, make one word the other."""
    start = len(commonprefix((a, b)))
    a, b = a[start:], b[start:]
    end = len(commonprefix((a[::-1], b[::-1])))
    a, b = a[: len(a) - end], b[: len(b) - end]
    return max(len(a), len(b)) <= 1 or (len(a) == 2 and a == b[::-1])


def sound_of(word):
    """Return a word as it sounds, roughly, in whatever language it was spelled: only to be compared."""
    for pattern, sound in SOUNDS:
        word = pattern.sub(sound, word)
    return word
