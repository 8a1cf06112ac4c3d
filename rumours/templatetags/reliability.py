"""The site's signature: a label as word, range and a small ladder, the same wherever it stands."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumours import labels
from rumours.vocabulary import Label, Stage

register = template.Library()

STEPS = (Label.REMOTE, Label.UNLIKELY, Label.OPEN, Label.LIKELY, Label.NEAR_CERTAIN)


@register.inclusion_tag("rumours/_badge.html")
def reliability_badge(rumour, size=""):
    """Where a rumour stands: its label, or its outcome and the label that stood last. No query."""
    return {"rumour": rumour, "size": size, "steps": ladder(rumour.label), "range": rumour.label_range}


@register.inclusion_tag("rumours/_label.html")
def reliability_label(label):
    """A label alone, as an assessment of the past had it."""
    label = Label(label)
    return {"label": label, "word": label.label, "steps": ladder(label), "range": labels.range_in_words(label)}


def ladder(label):
    """Return the five steps of the drawing as (x, y, height, reached)."""
    reached = len(STEPS) if label == Label.OFFICIAL else STEPS.index(label) + 1 if label in STEPS else 0
    return [(7 * i, 16 - 3 * i, 4 + 3 * i, i < reached) for i in range(len(STEPS))]


@register.filter
def as_percent(probability):
    """0.0642 is "6%"; what is below one in a hundred is "<1%", not nothing."""
    if probability is None:
        return "–"
    return "<1%" if probability < 0.01 else f"{round(probability * 100)}%"


@register.filter
def as_share(share):
    """0.312 is "31%", and -0.02 is "-2%": a skill may be below nothing."""
    return f"{share:.0%}"


@register.filter
def in_words(reason):
    """A stored Reason as a sentence for readers: what moved the label, through whom."""
    source, stage = reason.get("source", ""), reason.get("stage", "")
    stage = Stage(stage).label if stage in Stage.values else ""
    sentences = {
        "base_rate": _("How often rumours of this kind come true, in the time that is left"),
        "origin": _("%(source)s: %(stage)s"),
        "further_origin": _("%(source)s, independently: %(stage)s"),
        "denial": _("Denied by %(source)s"),
    }
    return sentences.get(reason["what"], reason["what"]) % {"source": source, "stage": stage}


@register.filter
def direction(log_odds):
    """A step of the sum as a word and its weight: readers get the direction, the number says how much."""
    if abs(log_odds) < 0.05:
        return _("almost nothing")
    return (_("raises (%+.1f)") if log_odds > 0 else _("lowers (%+.1f)")) % log_odds


@register.filter
def origins_and_sites(voices):
    """Return "10 sites, 1 origin" for the Voices in favour of a rumour."""
    for_it = [voice for voice in voices if not voice.denies]
    sites = len({name for voice in for_it for name in voice.sites})
    said = ngettext("%d site", "%d sites", sites) % sites
    return f"{said}, " + ngettext("%d origin", "%d origins", len(for_it)) % len(for_it)


@register.inclusion_tag("rumours/_diagram.html")
def reliability_diagram(rows):
    """What was said against what happened, as a drawing; the table beside it carries the same numbers in words."""
    points = [
        {
            "x": 40 + 300 * row["mean"],
            "y": 320 - 300 * row["observed"],
            "low": 320 - 300 * row["low"],
            "high": 320 - 300 * row["high"],
            "label": row["label"],
        }
        for row in rows
    ]
    return {"points": points, "ticks": [(40 + 60 * i, 320 - 60 * i, 20 * i) for i in range(6)]}
