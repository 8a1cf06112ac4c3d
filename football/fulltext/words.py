"""How a text becomes the words by which it is found, the same on every database. Pure."""

import re
import threading
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from football.names import fold

WORD = re.compile(r"[^\W_]+")
#: Words that every text has, and what is left of them before an apostrophe: "l'Inter" is found as "inter", "D'Aversa"
#: as "aversa". A name in which one of them stands ("di Francesco") is found by its other word.
STOP = frozenset(
    ["a", "ad", "ai", "al", "alla", "alle", "allo", "agli", "anche", "che", "chi", "ci", "col", "come", "con", "cui", "da", "dai", "dal", "dalla", "dalle", "dallo", "dagli", "del", "della", "delle", "dello", "degli", "dei", "di", "e", "ed", "era", "gli", "ha", "hanno", "ho", "i", "il", "in", "io", "la", "le", "lei", "li", "lo", "loro", "lui", "ma", "mi", "ne", "nei", "nel", "nella", "nelle", "nello", "negli", "non", "o", "per", "piu", "quando", "se", "si", "sia", "sono", "su", "sua", "sue", "sui", "sul", "sulla", "sulle", "sullo", "sugli", "suo", "suoi", "tra", "fra", "un", "una", "uno", "perche", "pero", "questa", "questo", "questi", "queste", "l", "d", "c", "s", "m", "t", "v", "n", "all", "anch", "coll", "dall", "dell", "nell", "quell", "quest", "sull"]
)
#: A sentence begins after these; opening marks between them and its first word aside.
ENDS, OPENING = ".!?:;…\n•|", " \t«»“”\"'‘’([{—–-"
#: The shortest word that is stemmed.
STEMMED_FROM = 3
STEM_MARK = "_"
_own = threading.local()


@lru_cache(maxsize=65_536)
def stem_of(word):
    """The stem of a folded word, marked so that it is never taken for a word: "esonerati" and "esonero" are both
    "_esoner". Of a short word nothing."""
    if len(word) < STEMMED_FROM:
        return ""
    if not hasattr(_own, "stemmer"):
        # Not shared: a stemmer holds the word at which it works.
        _own.stemmer = Stemmer.Stemmer("italian")
    return STEM_MARK + _own.stemmer.stemWord(word)


@lru_cache(maxsize=65_536)
def folded(word):
    return fold(word).replace(" ", "")


def legible(text):
    """Return `text` without what cannot be seen, composed: a soft hyphen or a mark of direction parts no word."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isascii() and composed.isprintable():
        return composed
    kept = (" " if unicodedata.category(c) == "Cc" and c != "\n" else c for c in composed)
    return "".join(c for c in kept if unicodedata.category(c) not in ("Cf", "Cs"))


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: where it stands, how it is compared, and whether it is written as a name."""

    start: int
    end: int
    text: str
    capital: bool

    @property
    def stem(self):
        return stem_of(self.text)


def words_of(text):
    """Yield the Words of a legible text that are worth looking for."""
    for found in WORD.finditer(text):
        start, end = found.span()
        word = folded(found.group())
        if word and word not in STOP:
            yield Word(start, end, word, found.group()[0].isupper() and not _begins_a_sentence(text, start))


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
    found = [list(words_of(_spoken(legible(text)))) for text in texts]
    named = {word.text for words in found for word in words if word.capital} | {w.text for w in words_of(names)}
    return [_words(text, words, named) for text, words in zip(texts, found, strict=True)]


def _spoken(text):
    """A text in capitals says nothing about names."""
    return text.lower() if text.isupper() else text


def _words(text, words, named):
    written = legible(text)
    stems = {w.stem for w in words if not w.capital and not (w.text in named and written[w.start].isupper())}
    return Words(tuple(word.text for word in words), frozenset(stems - {""}))
