"""The label of a rumour over time, and what was said against what happened, as drawings. Pure: values in, coordinates
out, in the units of the drawing's own grid; the clock is an argument."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rumours import labels
from rumours.vocabulary import Label

#: The grid: the words of the bands at the left, of outcome and deadline above, marks of reports and days beneath.
WIDTH, WORDS, LEFT, RIGHT = 480, 134, 142, 474
ACROSS = RIGHT - LEFT
OUTCOME, DEADLINE, TOP, BAND = 14, 34, 58, 36
BOTTOM = TOP + BAND * len(labels.LABEL_FROM)
MARKS, CROSSES, DAYS, HEIGHT = BOTTOM + 12, BOTTOM + 24, BOTTOM + 44, BOTTOM + 50
#: About how wide a letter is, for words that must not run out of the drawing.
LETTER = 8.2
#: Dots on the line: beyond so many changes of label they would hide it.
DOTS = 40


@dataclass(frozen=True)
class Point:
    """What was said at an instant."""

    at: datetime
    probability: float | None
    label: Label
    changed: bool = False

    #: What `values_list` of assessments is asked for.
    FIELDS = ("at", "probability", "label", "changed_label")


@dataclass(frozen=True)
class Band:
    label: Label
    y: float
    height: float

    @property
    def middle(self):
        return self.y + self.height / 2


@dataclass(frozen=True)
class Mark:
    """A vertical line with words at its top, which end or start at `x` so that they stay inside."""

    x: float
    anchor: str
    beyond: bool = False

    @property
    def nudge(self):
        return 5 if self.anchor == "start" else -5


@dataclass(frozen=True)
class Chart:
    bands: list[Band]
    line: str
    dots: list[tuple[float, float]]
    last: tuple[float, float] | None
    supports: str
    denials: str
    deadline: Mark
    outcome: Mark | None
    start: datetime
    end: datetime

    @property
    def top(self):
        return 0 if self.outcome else DEADLINE - OUTCOME

    @property
    def height(self):
        return HEIGHT - self.top


def draw(points, reports, *, deadline, at, settled=None, words=("", "")):
    """Return the Chart of `points` (in time order, one at least) with `reports`, as (instant, is it against).

    The line runs until `settled`, or until `at` while the rumour is open. A deadline that lies further ahead than all
    that has happened is not drawn to scale, but marked at the edge as beyond it. `words` are those of the deadline and
    of the outcome, for their room.
    """
    start, until = points[0].at, max(settled or at, points[-1].at)
    scale = Scale(start, _end(start, until, deadline))
    on_line = [(scale(point.at), _height(point)) for point in points]
    steps = _thinned([*on_line, (scale(until), on_line[-1][1])])
    changes = [place for point, place in zip(points, on_line, strict=True) if point.changed and place[1] is not None]
    return Chart(
        bands=_bands(any(point.label == Label.OFFICIAL for point in points)),
        line=_path(steps),
        dots=changes[-DOTS:],
        last=steps[-1] if steps[-1][1] is not None else None,
        supports=_marks([scale(when) for when, against in reports if not against], f"M{{}} {MARKS}v-8"),
        denials=_marks([scale(when) for when, against in reports if against], f"M{{}} {CROSSES}m-4 -8l8 8m-8 0l8 -8"),
        deadline=_mark(scale(deadline), words[0], beyond=deadline > scale.end),
        outcome=_mark(scale(until), words[1]) if settled else None,
        start=start,
        end=scale.end,
    )


def _end(start, until, deadline):
    """Where time ends: at the deadline, unless that would squeeze what happened into less than half of the drawing."""
    least = max(until, start + timedelta(days=1))
    return max(least, deadline) if deadline <= until + (least - start) else least


@dataclass(frozen=True)
class Scale:
    """From an instant to how far right it stands; what lies outside stands at the edge."""

    start: datetime
    end: datetime

    def __call__(self, instant):
        share = (instant - self.start) / (self.end - self.start)
        return round(LEFT + (RIGHT - LEFT) * min(max(share, 0.0), 1.0), 1)


def _height(point):
    return None if point.probability is None else round(BOTTOM - (BOTTOM - TOP) * point.probability, 1)


def _bands(official):
    """The bands from the top; the official one, which has no width, only when it was reached."""
    heights = [(label, BAND) for label in labels.LABEL_FROM]
    bands, y = ([Band(Label.OFFICIAL, TOP - 18, 18)] if official else []), TOP
    for label, height in heights:
        bands.append(Band(label, y, height))
        y += height
    return bands


def _thinned(steps):
    """One step for each unit of width, the last: five hundred make no longer a path than the drawing is wide."""
    columns = {round(x): (x, y) for x, y in steps}
    return [columns[x] for x in sorted(columns)]


def _path(steps):
    """A line in steps, broken where nothing could be judged."""
    parts, height = [], None
    for x, y in steps:
        if height is None:
            parts += [f"M{x:g} {y:g}"] if y is not None else []
        elif y is None:
            parts.append(f"H{x:g}")
        else:
            parts.append(f"H{x:g}V{y:g}" if y != height else f"H{x:g}")
        height = y
    return "".join(parts)


def _marks(places, shape):
    """One mark for each unit of width in which there is any."""
    return "".join(shape.format(x) for x in sorted({round(x) for x in places}))


def _mark(x, words, *, beyond=False):
    return Mark(x, "start" if x + LETTER * len(words) + 10 <= WIDTH else "end", beyond)


#: The grid of the reliability diagram.
ORIGIN, SIDE = (44, 320), 300


def reliability_points(rows, *, fewest):
    """Return {label, x, y, low, high} for each of `rows` (`calibration.by_label`) that counts `fewest` or more."""
    left, bottom = ORIGIN
    return [
        {"label": row["label"], "x": f"{left + SIDE * row['mean']:.1f}"}
        | {name: f"{bottom - SIDE * row[of]:.1f}" for name, of in (("y", "observed"), ("low", "low"), ("high", "high"))}
        for row in rows
        if row["n"] >= fewest
    ]
