"""Which clubs and people a text names: what is written, what stands around it, and what else the text says. Pure.

    register = Register(names, stints, countries=…, cities=…)
    found = recognise(register, text, title=…, day=…)

Nothing is tagged by this: it proposes, and says what it is unsure of.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from football.recognition.reading import Reading

#: How salient a name is by standing in the title, by standing early, and by being repeated so many times.
IN_TITLE, EARLY, REPEATED, TIMES = 0.5, 0.25, 0.25, 4
#: Where the opening of a text without paragraphs ends.
OPENING = 300


@dataclass(frozen=True)
class Found:
    """Who is named: where (pairs of places in the text; those in the title apart), in which sentence most surely, why,
    how much the text is about them (0 to 1), and whether that is doubtful."""

    owner: object
    is_club: bool
    spans: tuple[tuple[int, int], ...]
    in_title: bool
    sentence: str
    reason: str
    salience: float
    doubtful: bool


def recognise(register, text, *, title="", day: date | None = None):
    """Return the Found of a text, the most salient first. See bench/recognition.py for what it takes."""
    reading = Reading(register, text, title=title, day=day)
    by_owner = defaultdict(list)
    for place, (name, *told) in reading.meant.items():
        by_owner[name.key].append((reading.mentions[place][0], *told))
    found = [_found(reading, key, entries) for key, entries in by_owner.items()]
    return sorted(found, key=lambda f: (f.doubtful, -f.salience, f.spans[:1] or ((0, 0),)))


def _found(reading, key, entries):
    sure = [entry for entry in entries if entry[2]]
    told, tokens, offset = sure or entries, reading.text.tokens, reading.offset
    places = [(tokens[mention.first].start, tokens[mention.last].end) for mention, *_told in told]
    # Of two that are as strong the first.
    (start, _end), strongest = max(zip(places, told, strict=True), key=lambda pair: pair[1][3])
    in_title = any(start < offset for start, _end in places)
    spans = tuple((start - offset, end - offset) for start, end in places if start >= offset)
    return Found(
        owner=key[1],
        is_club=key[0],
        spans=spans,
        in_title=in_title,
        sentence=reading.text.sentence_at(start),
        reason=strongest[1],
        salience=_salience(reading, spans, in_title),
        doubtful=not sure,
    )


def _salience(reading, spans, in_title):
    opening = reading.text.text.find("\n", reading.offset + 1)
    end = opening - reading.offset if opening > 0 else OPENING
    early = any(start < end for start, _end in spans)
    return IN_TITLE * in_title + EARLY * early + REPEATED * min(len(spans) / TIMES, 1.0)
