"""What differs between two texts, word by word. Pure: texts in, pieces to print out; whoever prints escapes them."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

#: A word with the apostrophe that ends it ("l'", "un'"), a number with its separators, or one sign of punctuation.
WORDS = re.compile(r"\n|[^\S\n]+|\d+(?:[.,:/]\d+)*|[^\W\d_]+['’]?|.", re.DOTALL)
#: Beyond this many words on either side the whole text is told as changed: difflib takes the square of them.
MOST_WORDS = 6000


class Piece(NamedTuple):
    """A stretch of text: "same", "removed" (only in the first) or "added" (only in the second)."""

    kind: str
    text: str


def words_of(text):
    return WORDS.findall(text)


def differences(before, after):
    """Return the Pieces that lead from one text to the other."""
    if before == after:
        return [Piece("same", before)] if before else []
    old, new = words_of(before), words_of(after)
    if max(len(old), len(new)) > MOST_WORDS:
        return _pieces(before, after)
    matches = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    told = [_told(tag, old[a:b], new[c:d]) for tag, a, b, c, d in _without_islands(matches, old)]
    return [piece for pieces in told for piece in pieces]


def sides(before, after):
    """Return the Pieces of the first text and those of the second, to be printed side by side."""
    pieces = differences(before, after)
    return [p for p in pieces if p.kind != "added"], [p for p in pieces if p.kind != "removed"]


def _told(tag, old, new):
    return [Piece("same", "".join(old))] if tag == "equal" else _pieces("".join(old), "".join(new))


def _pieces(old, new):
    return [piece for piece in (Piece("removed", old), Piece("added", new)) if piece.text]


def _without_islands(matches, old):
    """Join changes that only white space parts: three replaced words read better as one change than as three."""
    joined = []
    for tag, a, b, c, d in matches:
        space = tag == "equal" and not "".join(old[a:b]).strip(" \t\xa0")
        if joined and joined[-1][0] != "equal" and (tag != "equal" or (space and b < len(old))):
            joined[-1] = ("replace", joined[-1][1], b, joined[-1][3], d)
        else:
            joined.append((tag, a, b, c, d))
    return joined
