"""The subjects. Each stays in the middle of the sheet, so that narrower crops keep it whole."""

import math
import random
from collections.abc import Callable

from newsroom.demo.illustrations.canvas import Canvas
from newsroom.demo.illustrations.palette import mix

GRASS, GRASS_DARK = (46, 125, 79), (37, 108, 68)


def bench(canvas: Canvas, chance: random.Random) -> None:
    p = canvas.palette
    canvas.box(290, 700, 1020, 22, p.ink)
    canvas.shape([(330, 250), (1270, 250), (1330, 330), (270, 330)], p.second)
    canvas.shape([(270, 330), (1330, 330), (1330, 352), (270, 352)], p.ink)
    for x in (300, 1284):
        canvas.box(x, 350, 18, 360, p.ink)
    empty = chance.randrange(5)
    for seat in range(5):
        x = 350 + seat * 186
        colour = p.light if seat == empty else p.first
        canvas.box(x, 420, 150, 170, p.ink, radius=26)
        canvas.box(x + 8, 428, 134, 154, colour, radius=20)
        canvas.box(x - 4, 590, 158, 44, p.ink, radius=12)
        canvas.box(x + 4, 596, 142, 30, colour, radius=8)
        for leg in (18, 120):
            canvas.box(x + leg, 632, 12, 70, p.ink)


