"""What is looked for: terms that must all be there, each of them one of several phrases or a stem. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """One of `phrases` (tuples of words as they stand in a text, one after the other), or a word with one of these
    marked stems."""

    phrases: tuple[tuple[str, ...], ...]
    stems: tuple[str, ...] = ()


class Marks:
    """Which stretches of a text answer to terms."""

    def __init__(self, terms):
        self.phrases = sorted({phrase for term in terms for phrase in term.phrases}, key=len, reverse=True)
        self.stems = {stem for term in terms for stem in term.stems}

    def spans(self, words):
        """Return the (start, end) of what answers among the Words of a text, in order, none within another."""
        words, spans, place = list(words), [], 0
        while place < len(words):
            length = self._length_at(words, place)
            if length:
                spans.append((words[place].start, words[place + length - 1].end))
            place += length or 1
        return spans

    def _length_at(self, words, place):
        for phrase in self.phrases:
            if words[place].text == phrase[0] and phrase == tuple(w.text for w in words[place : place + len(phrase)]):
                return len(phrase)
        return 1 if self.stems and words[place].stem in self.stems else 0
