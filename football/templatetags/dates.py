"""Dates as Italian prints them: "8 novembre 2024", with a small letter, in Rome's time."""

from datetime import datetime, time

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from football import italian
from football.dates import format_day

register = template.Library()


@register.filter
def day(value):
    """The day of a date or an instant: "8 novembre 2024"."""
    return value and format_day(_local(value))


@register.filter
def the_day(value):
    """ "il 7 novembre 2024", "l'8 novembre 2024"."""
    return value and italian.the_day(_local(value))


@register.filter
def from_day(value):
    """ "dal 7 novembre 2024", "dall'8 novembre 2024"."""
    return value and italian.the_day(_local(value), before="dal")


@register.filter
def of_day(value):
    """ "del 7 novembre 2024", "dell'8 novembre 2024"."""
    return value and italian.the_day(_local(value), before="del")


@register.filter
def month(value):
    """ "settembre 2025"."""
    return value and format_day(_local(value), "F Y")


@register.filter
def weekday(value):
    return value and format_day(_local(value), "l j F Y")


@register.filter
def instant(value):
    """ "8 novembre 2024, 18:40"."""
    return value and format_day(_local(value), "j F Y, H:i")


@register.filter
def when(value):
    """ "oggi alle 14:10", "ieri alle 18:40", and the whole date before that. Not "two hours ago", which is wrong in any
    copy that is kept: these words hold until midnight, and so long a copy may be kept (newsroom/pages/headers.py)."""
    words = {0: _("today at %(hour)s"), 1: _("yesterday at %(hour)s")}.get(_days_ago(value))
    return words % {"hour": format_day(_local(value), "H:i")} if words else instant(value)


@register.filter
def dated(value):
    """The same with the exact date beside the word: "oggi, 8 novembre 2024, 18:40"."""
    word = {0: _("today"), 1: _("yesterday")}.get(_days_ago(value))
    return f"{word}, {instant(value)}" if word else instant(value)


@register.filter
def and_before(value):
    """What tells the title of a page of a list from that of the first: ", 8 novembre 2024, 18:40 e prima"."""
    return ", " + _("%(instant)s and before") % {"instant": instant(value)} if value else ""


def _days_ago(value):
    """Nothing without an instant. What is to come is seen in previews only, as it will be on its day: none ago."""
    return value and max(0, (timezone.localdate() - timezone.localdate(value)).days)


@register.filter
def hour(value):
    """ "18:40"; nothing for noon to the instant, which stands for an hour that nobody knows."""
    moment = timezone.localtime(value)
    return "" if moment.time() == time(12) else f"{moment:%H:%M}"


def _local(value):
    return timezone.localtime(value) if isinstance(value, datetime) else value
