"""A probability as a label: a word that stands for a printed range. Pure."""

from rumours.vocabulary import Label

#: The label from this probability up. A label is left only when the probability is past its edge by HYSTERESIS, so
#: that labels, and the feeds that announce them, do not flicker.
LABEL_FROM = {
    Label.NEAR_CERTAIN: 0.80,
    Label.LIKELY: 0.60,
    Label.OPEN: 0.40,
    Label.UNLIKELY: 0.20,
    Label.REMOTE: 0.0,
}
HYSTERESIS = 0.03
#: The labels that say how likely, from the top.
LADDER = (Label.OFFICIAL, *LABEL_FROM)


def label_for(probability: float | None, *, official: bool = False, previous: Label | None = None) -> Label:
    """Return the label of a probability. `previous` stays while the probability is within HYSTERESIS of its range."""
    if probability is None:
        return Label.NOT_ASSESSABLE
    if official:
        return Label.OFFICIAL
    if previous in LABEL_FROM:
        standing = Label(previous)
        if LABEL_FROM[standing] - HYSTERESIS <= probability < upper_edge(standing) + HYSTERESIS:
            return standing
    return next(label for label, start in LABEL_FROM.items() if probability >= start)


def label_range(label: Label) -> tuple[int, int] | None:
    """Return (low, high) in whole per cent of a label, or None where it has no range."""
    if label == Label.OFFICIAL:
        return (100, 100)
    if label == Label.NOT_ASSESSABLE:
        return None
    return (max(round(LABEL_FROM[label] * 100), 1), min(round(upper_edge(label) * 100), 99))


def range_in_words(label: Label) -> str:
    """Return the range as it is printed beside a label: "60-80%", "100%", or nothing where it has none."""
    edges = label_range(label)
    return "" if edges is None else "-".join(str(edge) for edge in dict.fromkeys(edges)) + "%"


def upper_edge(label: Label) -> float:
    """Return the probability at which the next likelier label starts; 1 for the likeliest."""
    labels = list(LABEL_FROM)
    place = labels.index(label)
    return 1.0 if place == 0 else LABEL_FROM[labels[place - 1]]


def bands_between(one: Label, other: Label) -> int:
    """Return how many bands of the ladder lie from one label to another: 0 for the same, 1 for neighbours."""
    if Label.NOT_ASSESSABLE in (one, other):
        return 0 if one == other else len(LADDER)
    return abs(LADDER.index(one) - LADDER.index(other))
