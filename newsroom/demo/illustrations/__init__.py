"""Illustrations for the demonstration newsroom, drawn as screen prints: flat shapes, few inks, halftone dots.

No photographs, no crests, no words. Pure: equal arguments give equal pixels.
"""

import random
from collections.abc import Sequence

from PIL import Image

from newsroom.demo.illustrations.backgrounds import BACKGROUNDS
from newsroom.demo.illustrations.canvas import Canvas
from newsroom.demo.illustrations.motifs import MOTIFS
from newsroom.demo.illustrations.palette import palette_of

__all__ = ["MOTIFS", "draw"]


def draw(motif: str, colours: Sequence[str], seed: str) -> Image.Image:
    """Return a picture of 1600 by 900 pixels. `colours` are up to four hex strings of clubs; `seed` varies the rest.

    Raises ValueError for an unknown motif.
    """
    if motif not in MOTIFS:
        raise ValueError(f"unknown motif: {motif!r}")
    chance = random.Random(f"{motif}|{seed}")
    canvas = Canvas(palette_of(colours, chance))
    chance.choice(BACKGROUNDS)(canvas, chance)
    MOTIFS[motif](canvas, chance)
    return canvas.finish(chance)
