"""What a reader typed, understood: the terms to look for, and whom they name. Pure."""

import re
from dataclasses import dataclass

from football.fulltext.asked import Term
from football.fulltext.words import WORD, folded, legible, words_of

#: A query is cut to so many characters, and has not more terms than these.
LONGEST, MOST = 200, 12
QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]*)[\"“”»]")


@dataclass(frozen=True)
class Question:
    text: str
    terms: tuple[Term, ...]
    #: Whom it names: (whether a club, key) of each, in the order of the words.
    owners: tuple[tuple[bool, int], ...]
    #: The words that stand alone and that nobody bears: those that may be misspelt.
    unknown: tuple[str, ...]
    #: Whether it is nothing but the names of those.
    only_names: bool
    was_cut: bool

    @classmethod
    def asked(cls, typed, book):
        text = " ".join(legible(typed[: 4 * LONGEST]).split())
        reader = Reader(book)
        cut = text[:LONGEST]
        for place, piece in enumerate(QUOTED.split(cut)):
            (reader.read_quoted if place % 2 else reader.read)(piece)
        was_cut = len(text) > LONGEST or len(typed) > 4 * LONGEST
        return cls(
            text=cut,
            terms=tuple(dict.fromkeys(reader.terms[:MOST])),
            owners=tuple(reader.owners),
            unknown=tuple(reader.unknown),
            only_names=bool(reader.terms) and reader.names == len(reader.terms),
            was_cut=was_cut,
        )


class Reader:
    """Collects the terms of a query, piece by piece."""

    def __init__(self, book):
        self.book, self.terms, self.owners, self.unknown = book, [], {}, []
        #: How many of the terms are the name of one club or person.
        self.names = 0

    def read_quoted(self, text):
        """What stands in quotes is looked for as it is written."""
        if phrase := tuple(word.text for word in words_of(text)):
            self.terms.append(Term((phrase,)))

    def read(self, text):
        words, place = [w for w in map(folded, WORD.findall(text)) if w], 0
        wanted = {word.text for word in words_of(text)}
        while place < len(words):
            length = self.book.length_at(words, place)
            if length:
                self._name(words[place : place + length])
            elif words[place] in wanted:
                self._word(words[place])
            place += length or 1

    def _name(self, words):
        owners = self.book.owners_of(words)
        self.owners |= dict.fromkeys(owners)
        typed = tuple(word.text for word in words_of(" ".join(words)))
        others = self.book.ways.get(owners[0], ()) if len(owners) == 1 else ()
        if phrases := dict.fromkeys([typed, *others] if typed else others):
            self.terms.append(Term(tuple(phrases)))
            self.names += len(owners) == 1

    def _word(self, word):
        if word not in self.book.words:
            self.unknown.append(word)
        self.terms.append(Term(((word,),), self.book.stems_for(word)))
