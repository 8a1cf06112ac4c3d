"""The picture that stands for a page which has none, where its address is shared: 1200 by 630, in the paper's look.
Pure: plain values in, the bytes of a PNG out."""

import hashlib
import io
import unicodedata
from bisect import bisect_right
from dataclasses import astuple, dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = SIZE = (1200, 630)
#: Moves when the drawing does: every card is then made anew, at a new address.
EDITION = "1"
PAPER, INK, SOFT, LINE, ACCENT = "#fcebdf", "#1d1411", "#6b5349", "#dcbfae", "#a80f25"
#: The colours of the label's ladder, from none of its steps to all five.
LADDER = ("#6b5349", "#8d1226", "#96430d", "#7c5500", "#37701d", "#0d5c37")
MARGIN, TITLE_TOP, TITLE_BOTTOM = 64, 130, 470
#: More of a text than a card could ever hold.
LONGEST = 400
#: The title is set in the largest of these at which it fits; at the smallest it is cut.
TITLE_SIZES = (230, 190, 150, 128, 110, 96, 84, 74)
FONTS = Path(__file__).parent.parent / "static" / "site" / "fonts"
FACES = [FONTS / f"sofia-sans-extra-condensed-{name}.woff2" for name in ("latin", "latin-ext")]
#: What the first face draws beyond U+00FF; the second draws the rest of Latin.
FIRST_TOO = frozenset("ıŒœˆ˚€™" + "–—‘’‚“”„•…‹›")
#: Letters of the second face's range that it has not.
LACKING = frozenset("ĈĉĔĕĜĝĤĥĨĩĬĭĴĵĿŀŉŎŏŜŝŨũŬŭſ")
#: Written in another way where the faces lack it.
INSTEAD = str.maketrans({"→": "–", "−": "–", "\u2010": "-", "\u2011": "-"})


@dataclass(frozen=True)
class Card:
    site: str
    kicker: str
    title: str
    #: A rumour's label with its range, and how many of the five steps it reaches; or its outcome.
    verdict: str = ""
    steps: int = 0

    @property
    def digest(self):
        """Names what is drawn: another text, another address."""
        return hashlib.sha256(repr((EDITION, *astuple(self))).encode()).hexdigest()[:16]


def draw(card):
    """Return the PNG of a card. What the faces cannot write (other scripts, emoji, controls) is left out."""
    sheet = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((0, 0, WIDTH, 14), fill=ACCENT)
    pen.rectangle((MARGIN, 506, WIDTH - MARGIN, 512), fill=INK)
    _line(pen, (MARGIN, 50), _cut(_writable(card.kicker).upper(), 54, WIDTH - 2 * MARGIN), 54, ACCENT)
    _title(pen, _writable(card.title))
    room = WIDTH - 2 * MARGIN
    if card.verdict:
        _verdict(pen, card)
        room //= 3
    name = _cut(_writable(card.site).upper(), 78, room)
    _line(pen, (WIDTH - MARGIN - _width(name, 78), 530), name, 78, ACCENT)
    encoded = io.BytesIO()
    sheet.quantize(64).save(encoded, "PNG", optimize=True)
    return encoded.getvalue()


def _title(pen, title):
    """The title in as large a size as lets it stand whole, and within its box whatever it is."""
    for size in TITLE_SIZES:
        lines, most = _wrapped(title, size), (TITLE_BOTTOM - TITLE_TOP) // round(size * 0.94)
        if len(lines) <= most:
            break
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(" ".join(lines[most - 1 :]), size, WIDTH - 2 * MARGIN)]
    for number, line in enumerate(lines):
        _line(pen, (MARGIN, TITLE_TOP + number * size * 0.94), line, size, INK)


def _verdict(pen, card):
    """The label with its ladder; an outcome, which reaches no step, without."""
    colour, start = LADDER[card.steps], MARGIN
    if card.steps:
        start = MARGIN + 150
        for step in range(5):
            x, height = MARGIN + 26 * step, 16 + 11 * step
            pen.rectangle((x, 598 - height, x + 18, 598), fill=colour if step < card.steps else LINE)
    room = WIDTH - MARGIN - (WIDTH - 2 * MARGIN) // 3 - 20 - start
    _line(pen, (start, 534), _cut(_writable(card.verdict), 70, room), 70, colour)


def _wrapped(text, size):
    """Return the lines of a text within the margins; a word that is wider than they are is broken."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, size):
            longer = f"{lines[-1]} {piece}".strip()
            if _width(longer, size) <= WIDTH - 2 * MARGIN:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines


def _pieces(word, size):
    room = WIDTH - 2 * MARGIN
    while _width(word, size) > room:
        fits = bisect_right(range(len(word)), room, key=lambda n: _width(word[: n + 1], size))
        yield word[:fits]
        word = word[fits:]
    yield word


def _cut(text, size, room):
    """The text, or as much of its beginning as fits with the sign that more follows."""
    if _width(text, size) <= room:
        return text
    fits = bisect_right(range(len(text)), room, key=lambda n: _width(f"{text[: n + 1]}…", size))
    return f"{text[:fits].rstrip()}…"


def _writable(text):
    """The text on one line with only what the faces have, a letter whose accent they lack without it."""
    told = []
    for character in unicodedata.normalize("NFC", " ".join(text[:LONGEST].split())).translate(INSTEAD):
        plain = unicodedata.normalize("NFD", character)[0]
        told.append(next((c for c in (character, plain) if _face_of(c) is not None), ""))
    return " ".join("".join(told).split())


def _face_of(character):
    """Which face has a character, or None."""
    code = ord(character)
    if character in FIRST_TOO or 0x20 <= code < 0x7F or 0xA1 <= code <= 0xFF:
        return 0
    if character in LACKING:
        return None
    return 1 if 0x100 <= code < 0x180 or 0x218 <= code <= 0x21B or 0x1E80 <= code <= 0x1E85 else None


def _runs(text):
    return [(face or 0, "".join(part)) for face, part in groupby(text, _face_of)]


@lru_cache(maxsize=32)
def _font(face, size):
    # The plain layout: the shaping engine would turn right-to-left marks, and differs between machines.
    return ImageFont.truetype(FACES[face], size, layout_engine=ImageFont.Layout.BASIC)


def _width(text, size):
    return sum(_font(face, size).getlength(part) for face, part in _runs(text))


def _line(pen, start, text, size, fill):
    x, y = start
    for face, part in _runs(text):
        pen.text((x, y), part, font=_font(face, size), fill=fill)
        x += _font(face, size).getlength(part)