def board(canvas: Canvas, chance: random.Random) -> None:
    p = canvas.palette
    canvas.turned_box(340, 150, 940, 620, -2, p.ink)
    canvas.box(345, 140, 920, 610, p.ink, radius=16)
    canvas.box(365, 160, 880, 570, GRASS, radius=6)
    for x0, x1 in ((365, 365), (1245, 1245)):
        canvas.box(min(x0, x1 - 130) if x0 > 800 else x0, 300, 130, 290, p.light)
        canvas.box((x0 if x0 < 800 else x1 - 122), 308, 122, 274, GRASS)
    canvas.line([(805, 160), (805, 730)], p.light, 7)
    canvas.disc(805, 445, 100, None, outline=p.light, width=7)
    spots = [(440, 445), (560, 250), (545, 640), (690, 350), (700, 560)]
    for x, y in spots:
        canvas.disc(x + chance.randint(-18, 18), y + chance.randint(-18, 18), 30, p.first, outline=p.ink, width=5)
    for x, y in [(1180, 445), (1060, 260), (1070, 630), (930, 420)]:
        x, y = x + chance.randint(-20, 20), y + chance.randint(-20, 20)
        for turn in (45, -45):
            canvas.turned_box(x - 32, y - 7, 64, 14, turn, p.light)
    bend = chance.choice([-110, 110])
    canvas.arrow(_curve((720, 350), (870, 330 + bend), (1010, 440 - bend // 3)), p.second, 12)
    canvas.arrow(_curve((730, 570), (900, 690), (1110, 540)), p.light, 9)


def pitch(canvas: Canvas, chance: random.Random) -> None:
    p = canvas.palette
    far_left, far_right, left, right = 560, 1040, 190, 1410
    lane = 9
    for i in range(lane):
        top = [far_left + (far_right - far_left) * t / lane for t in (i, i + 1)]
        low = [left + (right - left) * t / lane for t in (i, i + 1)]
        canvas.shape([(top[0], 190), (top[1], 190), (low[1], 800), (low[0], 800)], GRASS if i % 2 else GRASS_DARK)
    canvas.line([(far_left, 190), (far_right, 190), (right, 800), (left, 800), (far_left, 190)], p.light, 8)
    canvas.line([(418, 420), (1182, 420)], p.light, 7)
    canvas.pen.ellipse((1300, 690, 1900, 1010), outline=p.light, width=14)
    canvas.line([(690, 190), (670, 250), (930, 250), (910, 190)], p.light, 6)
    canvas.line([(560, 800), (610, 650), (990, 650), (1040, 800)], p.light, 8)
    for colour in (p.first, p.second):
        for _ in range(5):
            y = chance.randint(250, 730)
            reach = 200 + (y - 190) * 0.55
            x, size = 800 + chance.uniform(-reach, reach) * 0.8, 12 + (y - 190) * 0.035
            canvas.box(x - size, y - size * 2.6, size * 2, size * 3, colour, radius=size)
            canvas.disc(x, y - size * 3.2, size * 0.9, p.ink)


def floodlights(canvas: Canvas, chance: random.Random) -> None:
    p = canvas.palette
    canvas.box(0, 0, 1600, 900, mix(p.ink, p.first, 0.28))
    sides = [(430, 1), (1170, -1)] if chance.random() < 0.6 else [(800, 1)]
    for x, way in sides:
        beam = mix(p.ink, p.paper, 0.45)
        canvas.shape([(x - 120, 220), (x + 120, 220), (x + way * 700 + 420, 900), (x + way * 260 - 420, 900)], beam)
    canvas.shape([(0, 800), (1600, 800), (1600, 900), (0, 900)], GRASS)
    for x, _way in sides:
        canvas.shape([(x - 16, 330), (x + 16, 330), (x + 34, 810), (x - 34, 810)], p.ink)
        for y in range(360, 790, 60):
            canvas.line([(x - 22, y), (x + 22, y + 50)], p.second, 5)
        canvas.turned_box(x - 150, 130, 300, 210, chance.choice([-6, 0, 6]), p.ink)
        for row in range(3):
            for column in range(4):
                canvas.disc(x - 105 + column * 70, 170 + row * 64, 26, p.light)
                canvas.disc(x - 105 + column * 70, 170 + row * 64, 15, (255, 250, 220))


def notebook(canvas: Canvas, chance: random.Random) -> None:
    p, turn = canvas.palette, chance.choice([-9, -5, 6])
    centre = (800, 450)
    canvas.turned_box(560, 140, 500, 640, turn + 3, p.ink, centre=centre)
    canvas.turned_box(540, 120, 500, 640, turn, p.light, centre=centre)
    canvas.turned_box(540, 120, 500, 78, turn, p.first, centre=centre)
    for i in range(9):
        (point,) = canvas.turned([(590 + i * 50, 118)], centre, turn)
        canvas.arc(*point, 17, 100, 400, p.ink, 7)
    for i in range(8):
        width = chance.randint(230, 400)
        canvas.turned_box(585, 262 + i * 58, width, 9, turn, mix(p.light, p.ink, 0.55), centre=centre)
    canvas.turned_box(575, 420, chance.randint(250, 380), 36, turn, mix(p.light, p.second, 0.55), centre=centre)
    _pencil(canvas, (1090, 300), (800, 640))


def microphones(canvas: Canvas, chance: random.Random) -> None:
    p = canvas.palette
    inks = [p.first, p.second, p.light, p.first, p.second]
    chance.shuffle(inks)
    for i, colour in enumerate(inks):
        foot, head = (620 + i * 90, 900), (430 + i * 185, 330 + abs(i - 2) * 62 + chance.randint(-24, 24))
        canvas.line([foot, head], p.ink, 46)
        canvas.line([foot, head], mix(p.ink, p.paper, 0.25), 14)
        x, y = head
        canvas.disc(x, y - 40, 84, p.ink)
        canvas.disc(x, y - 40, 74, colour)
        for step in range(-2, 3):
            canvas.line([(x - 60, y - 40 + step * 25), (x + 60, y - 40 + step * 25)], p.ink, 3)
        canvas.box(x - 62, y + 20, 124, 58, p.ink, radius=8)
        canvas.box(x - 54, y + 28, 108, 42, p.light if colour != p.light else p.first, radius=4)


def telephone(canvas: Canvas, chance: random.Random) -> None:
    p, turn = canvas.palette, chance.choice([-14, 10, 16])
    centre = (800, 450)
    for radius in (430, 350):
        for start in (-40, 140):
            canvas.arc(800, 450, radius, start, start + 80, p.ink, 16)
    canvas.turned_box(640, 130, 330, 650, turn, p.ink, centre=centre)
    canvas.turned_box(664, 170, 282, 560, turn, p.first, centre=centre)
    canvas.turned_box(664, 170, 282, 200, turn, mix(p.first, p.ink, 0.35), centre=centre)
    for i in range(3):
        side = 684 if i % 2 else 744
        canvas.turned_box(side, 400 + i * 88, 180, 62, turn, p.light if i % 2 else p.second, centre=centre)
    (ear,) = canvas.turned([(805, 270)], centre, turn)
    canvas.disc(*ear, 62, p.light)
    canvas.arc(*ear, 30, 40, 230, p.ink, 16)


def suitcase(canvas: Canvas, chance: random.Random) -> None:
    p = canvas.palette
    canvas.box(300, 760, 1000, 18, p.ink)
    canvas.arc(800, 300, 110, 180, 360, p.ink, 34)
    canvas.box(440, 290, 720, 470, p.ink, radius=46)
    canvas.box(456, 306, 688, 438, p.first, radius=34)
    for x in (540, 1000):
        canvas.box(x, 306, 60, 438, mix(p.first, p.ink, 0.45))
    for x in (552, 1012):
        canvas.box(x, 400, 36, 60, p.light, radius=6)
    for _ in range(4):
        x, y = chance.randint(640, 930), chance.randint(380, 660)
        canvas.turned_box(x - 50, y - 32, 100, 64, chance.randint(-30, 30), chance.choice([p.second, p.light, p.paper]))
    canvas.line([(1160, 330), (1230, 380), (1220, 470)], p.ink, 5)
    canvas.turned_box(1180, 460, 84, 130, 10, p.light)
    canvas.disc(1224, 490, 10, p.ink)


def signature(canvas: Canvas, chance: random.Random) -> None:
    p, turn = canvas.palette, chance.choice([-7, -4, 5])
    centre = (800, 450)
    canvas.turned_box(470, 150, 660, 640, turn + 2, p.ink, centre=centre)
    canvas.turned_box(455, 135, 660, 640, turn, p.light, centre=centre)
    canvas.turned_box(455, 135, 660, 26, turn, p.first, centre=centre)
    for i in range(7):
        canvas.turned_box(520, 225 + i * 46, chance.randint(360, 520), 9, turn, mix(p.light, p.ink, 0.4), centre=centre)
    ink = [(540, 660), (580, 600), (610, 680), (660, 590), (690, 670), (740, 620), (800, 655), (860, 610)]
    canvas.line(canvas.turned(ink, centre, turn), p.second, 9)
    nib = canvas.turned([(866, 606)], centre, turn)[0]
    _pen(canvas, nib, (nib[0] + 330, nib[1] - 380))


def plane(canvas: Canvas, chance: random.Random) -> None:
    p, turn = canvas.palette, chance.choice([-22, -14, -30])
    centre = (800, 450)

    def turned(points):
        return canvas.turned(points, centre, turn)

    for i in range(3):
        canvas.shape(
            turned([(-300, 420 + i * 34), (430, 432 + i * 14), (430, 444 + i * 14), (-300, 440 + i * 34)]), p.second
        )
    canvas.shape(turned([(700, 440), (900, 440), (700, 130), (620, 130)]), p.ink)
    canvas.shape(turned([(700, 470), (900, 470), (700, 780), (620, 780)]), mix(p.ink, p.first, 0.35))
    canvas.shape(turned([(420, 440), (500, 440), (440, 290), (380, 290)]), p.ink)
    canvas.shape(turned([(400, 420), (1080, 400), (1210, 455), (1080, 510), (400, 490)]), p.light)
    canvas.shape(turned([(400, 456), (1208, 456), (1080, 510), (400, 490)]), p.first)
    for i in range(9):
        canvas.disc(*turned([(560 + i * 54, 434)])[0], 10, p.ink)
    canvas.shape(turned([(1110, 414), (1170, 438), (1110, 440)]), p.ink)


def goal(canvas: Canvas, chance: random.Random) -> None:
    p = canvas.palette
    canvas.box(0, 720, 1600, 180, GRASS)
    canvas.box(0, 720, 1600, 10, p.light)
    net = mix(p.light, p.ink, 0.25)
    for i in range(21):
        x = 330 + i * 47
        canvas.line([(x, 240), (800 + (x - 800) * 0.86, 700)], net, 3)
    for i in range(10):
        inset = i * 7
        canvas.line([(330 + inset, 240 + i * 50), (1270 - inset, 240 + i * 50)], net, 3)
    for start, end in (((320, 230), (1280, 230)), ((320, 230), (320, 730)), ((1280, 230), (1280, 730))):
        canvas.line([start, end], p.ink, 34)
        canvas.line([start, end], p.light, 24)
    x, y = chance.choice([(520, 400), (1050, 380), (800, 560)])
    _ball(canvas, x, y, 92)


def ball(canvas: Canvas, chance: random.Random) -> None:
    p = canvas.palette
    x, y = chance.choice([(800, 440), (740, 430), (860, 450)])
    for i in range(5):
        canvas.line([(x - 250 - i * 26, y - 130 + i * 66), (x - 620 + i * 40, y - 40 + i * 62)], p.ink, 14)
    canvas.disc(x + 26, y + 40, 300, mix(p.paper, p.ink, 0.75))
    _ball(canvas, x, y, 300)


def stopwatch(canvas: Canvas, chance: random.Random) -> None:
    p = canvas.palette
    canvas.box(762, 90, 76, 96, p.ink, radius=10)
    canvas.turned_box(1010, 170, 60, 90, 40, p.ink)
    for radius, colour in ((335, p.ink), (305, p.first), (262, p.light)):
        canvas.disc(800, 490, radius, colour)
    for i in range(60):
        angle, inner = math.radians(i * 6), 212 if i % 5 == 0 else 236
        ends = [(800 + r * math.cos(angle), 490 + r * math.sin(angle)) for r in (inner, 250)]
        canvas.line(ends, p.ink, 9 if i % 5 == 0 else 3)
    swept = chance.randint(40, 300)
    edge = [
        (800 + 180 * math.cos(math.radians(a - 90)), 490 + 180 * math.sin(math.radians(a - 90)))
        for a in range(0, swept, 4)
    ]
    canvas.shape([(800, 490), *edge], mix(p.light, p.second, 0.75))
    angle = math.radians(swept - 90)
    canvas.line([(800, 490), (800 + 220 * math.cos(angle), 490 + 220 * math.sin(angle))], p.ink, 14)
    canvas.disc(800, 490, 24, p.ink)


def stand(canvas: Canvas, chance: random.Random) -> None:
    p = canvas.palette
    skins = [(242, 204, 173), (214, 160, 120), (150, 100, 70), (250, 220, 190)]
    for row in range(8):
        y = 190 + row * 84
        canvas.box(0, y, 1600, 88, mix(p.ink, p.first, 0.18 + 0.05 * (row % 2)))
        for seat in range(27):
            x = seat * 62 + (row % 2) * 31 - 20
            if chance.random() < 0.12:
                continue
            coat = chance.choice([p.first, p.second, p.first, p.light, p.ink])
            canvas.box(x, y + 34, 46, 60, coat, radius=16)
            canvas.disc(x + 23, y + 22, 17, chance.choice(skins))
    for _ in range(7):
        x, y = chance.randint(180, 1300), chance.choice([250, 334, 418, 502, 586])
        lift = chance.randint(-24, 24)
        canvas.line([(x, y), (x + 80, y - 22 + lift), (x + 160, y)], p.light, 26)
        canvas.line([(x + 30, y - 8 + lift * 0.4), (x + 80, y - 22 + lift), (x + 130, y - 8 + lift * 0.4)], p.first, 14)


def chess(canvas: Canvas, chance: random.Random) -> None:
    p = canvas.palette
    for row in range(4):
        y0, y1 = 560 + row * 78, 560 + (row + 1) * 78
        for column in range(10):
            xs = [800 + (column - 5 + d) * (150 + (y - 560) * 0.24) for y, d in ((y0, 0), (y0, 1), (y1, 1), (y1, 0))]
            corners = list(zip(xs, (y0, y0, y1, y1), strict=True))
            canvas.shape(corners, GRASS if (row + column) % 2 else mix(GRASS, p.light, 0.35))
    for x, y, size, colour in [(520, 690, 1.0, p.first), (820, 640, 1.25, p.ink), (1120, 720, 0.95, p.second)]:
        _pawn(canvas, x + chance.randint(-30, 30), y, size * chance.uniform(0.95, 1.1), colour, crowned=colour == p.ink)


def _pawn(canvas: Canvas, x: float, y: float, size: float, colour, *, crowned: bool) -> None:
    rim = canvas.palette.light
    canvas.box(x - 110 * size, y - 40 * size, 220 * size, 52 * size, rim, radius=18 * size)
    canvas.box(x - 102 * size, y - 34 * size, 204 * size, 40 * size, colour, radius=14 * size)
    canvas.shape(
        [
            (x - 70 * size, y - 36 * size),
            (x + 70 * size, y - 36 * size),
            (x + 30 * size, y - 270 * size),
            (x - 30 * size, y - 270 * size),
        ],
        colour,
    )
    canvas.box(x - 62 * size, y - 292 * size, 124 * size, 28 * size, colour, radius=12 * size)
    canvas.disc(x, y - 350 * size, 70 * size, colour)
    canvas.disc(x - 22 * size, y - 372 * size, 16 * size, rim)
    if crowned:
        points = [(-64, -400), (-74, -490), (-34, -446), (0, -510), (34, -446), (74, -490), (64, -400)]
        canvas.shape([(x + px * size, y + py * size) for px, py in points], colour)


def _ball(canvas: Canvas, x: float, y: float, radius: float) -> None:
    p = canvas.palette
    canvas.disc(x, y, radius, p.ink)
    canvas.disc(x, y, radius * 0.955, p.light)
    inner = _pentagon(x, y, radius * 0.34, -90)
    canvas.shape(inner, p.ink)
    for i, corner in enumerate(inner):
        angle = math.radians(-90 + i * 72)
        knee = (x + radius * 0.62 * math.cos(angle), y + radius * 0.62 * math.sin(angle))
        canvas.line([corner, knee], p.ink, radius * 0.045)
        side = [
            (x + radius * r * math.cos(angle + t), y + radius * r * math.sin(angle + t))
            for r, t in ((0.62, 0), (0.8, 0.28), (0.955, 0.2), (0.955, -0.2), (0.8, -0.28))
        ]
        canvas.shape(side, p.first)
        across = math.radians(-90 + (i + 1) * 72)
        ends = [(x + radius * 0.8 * math.cos(a), y + radius * 0.8 * math.sin(a)) for a in (angle + 0.28, across - 0.28)]
        canvas.line(ends, p.ink, radius * 0.04)


def _pentagon(x: float, y: float, radius: float, turn: float):
    angles = [math.radians(turn + i * 72) for i in range(5)]
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles]


def _pencil(canvas: Canvas, end, tip) -> None:
    p = canvas.palette
    (x0, y0), (x1, y1) = end, tip
    length = math.hypot(x1 - x0, y1 - y0)
    along, across = ((x1 - x0) / length, (y1 - y0) / length), (-(y1 - y0) / length * 24, (x1 - x0) / length * 24)
    neck = (x1 - along[0] * 70, y1 - along[1] * 70)
    corners = [(x0 + across[0], y0 + across[1]), (neck[0] + across[0], neck[1] + across[1])]
    corners += [(neck[0] - across[0], neck[1] - across[1]), (x0 - across[0], y0 - across[1])]
    canvas.shape(corners, p.second)
    canvas.line([end, neck], mix(p.second, p.ink, 0.4), 8)
    canvas.shape([corners[1], tip, corners[2]], p.paper)
    canvas.line([(x1 - along[0] * 14, y1 - along[1] * 14), tip], p.ink, 10)


def _pen(canvas: Canvas, nib, end) -> None:
    p = canvas.palette
    (x0, y0), (x1, y1) = nib, end
    length = math.hypot(x1 - x0, y1 - y0)
    dx, dy = (x1 - x0) / length, (y1 - y0) / length
    base, grip = (x0 + dx * 90, y0 + dy * 90), (x0 + dx * 190, y0 + dy * 190)
    canvas.shape([nib, (base[0] - dy * 30, base[1] + dx * 30), (base[0] + dy * 30, base[1] - dx * 30)], p.paper)
    canvas.line([nib, base], p.ink, 5)
    canvas.line([base, end], p.ink, 66)
    canvas.line([grip, end], p.first, 54)


def _curve(start, bend, end):
    """Points of a quadratic curve from `start` to `end`, drawn towards `bend`."""
    steps = [i / 24 for i in range(25)]
    return [
        tuple((1 - t) ** 2 * a + 2 * (1 - t) * t * b + t * t * c for a, b, c in zip(start, bend, end, strict=True))
        for t in steps
    ]


MOTIFS: dict[str, Callable[[Canvas, random.Random], None]] = {
    "panchina": bench,
    "lavagna": board,
    "campo": pitch,
    "riflettori": floodlights,
    "taccuino": notebook,
    "microfoni": microphones,
    "telefono": telephone,
    "valigia": suitcase,
    "firma": signature,
    "aereo": plane,
    "porta": goal,
    "pallone": ball,
    "cronometro": stopwatch,
    "tribuna": stand,
    "scacchiera": chess,
}
