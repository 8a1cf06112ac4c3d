"""A text as words with their places: what is matched is folded, what is shown is the text as it was. Pure."""

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from football.names import APART, folded

#: Where a sentence ends: a full stop before a capital, or a new line. An initial ("S. Inzaghi") and "all." end none;
#: that is asked afterwards, since asked first it would be asked at every letter. For the same reason both begin alike.
SENTENCE_END = re.compile(r"[.!?…\n](?:(?<=\n)\n*|(?<!\n)[.!?…]*[»”\")\]]*\s+(?=[«“\"(]*[A-ZÀ-Ý0-9]))")
ABBREVIATED = re.compile(r"(?:\b[A-ZÀ-Ý]|\b[Aa]ll|\bALL)$")
#: What may stand between two words of one name: "Paris Saint-Germain", "D'Aversa", "A.S. Roma".
INSIDE_A_NAME = re.compile(r"[ \u00a0]|[-–’'`´.]|[-–’'.] | [’'‘]")


def _ends_a_sentence(text, match):
    start = match.start()
    return text[start] != "." or ABBREVIATED.search(text, max(start - 4, 0), start) is None


def _is_inside_a_name(gap):
    return gap == " " or INSIDE_A_NAME.fullmatch(gap) is not None


class Token(NamedTuple):
    """A word beside a name: as it was written, and folded."""

    raw: str
    word: str

    @property
    def is_capital(self):
        return self.raw[0].isupper()


class Text:
    """A text as words and sentences. Of each word, by its place: `written`, as it stands in the text; `words`, folded;
    `starts` and `ends`. They are lists of their own, and a word becomes a Token only when it is looked at: a text has
    hundreds of words, and a few names."""

    def __init__(self, text):
        self.text = text
        parts = APART.split(text)
        self.written, edges = parts[1::2], list(accumulate(map(len, parts)))
        self.starts, self.ends = edges[:-1:2], edges[1::2]
        self.words = list(map(folded, self.written))
        if "" in self.words:
            self._leave_out_what_folds_to_nothing()
        self.sentences = [0, *(m.end() for m in SENTENCE_END.finditer(text) if _ends_a_sentence(text, m))]
        #: The places of the first words of sentences.
        self.first_of_sentence = {bisect_left(self.starts, start) for start in self.sentences}
        self._shouted = {}

    def _leave_out_what_folds_to_nothing(self):
        kept = [place for place, word in enumerate(self.words) if word]
        for name in ("written", "starts", "ends", "words"):
            values = getattr(self, name)
            setattr(self, name, [values[place] for place in kept])

    @cached_property
    def line(self):
        """The folded words in one line, with a blank before and after each."""
        return f" {' '.join(self.words)} "

    @cached_property
    def vocabulary(self):
        return frozenset(self.words)

    def has_pair(self, pairs):
        """Whether the two words of one of these pairs stand side by side."""
        there = self.vocabulary
        return any(one in there and other in there and f" {one} {other} " in self.line for one, other in pairs)

    def token(self, place):
        return Token(self.written[place], self.words[place])

    def is_capital(self, place):
        """Whether a word begins with a capital."""
        return self.written[place][0].isupper()

    def gap(self, place):
        """What stands between the word at `place` and the next one."""
        return self.text[self.ends[place] : self.starts[place + 1]]

    def between(self, place, other):
        """What stands between two words, without blanks around; "" when it is long."""
        start, end = self.ends[place], self.starts[other]
        return self.text[start:end].strip() if end - start < 6 else ""

    def holds_together(self, first, last):
        """Whether the words from `first` to `last` can be one name."""
        return first == last or all(_is_inside_a_name(self.gap(place)) for place in range(first, last))

    def before(self, place):
        """The Token before `place` in the same sentence, with nothing but a blank, a hyphen or an apostrophe between;
        or None."""
        if place == 0 or place in self.first_of_sentence:
            return None
        return self.token(place - 1) if _is_inside_a_name(self.gap(place - 1)) else None

    def after(self, place):
        """The Token after `place`, close to it in the same sentence; or None."""
        if place + 1 >= len(self.words) or place + 1 in self.first_of_sentence:
            return None
        return self.token(place + 1) if _is_inside_a_name(self.gap(place)) else None

    def around(self, first, last, reach):
        """The words up to `reach` words before and after, in the same sentence."""
        low, high = self._bounds(self.sentence_number(first))
        return self.words[max(first - reach, low) : first] + self.words[last + 1 : min(last + 1 + reach, high)]

    def sentence_number(self, place):
        """Which sentence holds the word at `place`, from 0."""
        return self._sentence_of(self.starts[place])

    def is_shouted(self, place):
        """Whether the sentence around the word at `place` is written in capitals."""
        number = self.sentence_number(place)
        if number not in self._shouted:
            self._shouted[number] = self._sentence(number).isupper()
        return self._shouted[number]

    def sentence_at(self, position):
        """The sentence that holds the character at `position`."""
        return self._sentence(self._sentence_of(position)).strip()

    def _sentence_of(self, position):
        return bisect_right(self.sentences, position) - 1

    def _edges(self, number):
        """Where a sentence starts and where it ends, in characters."""
        last = number + 1 == len(self.sentences)
        return self.sentences[number], len(self.text) if last else self.sentences[number + 1]

    def _bounds(self, number):
        """The places of the first word of a sentence and of the one after its last."""
        start, end = self._edges(number)
        return bisect_left(self.starts, start), bisect_left(self.starts, end)

    def _sentence(self, number):
        start, end = self._edges(number)
        return self.text[start:end]
