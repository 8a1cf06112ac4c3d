"""The records of sources and of the site: no share is printed without how many it is of and how sure it is."""

from django import template
from django.utils.translation import gettext as _

from rumours.templatetags.reliability import as_percent, signed

register = template.Library()

#: A skill, in log-odds, that tells a source from no other.
AS_EXPECTED = 0.03


@register.inclusion_tag("rumours/_rate.html")
def rate(standing):
    """A track_record.Standing as "31% (27–35%, n 64)", provisional when it is of few."""
    return {"standing": standing, "interval": between(standing.low, standing.high)}


@register.inclusion_tag("rumours/_share.html")
def share(row):
    """A row of calibration as "50% (35–65%, n 28)"."""
    return {"row": row, "interval": between(row["low"], row["high"])}


def between(low, high):
    """Return "27–35%", the sign once where it can be."""
    low, high = as_percent(low), as_percent(high)
    return f"{low.removesuffix('%')}–{high}" if low[0].isdigit() else f"{low}–{high}"


@register.filter
def as_expected(skill):
    """A skill in log-odds as what readers should make of it."""
    if abs(skill) < AS_EXPECTED:
        return _("as expected")
    words = _("better than expected (%s)") if skill > 0 else _("worse than expected (%s)")
    return words % signed(skill, 2)
