"""Inks that stand out from the paper and from each other, whatever colours the clubs have."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

PAPER = (250, 229, 214)
INK = (29, 20, 17)
#: When the clubs' colours are missing, too light or too much alike.
HOUSE_INKS = [(178, 24, 43), (18, 86, 122), (20, 105, 72), (214, 140, 28), (92, 50, 110)]
#: Sum of the differences of the three channels below which two inks look the same.
TOO_ALIKE = 150

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    paper: Colour
    ink: Colour
    first: Colour
    second: Colour

    @property
    def light(self) -> Colour:
        """A white that belongs to the paper."""
        return mix(self.paper, (255, 255, 255), 0.65)


def palette_of(colours: Sequence[str], chance: random.Random) -> Palette:
    inks: list[Colour] = []
    house = HOUSE_INKS[:]
    chance.shuffle(house)
    for colour in [*map(parse, colours), *house]:
        if all(distance(colour, other) > TOO_ALIKE for other in (PAPER, INK, *inks)):
            inks.append(colour)
    return Palette(PAPER, INK, inks[0], inks[1])


def parse(colour: str) -> Colour:
    digits = colour.lstrip("#")
    return tuple(int(digits[i : i + 2], 16) for i in (0, 2, 4))


def distance(one: Colour, other: Colour) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Return `one` with `share` (0 to 1) of `other` in it."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
