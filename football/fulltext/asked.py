"""What is looked for: terms that must all be there, each of them one of several phrases or a stem. Pure."""

import re
from dataclasses import dataclass
from itertools import islice

from football.fulltext.words import STEM, folded, legible, words_of


@dataclass(frozen=True)
class Term:
    """One of `phrases` (tuples of words as they stand in a text, one after the other), or a word with one of these
    marked stems."""

    phrases: tuple[tuple[str, ...], ...]
    stems: tuple[str, ...] = ()


class Legible:
    """A text that is searched again and again, and beside it its letters as they are compared, in which a beginning of
    a word is found without looking at every word."""

    __slots__ = ("_letters", "_longer", "text")

    def __init__(self, text):
        self.text = legible(text)
        self._letters = self.text.translate(LETTERS)
        #: (place among the letters, by how much they are ahead of the text from there on): "ß" is compared as "ss".
        self._longer = [] if self.text.isascii() else list(_longer(self.text))

    def __len__(self):
        return 2 * len(self.text)

    def begins_with(self, letters):
        """Yield where a word begins in the text with these, in no order."""
        at = self._letters.find(letters)
        while at >= 0:
            place = at - next((ahead for since, ahead in reversed(self._longer) if since <= at), 0)
            while (before := self.text[place - 1 : place]) and before.isalnum() and not LETTERS[ord(before)]:
                place -= 1
            if not before.isalnum():
                yield place
            at = self._letters.find(letters, at + 1)


class Letters(dict):
    """{code of a character: as it is compared}."""

    def __missing__(self, code):
        letter = chr(code)
        self[code] = folded(letter) if letter.isalnum() else letter
        return self[code]


LETTERS, BEYOND_ASCII = Letters(), re.compile(r"[^\x00-\x7f]")


def _longer(text):
    ahead = 0
    for found in BEYOND_ASCII.finditer(text):
        if more := len(LETTERS[ord(found.group())]) - 1:
            ahead += more
            yield found.end() + ahead, ahead


class Marks:
    """Which stretches of a text answer to terms."""

    def __init__(self, terms):
        self.phrases = sorted({phrase for term in terms for phrase in term.phrases}, key=len, reverse=True)
        self.stems = {stem for term in terms for stem in term.stems}
        self.longest = max(map(len, self.phrases), default=1)
        # Of a word all but the last letter of its stem are its own: "present" is the stem of "presenza".
        stems = {stem.lstrip(STEM) for stem in self.stems}
        self._beginnings = {phrase[0] for phrase in self.phrases} | {stem[:-1] or stem for stem in stems}

    def spans(self, legible):
        """Return the (start, end) of what answers in a Legible, in order, none within another."""
        spans, done = [], 0
        for start in sorted({place for letters in self._beginnings for place in legible.begins_with(letters)}):
            words = list(islice(words_of(legible.text, start), self.longest)) if start >= done else []
            # A word that is not worth looking for is passed over by `words_of`.
            if words and words[0].start == start and (length := self._length_of(words)):
                done = words[length - 1].end
                spans.append((start, done))
        return spans

    def _length_of(self, words):
        """How many of these words, from the first on, answer."""
        for phrase in self.phrases:
            if phrase == tuple(word.text for word in words[: len(phrase)]):
                return len(phrase)
        return 1 if words[0].stem in self.stems else 0
