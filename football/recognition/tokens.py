"""A text as words with their places: what is matched is folded, what is shown is the text as it was. Pure."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from football.names import fold

WORD = re.compile(r"[^\W_]+")
#: Where a sentence ends: a full stop before a capital, or a new line. An initial ("S. Inzaghi") ends none.
SENTENCE_END = re.compile(r"(?<!\b[A-ZÀ-Ý])[.!?…]+[»”\")\]]*\s+(?=[«“\"(]*[A-ZÀ-Ý0-9])|\n+")
#: What may stand between two words of one name: "Paris Saint-Germain", "D'Aversa", "A.S. Roma".
INSIDE_A_NAME = re.compile(r"[ \u00a0]|[-–’'`´.]|[-–’'.] ")


@lru_cache(maxsize=50_000)
def folded(word):
    return fold(word).replace(" ", "")


@dataclass(frozen=True, slots=True)
class Token:
    """A word: where it stands, as it was written, and folded."""

    start: int
    end: int
    raw: str
    word: str

    @property
    def is_capital(self):
        return self.raw[0].isupper()


class Text:
    """A text as Tokens and sentences."""

    def __init__(self, text):
        self.text = text
        self.tokens = [Token(m.start(), m.end(), m[0], word) for m in WORD.finditer(text) if (word := folded(m[0]))]
        self.starts = [0, *(m.end() for m in SENTENCE_END.finditer(text))]
        self.first_of_sentence = self._first_tokens()

    def _first_tokens(self):
        firsts, at = set(), 0
        for start in self.starts:
            while at < len(self.tokens) and self.tokens[at].start < start:
                at += 1
            firsts.add(at)
        return firsts

    def gap(self, place):
        """What stands between the token at `place` and the next one."""
        return self.text[self.tokens[place].end : self.tokens[place + 1].start]

    def between(self, place, other):
        """What stands between two tokens, without blanks around; "" when it is long."""
        start, end = self.tokens[place].end, self.tokens[other].start
        return self.text[start:end].strip() if end - start < 6 else ""

    def holds_together(self, first, last):
        """Whether the tokens from `first` to `last` can be one name."""
        return all(INSIDE_A_NAME.fullmatch(self.gap(place)) for place in range(first, last))

    def before(self, place):
        """The token before `place` in the same sentence, with nothing but a blank, a hyphen or an apostrophe between;
        or None."""
        if place == 0 or place in self.first_of_sentence:
            return None
        return self.tokens[place - 1] if INSIDE_A_NAME.fullmatch(self.gap(place - 1)) else None

    def after(self, place):
        """The token after `place`, close to it in the same sentence; or None."""
        if place + 1 >= len(self.tokens) or place + 1 in self.first_of_sentence:
            return None
        return self.tokens[place + 1] if INSIDE_A_NAME.fullmatch(self.gap(place)) else None

    def around(self, first, last, reach):
        """The words up to `reach` tokens before and after, in the same sentence."""
        low, high = self._sentence_of(first)
        words = [t.word for t in self.tokens[max(first - reach, low) : first]]
        return words + [t.word for t in self.tokens[last + 1 : min(last + 1 + reach, high)]]

    def _sentence_of(self, place):
        start = self.tokens[place].start
        number = bisect_right(self.starts, start) - 1
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text) + 1
        low = place
        while low > 0 and self.tokens[low - 1].start >= self.starts[number]:
            low -= 1
        high = place
        while high < len(self.tokens) and self.tokens[high].start < end:
            high += 1
        return low, high

    def sentence_at(self, position):
        """The sentence that holds the character at `position`."""
        number = bisect_right(self.starts, position) - 1
        end = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.text)
        return self.text[self.starts[number] : end].strip()
