"""A text as words with their places: what is matched is folded, what is shown is the text as it was. Pure."""

import re
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

from football.names import fold

WORD = re.compile(r"[^\W_]+")
#: Where a sentence ends: a full stop before a capital, or a new line. An initial ("S. Inzaghi") and "all." end none;
#: that is asked afterwards, since asked first it would be asked at every letter.
SENTENCE_END = re.compile(r"[.!?…]+[»”\")\]]*\s+(?=[«“\"(]*[A-ZÀ-Ý0-9])|\n+")
ABBREVIATED = re.compile(r"(?:\b[A-ZÀ-Ý]|\b[Aa]ll|\bALL)$")
#: What may stand between two words of one name: "Paris Saint-Germain", "D'Aversa", "A.S. Roma".
INSIDE_A_NAME = re.compile(r"[ \u00a0]|[-–’'`´.]|[-–’'.] | [’'‘]")


@lru_cache(maxsize=50_000)
def folded(word):
    return fold(word).replace(" ", "")


def _ends_a_sentence(text, match):
    start = match.start()
    return text[start] != "." or ABBREVIATED.search(text, max(start - 4, 0), start) is None


def _is_inside_a_name(gap):
    return gap == " " or INSIDE_A_NAME.fullmatch(gap) is not None


class Token(NamedTuple):
    """A word: where it stands, as it was written, folded, and whether it begins with a capital."""

    start: int
    end: int
    raw: str
    word: str
    is_capital: bool


class Text:
    """A text as Tokens and sentences."""

    def __init__(self, text):
        self.text = text
        self.tokens = [
            Token(*m.span(), raw, word, raw[0].isupper()) for m in WORD.finditer(text) if (word := folded(raw := m[0]))
        ]
        self.starts = [0, *(m.end() for m in SENTENCE_END.finditer(text) if _ends_a_sentence(text, m))]
        #: The number of each token's sentence, and the places of the first token of each and of the one after its last.
        self.sentences = [bisect_right(self.starts, token.start) - 1 for token in self.tokens]
        self.bounds = self._bounds()
        self.first_of_sentence = {low for low, _high in self.bounds.values()}
        self._shouted = {}

    def _bounds(self):
        bounds = {}
        for place, number in enumerate(self.sentences):
            low, _high = bounds.get(number, (place, place))
            bounds[number] = (low, place + 1)
        return bounds

    def gap(self, place):
        """What stands between the token at `place` and the next one."""
        return self.text[self.tokens[place].end : self.tokens[place + 1].start]

    def between(self, place, other):
        """What stands between two tokens, without blanks around; "" when it is long."""
        start, end = self.tokens[place].end, self.tokens[other].start
        return self.text[start:end].strip() if end - start < 6 else ""

    def holds_together(self, first, last):
        """Whether the tokens from `first` to `last` can be one name."""
        return all(_is_inside_a_name(self.gap(place)) for place in range(first, last))

    def before(self, place):
        """The token before `place` in the same sentence, with nothing but a blank, a hyphen or an apostrophe between;
        or None."""
        if place == 0 or place in self.first_of_sentence:
            return None
        return self.tokens[place - 1] if _is_inside_a_name(self.gap(place - 1)) else None

    def after(self, place):
        """The token after `place`, close to it in the same sentence; or None."""
        if place + 1 >= len(self.tokens) or place + 1 in self.first_of_sentence:
            return None
        return self.tokens[place + 1] if _is_inside_a_name(self.gap(place)) else None

    def around(self, first, last, reach):
        """The words up to `reach` tokens before and after, in the same sentence."""
        low, high = self.bounds[self.sentences[first]]
        words = [t.word for t in self.tokens[max(first - reach, low) : first]]
        return words + [t.word for t in self.tokens[last + 1 : min(last + 1 + reach, high)]]

    def sentence_number(self, place):
        """Which sentence holds the token at `place`, from 0."""
        return self.sentences[place]

    def is_shouted(self, place):
        """Whether the sentence around the token at `place` is written in capitals."""
        number = self.sentences[place]
        if number not in self._shouted:
            end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
            self._shouted[number] = self.text[self.starts[number] : end].isupper()
        return self._shouted[number]

    def sentence_at(self, position):
        """The sentence that holds the character at `position`."""
        number = bisect_right(self.starts, position) - 1
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[number] : end].strip()
