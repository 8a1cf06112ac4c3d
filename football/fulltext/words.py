"""How a text becomes the words by which it is found, the same on every database. Pure."""

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from football.names import APART, WORD, folded

#: Beyond the letters of the Latin alphabet and their accents, and the marks of print.
UNUSUAL = re.compile(r"[^\n -~\xa1-\xac\xae-\u024f\u2010-\u2027]")
#: Words that every text has, and what is left of them before an apostrophe: "l'Inter" is found as "inter", "D'Aversa"
#: as "aversa". A name in which one of them stands ("di Francesco") is found by its other word.
_STOP = """
a ad ai al alla alle allo agli anche che chi ci col come con cui da dai dal dalla dalle dallo dagli del della
delle dello degli dei di e ed era gli ha hanno ho i il in io la le lei li lo loro lui ma mi ne nei nel nella
nelle nello negli non o per piu quando se si sia sono su sua sue sui sul sulla sulle sullo sugli suo suoi tra
fra un una uno perche pero questa questo questi queste l d c s m t v n all anch coll dall dell nell quell
quest sull
"""
STOP = frozenset(_STOP.split())
#: A sentence begins after these; opening marks between them and its first word aside.
ENDS, OPENING = ".!?:;…\n•|", " \t«»“”\"'‘’([{—–-"
#: The shortest word that is stemmed.
STEMMED_FROM = 3
#: Stems are marked, so that none is taken for a word. Those of words that begin a sentence are kept apart: they may be
#: names, and whether anybody is called so is known when somebody asks.
STEM, DOUBTFUL = "_", "__"
_own = threading.local()


@lru_cache(maxsize=65_536)
def stem_of(word):
    """The stem of a folded word, "esoner" of "esonerati" and of "esonero"; of a short word nothing."""
    if len(word) < STEMMED_FROM:
        return ""
    if not hasattr(_own, "stemmer"):
        # Not shared: a stemmer holds the word at which it works.
        _own.stemmer = Stemmer.Stemmer("italian")
    return _own.stemmer.stemWord(word)


@lru_cache(maxsize=65_536)
def sought(written):
    """The folded word that is worth looking for, or "": memory is asked once for what would be three questions."""
    word = folded(written)
    return "" if word in STOP else word


def legible(text):
    """Return `text` without what cannot be seen, composed: a soft hyphen or a mark of direction parts no word."""
    return UNUSUAL.sub(_as_seen, unicodedata.normalize("NFC", text))


def _as_seen(found):
    category = unicodedata.category(found.group())
    return " " if category == "Cc" else "" if category in ("Cf", "Cs") else found.group()


class Word(NamedTuple):
    """A word of a text: where it stands, how it is compared, and how it is written."""

    start: int
    end: int
    text: str
    capital: bool
    begins: bool

    @property
    def is_name(self):
        return self.capital and not self.begins

    @property
    def stem(self):
        """Its marked stem; of a name and of a short word nothing."""
        stem = "" if self.is_name else stem_of(self.text)
        return stem and (DOUBTFUL if self.capital else STEM) + stem


def words_of(text, start=0):
    """Yield the Words of a legible text that are worth looking for, from a place on."""
    for found in WORD.finditer(text, start):
        if word := sought(found.group()):
            start, end = found.span()
            capital = found.group()[0].isupper()
            yield Word(start, end, word, capital, capital and _begins_a_sentence(text, start))


def _begins_a_sentence(text, start):
    before = start - 1
    while before >= 0 and text[before] in OPENING:
        before -= 1
    return before < 0 or text[before] in ENDS


@dataclass(frozen=True)
class Words:
    """What a text is found by: its words in their order, and the stems of those that are not names."""

    exact: tuple[str, ...]
    stems: frozenset[str]

    @property
    def tokens(self):
        return [*self.exact, *sorted(self.stems)]


def analysed(*texts, names=""):
    """Return the Words of each of the texts of one document. What is written with a capital within a sentence anywhere
    in it, or stands in `names`, is a name wherever it has a capital: milan is not milano, conte is not conti."""
    found = [_Written(_spoken(legible(text))) for text in texts]
    named = {word.text for word in words_of(names)}.union(*(written.names() for written in found))
    return [Words(written.exact(), written.stems(named)) for written in found]


def _spoken(text):
    """A text in capitals says nothing about names."""
    return text.lower() if text.isupper() else text


class _Written:
    """A legible text in parts: what `words_of` tells of each word, asked of each of its spellings once. Most words
    stand in a text several times, and of those with a capital alone it matters where."""

    def __init__(self, text):
        parts = APART.split(text)
        # Before the first word a sentence begins.
        self.before, self.words = ["\n" + parts[0], *parts[2::2]], parts[1::2]
        spellings = {*self.words}
        self.capitals = {word for word in spellings if word[0].isupper()}
        self.others = spellings - self.capitals

    def exact(self):
        return tuple(filter(None, map(sought, self.words)))

    def names(self):
        """What has a capital within a sentence."""
        places = zip(self.before, self.words, strict=False)
        within = {word for before, word in places if word in self.capitals and not _ends_a_sentence(before)}
        return {*map(sought, within)} - {""}

    def stems(self, named):
        """The marked stems of what is no name: all that has a capital, and is none, begins a sentence."""
        doubtful = {*map(sought, self.capitals)} - named
        plain = {STEM + stem for word in {*map(sought, self.others)} if (stem := stem_of(word))}
        return frozenset(plain.union(DOUBTFUL + stem for word in doubtful if (stem := stem_of(word))))


def _ends_a_sentence(between):
    """Whether a sentence ends in what stands between two words."""
    between = between.rstrip(OPENING)
    return between != "" and between[-1] in ENDS
