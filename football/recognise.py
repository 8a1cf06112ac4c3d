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
    found = [_found(reading, key, entries) for key, entries in _by_owner(reading).items()]
    return sorted(found, key=lambda f: (f.doubtful, -f.salience, f.spans[:1] or ((0, 0),)))


def places_of_names(register, text, *, title="", day: date | None = None):
    """Return {(whether it is a club, owner): spans} of a text, as in the Found of `recognise`, which takes longer."""
    reading = Reading(register, text, title=title, day=day)
    places = {key: _places(reading, _told(entries)) for key, entries in _by_owner(reading).items()}
    return {key: _spans(reading, those) for key, those in places.items()}


def _by_owner(reading):
    """{key of a name: [(mention, reason, sure, weight)]}."""
    by_owner = defaultdict(list)
    for place, (name, *told) in reading.meant.items():
        by_owner[name.key].append((reading.mentions[place][0], *told))
    return by_owner


def _told(entries):
    """What is told of an owner: what is sure, or all when nothing is."""
    return [entry for entry in entries if entry[2]] or entries


def _places(reading, told):
    """Where in the title and the text."""
    starts, ends = reading.text.starts, reading.text.ends
    return [(starts[mention.first], ends[mention.last]) for mention, *_told in told]


def _spans(reading, places):
    """Where in the text."""
    offset = reading.offset
    return tuple((start - offset, end - offset) for start, end in places if start >= offset)


def _found(reading, key, entries):
    told = _told(entries)
    places = _places(reading, told)
    # Of two that are as strong the first.
    (start, _end), strongest = max(zip(places, told, strict=True), key=lambda pair: pair[1][3])
    in_title, spans = any(start < reading.offset for start, _end in places), _spans(reading, places)
    return Found(
        owner=key[1],
        is_club=key[0],
        spans=spans,
        in_title=in_title,
        sentence=reading.text.sentence_at(start),
        reason=strongest[1],
        salience=_salience(reading, spans, in_title),
        doubtful=not strongest[2],
    )


def _salience(reading, spans, in_title):
    opening = reading.text.text.find("\n", reading.offset + 1)
    end = opening - reading.offset if opening > 0 else OPENING
    early = any(start < end for start, _end in spans)
    return IN_TITLE * in_title + EARLY * early + REPEATED * min(len(spans) / TIMES, 1.0)
