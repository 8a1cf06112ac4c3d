"""Who is meant by what a reader types, and how else they are called: read off the register when it is asked, so that a
rename, an alias or a merge holds at once and for every story ever written."""

from collections import defaultdict
from functools import lru_cache

from football import known_names
from football.fulltext.words import DOUBTFUL, STEM, legible, stem_of, words_of
from football.models import AliasKind, Club, Person
from football.names import fold
from football.topics import REGISTER
from newsroom.kept.pieces import pieces
from newsroom.search.spelling import Known

#: The longest name, in words, that is looked for.
LONGEST = 6
#: The piece in which it is kept.
NAME = ("namebook",)


def of_the_site():
    """Return the Namebook of the register as it stands. No query while nobody changes the register; a few, and a tenth
    of a second, after a change of a name."""
    return pieces({NAME: {REGISTER}}, lambda _names: {NAME: _of(known_names.of_the_site())}, size=_size)[NAME]


def _size(book):
    """About: a name is a few short strings in each of the tables."""
    return 1_000 * len(book.owners)


@lru_cache(maxsize=1)
def _of(register):
    clubs, people = Club.objects.values_list("name", flat=True), Person.objects.values_list("name", flat=True)
    return Namebook(register.names, clubs, people)


class Namebook:
    """`names` are those of a Register; `clubs` and `people` as they are printed."""

    def __init__(self, names, clubs, people):
        #: {folded name: its owners}, clubs first.
        self.owners = {text: sorted({n.key for n in those}, key=clubs_first) for text, those in names.items() if those}
        self.clubs = {fold(name) for name in clubs}
        self.ways = self._ways(names)
        #: {word: as it is written}: none of these is ever stemmed.
        self.words = self._single(names) | self._written([*clubs, *people])
        self.spelling = Known(self.words)
        self.stems = defaultdict(set)
        for word in self.words:
            self.stems[stem_of(word)].add(word)

    def _ways(self, names):
        """{owner: the phrases by which a text names them, and nobody else}. An ambiguous name is none, but for a club's
        short one: whoever writes "Roma" in these pages hardly means the town."""
        ways = defaultdict(list)
        for text, those in names.items():
            sure = any(not n.ambiguous or (n.is_club and n.kind == AliasKind.SHORT) for n in those)
            if sure and len(self.owners[text]) == 1:
                ways[those[0].key].append(phrase_of(text))
        return {owner: _shortest(phrases) for owner, phrases in ways.items()}

    @staticmethod
    def _single(names):
        return {text: those[0].text for text, those in names.items() if those and " " not in text}

    @staticmethod
    def _written(names):
        texts = [legible(name) for name in names]
        return {word.text: text[word.start : word.end] for text in texts for word in words_of(text)}

    def owners_of(self, words):
        return self.owners.get(" ".join(words), [])

    def stems_for(self, word):
        """The marked stems under which a word is found. One with which a sentence begins counts only where nobody in
        the register is called by another word of that stem: "conti" does not find "Conte"."""
        stem = stem_of(word)
        if not stem or word in self.words:
            return ()
        return (STEM + stem,) if self.stems.get(stem) else (STEM + stem, DOUBTFUL + stem)

    def length_at(self, words, place):
        """How many of the folded `words`, from `place` on, are one name; 0 for none. Two clubs side by side are two,
        although "Inter Milan" is also what the English call one of them."""
        for length in range(min(LONGEST, len(words) - place), 0, -1):
            some = words[place : place + length]
            if self.owners_of(some) and not (length > 1 and all(word in self.clubs for word in some)):
                return length
        return 0


def clubs_first(owner):
    is_club, pk = owner
    return not is_club, pk


def phrase_of(folded):
    """The words of a folded name as they stand in the index."""
    return tuple(word.text for word in words_of(folded))


def _shortest(phrases):
    """Without those that hold another: whoever writes "Carlo Ancelotti" writes "Ancelotti"."""
    kept = []
    for phrase in sorted(set(phrases) - {()}, key=lambda p: (len(p), p)):
        if not any(_within(short, phrase) for short in kept):
            kept.append(phrase)
    return tuple(kept)


def _within(short, phrase):
    return any(phrase[at : at + len(short)] == short for at in range(len(phrase) - len(short) + 1))
