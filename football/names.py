"""How names are compared and how they become addresses: one rule for the admin, commands and imports."""

import re
import unicodedata

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


def fold(text):
    """Return `text` as lower-case ASCII words, one space between: "L'Inter di Çalhanoğlu", "l inter di calhanoglu"."""
    # Lower case first: İ becomes i and a mark, which the decomposition then drops.
    lowered = text.lower().translate(UNDECOMPOSED)
    letters = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return NOT_A_WORD.sub(" ", letters).strip()


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
