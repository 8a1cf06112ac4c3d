"""What stands behind the subject: each fills the whole sheet."""

import math
import random

from newsroom.demo.illustrations.canvas import HEIGHT, WIDTH, Canvas
from newsroom.demo.illustrations.palette import mix


def rays(canvas: Canvas, chance: random.Random) -> None:
    colour = mix(canvas.palette.paper, canvas.palette.first, 0.32)
    x, y = chance.choice([(800, 980), (300, 950), (1300, 950), (800, 420)])
    number = chance.choice([18, 24, 30])
    turn = chance.random()
    for i in range(number):
        start, end = ((i + turn) * math.tau / number, (i + turn + 0.5) * math.tau / number)
        canvas.shape([(x, y), *((x + 2200 * math.cos(a), y + 2200 * math.sin(a)) for a in (start, end))], colour)


def stripes(canvas: Canvas, chance: random.Random) -> None:
    colours = [mix(canvas.palette.paper, ink, 0.30) for ink in (canvas.palette.first, canvas.palette.second)]
    width, lean = chance.choice([90, 130, 180]), chance.choice([-420, 420])
    for i, x in enumerate(range(-900, WIDTH + 900, width * 2)):
        canvas.shape([(x, 0), (x + width, 0), (x + width + lean, HEIGHT), (x + lean, HEIGHT)], colours[i % 2])


def halftone(canvas: Canvas, chance: random.Random) -> None:
    ink = mix(canvas.palette.paper, chance.choice([canvas.palette.first, canvas.palette.second]), 0.55)
    step, rising = 34, chance.random() < 0.5
    for row in range(HEIGHT // step + 2):
        share = row * step / HEIGHT if rising else 1 - row * step / HEIGHT
        for column in range(WIDTH // step + 2):
            canvas.disc(column * step + row % 2 * step / 2, row * step, max(share, 0) * step * 0.52, ink)


def sun(canvas: Canvas, chance: random.Random) -> None:
    canvas.box(0, 620, WIDTH, 280, mix(canvas.palette.paper, canvas.palette.second, 0.45))
    canvas.disc(
        chance.choice([460, 800, 1140]), chance.choice([420, 470]), chance.choice([330, 390]), canvas.palette.first
    )


def blocks(canvas: Canvas, chance: random.Random) -> None:
    edge = chance.choice([620, 800, 980])
    lean = chance.choice([-260, 0, 260])
    first = mix(canvas.palette.paper, canvas.palette.first, 0.8)
    canvas.shape([(0, 0), (edge + lean, 0), (edge - lean, HEIGHT), (0, HEIGHT)], first)
    canvas.box(0, 780, WIDTH, 120, canvas.palette.ink)


def night(canvas: Canvas, chance: random.Random) -> None:
    canvas.box(0, 0, WIDTH, HEIGHT, mix(canvas.palette.ink, canvas.palette.first, 0.35))
    glow = mix(canvas.palette.ink, canvas.palette.first, 0.62)
    x = chance.choice([400, 800, 1200])
    for radius in (620, 430):
        canvas.disc(x, 380, radius, glow)
        glow = mix(glow, canvas.palette.paper, 0.22)


BACKGROUNDS = [rays, stripes, halftone, sun, blocks, night]
