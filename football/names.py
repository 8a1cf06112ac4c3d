"""How names are compared and how they become addresses: one rule for the admin, commands and imports."""

import re
import unicodedata
from functools import lru_cache

#: Letters that Unicode does not decompose into a base letter and a mark.
UNDECOMPOSED = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
    }
)
NOT_A_WORD = re.compile(r"[^a-z0-9]+")
WORD = re.compile(r"[^\W_]+")
#: Parts a text into what stands between its words and, at every second place, the words.
APART = re.compile(f"({WORD.pattern})")


def fold(text):
    """Return `text` as lower-case ASCII words, one space between: "L'Inter di Çalhanoğlu", "l inter di calhanoglu"."""
    # Lower case first: İ becomes i and a mark, which the decomposition then drops.
    letters = text.lower()
    if not letters.isascii():
        decomposed = unicodedata.normalize("NFKD", letters.translate(UNDECOMPOSED))
        letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return NOT_A_WORD.sub(" ", letters).strip()


@lru_cache(maxsize=65_536)
def folded(word):
    """A word of a text, folded."""
    return fold(word).replace(" ", "")


def slug_of(text, *, max_length=100):
    """Return the slug of a name or a headline, cut at a word: "c'è l'accordo" is "c-e-l-accordo".

    Empty when the text holds no Latin letter or digit: the caller asks the editor for one.
    """
    slug = fold(text).replace(" ", "-")
    if len(slug) <= max_length:
        return slug
    return slug[: max_length + 1].rpartition("-")[0] or slug[:max_length]


def family_name_of(name):
    """Return what a name is sorted by when nobody has said: all but its first word."""
    return name.partition(" ")[2] or name
