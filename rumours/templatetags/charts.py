"""Drawings in inline SVG, each with its words: for whoever does not see it, and for whoever reads the source."""

from datetime import datetime, time

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from football.dates import format_day
from rumours import chart, labels
from rumours.templatetags.records import between
from rumours.templatetags.reliability import as_percent
from rumours.vocabulary import Label
from rumours.voices import Position, position_of

register = template.Library()

#: Of how few a share is no point of a drawing: the table has it all the same.
FEWEST = 20


@register.inclusion_tag("rumours/_chart.html")
def label_chart(rumour, points, reports, *, at=None):
    """The label of a rumour over time, from chart.Points and Heard reports. No query. It goes up to the end of the day,
    since copies of its page are kept."""
    deadline_words = f"{_('deadline')} {format_day(rumour.deadline)}"
    outcome_words = rumour.outcome and f"{rumour.get_outcome_display()}, {format_day(rumour.outcome_on)}"
    drawn = chart.draw(
        points,
        [(report.known_at, position_of(report) == Position.AGAINST) for report in reports],
        deadline=_instant(rumour.deadline, time.max),
        settled=rumour.outcome and _instant(rumour.outcome_on, time(12)),
        at=at or _instant(timezone.localdate(), time.max),
        words=(deadline_words, outcome_words),
    )
    return {
        "chart": drawn,
        "grid": chart,
        "bands": [(band, Label(band.label).label, labels.range_in_words(band.label)) for band in drawn.bands],
        "deadline_words": deadline_words,
        "outcome_words": outcome_words,
        "outcome": rumour.outcome,
        "last": as_percent(points[-1].probability),
        "in_words": _in_words(points, deadline_words, outcome_words),
    }


def _instant(day, hour):
    return timezone.make_aware(datetime.combine(day, hour))


def _in_words(points, *more):
    """The drawing as sentences: where the label started, how often it changed, where it stands."""
    said = [_("%(day)s: %(label)s.") % _said(points[0])]
    if len(points) > 1:
        changes = sum(point.changed for point in points)
        said.append(ngettext("%d change of label.", "%d changes of label.", changes) % changes)
        said.append(_("%(day)s: %(label)s.") % _said(points[-1]))
    return " ".join([*said, *(f"{words[:1].upper()}{words[1:]}." for words in more if words)])


def _said(point):
    word = Label(point.label).label
    stated = word if point.probability is None else f"{word} ({as_percent(point.probability)})"
    return {"day": format_day(timezone.localtime(point.at)), "label": stated}


@register.inclusion_tag("rumours/_diagram.html")
def reliability_diagram(rows):
    """What was said against what happened, as a drawing; the table beside it carries the same numbers in words."""
    left, bottom = chart.ORIGIN
    return {
        "points": chart.reliability_points(rows, fewest=FEWEST),
        "ticks": [(left + step * chart.SIDE // 5, bottom - step * chart.SIDE // 5, 20 * step) for step in range(6)],
        "rows": [
            (Label(row["label"]).label, row, between(row["low"], row["high"])) for row in rows if row["n"] >= FEWEST
        ],
    }
