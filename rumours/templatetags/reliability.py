"""The site's signature: a label as word, range and a small ladder, the same wherever it stands; and what is said of
it, in numbers and in words."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rumours import labels, reasons
from rumours.movements import way_of
from rumours.vocabulary import Cause, Flag, Label, Stage, Stance

register = template.Library()

STEPS = (Label.REMOTE, Label.UNLIKELY, Label.OPEN, Label.LIKELY, Label.NEAR_CERTAIN)
#: A weight, in log-odds, that nobody would feel.
UNFELT = 0.05
#: What is said without echoes and with them is worth telling apart from this many points on.
WORTH_TELLING = 0.03

SENTENCES = {
    "base_rate": gettext_lazy("How often rumours of this kind come true, in the time that is left"),
    "origin": gettext_lazy("%(source)s: %(stage)s"),
    "further_origin": gettext_lazy("%(source)s, independently: %(stage)s"),
    "denial": gettext_lazy("Denied by %(source)s"),
    "setback": gettext_lazy("A step back, according to %(source)s: %(stage)s"),
    "race": gettext_lazy("The others in the same race: only one can come true"),
    "vacancy": gettext_lazy("The place is taken: it has to become free first"),
    "official": gettext_lazy("Official: %(source)s has announced it"),
    "rival_judged": gettext_lazy("The newsroom's judgement of a rival, or of the bench, leaves it no more than this"),
    "rival_official": gettext_lazy("Somebody else in the same race is official"),
    "deadline_passed": gettext_lazy("The deadline has passed"),
    "limit": gettext_lazy("Without an official act nothing is certain, and nothing impossible"),
    "recalibration": gettext_lazy("Put right by how the forecasts of the past turned out"),
}


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
    """0.0642 is "6%"; what is below one in a hundred is "<1%", not nothing, and only what is certain is "100%"."""
    if probability is None:
        return "–"
    if 0 < probability < 1:
        return "<1%" if probability < 0.01 else ">99%" if probability >= 0.995 else f"{round(probability * 100)}%"
    return f"{probability:.0%}"


@register.filter
def as_share(share):
    """0.312 is "31%", and -0.02 is "-2%": a skill may be below nothing."""
    return f"{share:.0%}"


@register.filter
def as_loss(share):
    """-0.02 is "2%": by how much a skill below nothing is worse."""
    return f"{-share:.0%}"


def signed(number, places):
    """0.61 is "+0,6" in Italian."""
    return ("−" if number < 0 else "+") + number_format(round(abs(number), places), places)


@register.filter
def in_words(reason):
    """A stored Reason as a sentence for readers: what moved the label, through whom."""
    what, source, stage = reason["what"], reason.get("source", ""), reason.get("stage", "")
    if number := reason.get("number"):
        return _together(what, number)
    stage = Stage(stage).label if stage in Stage.values else _("no stage given")
    sentence = SENTENCES[what] % {"source": source, "stage": stage} if what in SENTENCES else what
    if abs(record := reason.get("record", 0.0)) >= UNFELT:
        sentence = _("%(sentence)s (of which %(record)s by the source's own record)") % {
            "sentence": sentence,
            "record": signed(record, 2),
        }
    return sentence


def _together(what, number):
    """Many reasons of a kind, added up in one line."""
    if what == "further_origin":
        return ngettext("%d more origin", "%d more origins", number) % number
    if what == "denial":
        return ngettext("%d more denial", "%d more denials", number) % number
    return ngettext("%d more step back", "%d more steps back", number) % number


@register.filter
def direction(log_odds):
    """A step of the sum as a word and its weight: readers get the direction, the number says how much."""
    if abs(log_odds) < UNFELT:
        return _("almost nothing")
    return (_("raises (%s)") if log_odds > 0 else _("lowers (%s)")) % signed(log_odds, 1)


@register.filter
def weight(reason):
    """How much a stored Reason counts: where the sum starts, a direction, or that it decides alone."""
    if reason["what"] == "base_rate":
        return _("starting point")
    return _("decides by itself") if reason["what"] in reasons.DECIDES else direction(reason["log_odds"])


@register.inclusion_tag("rumours/_why.html")
def why_this_label(assessment):
    """The sum behind an Assessment, step by step."""
    return {"assessment": assessment, "steps": reasons.steps(assessment.reasons)}


@register.inclusion_tag("rumours/_cause.html")
def cause_of(change):
    """What an Assessment is put down to: the report with its address, or whatever else moved the label."""
    if change.cause_kind != Cause.REPORT or not change.cause:
        return {"change": change, "word": Cause(change.cause_kind).label}
    denied = any(reason["what"] == "denial" and reason.get("source") == change.cause for reason in change.reasons)
    said = change.get_cause_stage_display() or (Stance.DENIES.label if denied else "")
    return {"change": change, "said": said}


@register.inclusion_tag("rumours/_move.html")
def label_move(change):
    """A change of label, which way it went by word and by shape."""
    way = way_of(change)
    return {"change": change, "way": way, "word": {"up": _("rises to"), "down": _("falls to")}.get(way, _("becomes"))}


@register.simple_tag
def label_move_in_words(change):
    """ "da Remota 1-20% a Probabile 60-80%"."""
    before, now = (
        f"{Label(label).label} {labels.range_in_words(label)}".strip() for label in (change.label_before, change.label)
    )
    return _("from %(before)s to %(now)s") % {"before": before, "now": now}


@register.inclusion_tag("rumours/_flags.html")
def flags_of(rumour):
    """What a reader should know beside the label, as words."""
    return {"flags": [Flag(flag) for flag in rumour.flags if flag in Flag.values]}


@register.filter
def origins_and_sites(voices):
    """Return "10 sites, 1 origin" for the Voices in favour of a rumour."""
    for_it = [voice for voice in voices if not voice.denies]
    sites = len({name for voice in for_it for name in voice.sites})
    said = ngettext("%d site", "%d sites", sites) % sites
    return f"{said}, " + ngettext("%d origin", "%d origins", len(for_it)) % len(for_it)


@register.filter
def counted_by_sites(assessment, rumour):
    """What would be said were every site a voice, beside what is said; nothing where the two are about the same."""
    naive, ours = assessment.naive_probability, assessment.model_probability
    if naive is None or ours is None or abs(naive - ours) < WORTH_TELLING:
        return ""
    if assessment.override_id:
        sentence = _("Were every site counted as a voice, one would say %(naive)s; our model says %(ours)s.")
    elif rumour.outcome:
        sentence = _("Had every site been counted as a voice, one would have said %(naive)s; we said %(ours)s.")
    else:
        sentence = _("Were every site counted as a voice, one would say %(naive)s; we say %(ours)s.")
    return sentence % {"naive": as_percent(naive), "ours": as_percent(ours)}
