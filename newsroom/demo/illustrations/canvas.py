"""A sheet of 1600 by 900 units, drawn larger and reduced, so that edges are smooth."""

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw

from newsroom.demo.illustrations.palette import Colour, Palette

WIDTH, HEIGHT = 1600, 900
SCALE = 2
Point = tuple[float, float]


class Canvas:
    def __init__(self, palette: Palette):
        self.palette = palette
        self.sheet = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), palette.paper)
        self.pen = ImageDraw.Draw(self.sheet)

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def box(self, x: float, y: float, width: float, height: float, fill: Colour, *, radius: float = 0) -> None:
        edges = (x * SCALE, y * SCALE, (x + width) * SCALE, (y + height) * SCALE)
        self.pen.rounded_rectangle(edges, radius * SCALE, fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: Colour | None, *, outline=None, width: float = 0) -> None:
        edges = ((x - radius) * SCALE, (y - radius) * SCALE, (x + radius) * SCALE, (y + radius) * SCALE)
        self.pen.ellipse(edges, fill=fill, outline=outline, width=round(width * SCALE))

    def line(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """A line with round joints and ends."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, fill=fill, width=round(width * SCALE), joint="curve")
        for x, y in points:
            self.disc(x, y, width / 2 - 0.5, fill)

    def arc(self, x: float, y: float, radius: float, start: float, end: float, fill: Colour, width: float) -> None:
        """Part of a circle, from `start` to `end` degrees clockwise from the right."""
        steps = max(round(abs(end - start) / 4), 2)
        angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
        self.line([(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles], fill, width)

    def arrow(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        self.line(points, fill, width)
        (x0, y0), (x1, y1) = points[-2], points[-1]
        angle, size = math.atan2(y1 - y0, x1 - x0), width * 3.2
        tip = (x1 + size * 0.7 * math.cos(angle), y1 + size * 0.7 * math.sin(angle))
        wings = [(x1 + size * math.cos(angle + t), y1 + size * math.sin(angle + t)) for t in (2.3, -2.3)]
        self.shape([tip, *wings], fill)

    def turned(self, points: Sequence[Point], centre: Point, degrees: float) -> list[Point]:
        """Return `points` turned about `centre`."""
        angle = math.radians(degrees)
        cos, sin = math.cos(angle), math.sin(angle)
        cx, cy = centre
        return [(cx + (x - cx) * cos - (y - cy) * sin, cy + (x - cx) * sin + (y - cy) * cos) for x, y in points]

    def turned_box(self, x, y, width, height, degrees: float, fill: Colour, *, centre: Point | None = None) -> None:
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        self.shape(self.turned(corners, centre or (x + width / 2, y + height / 2), degrees), fill)

    def finish(self, chance: random.Random) -> Image.Image:
        """Reduce, and let the paper show through the inks as in a print."""
        small = self.sheet.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        return ImageChops.multiply(small, _grain(chance))


def _grain(chance: random.Random) -> Image.Image:
    tile = Image.frombytes("L", (200, 180), chance.randbytes(200 * 180)).point(lambda v: 236 + v * 19 // 255)
    grain = Image.new("L", (WIDTH, HEIGHT))
    for x in range(0, WIDTH, 200):
        for y in range(0, HEIGHT, 180):
            grain.paste(tile, (x, y))
    return Image.merge("RGB", (grain, grain, grain))
