"""Dates as Italian prints them: "8 novembre 2024", with a small letter, in Rome's time."""

from datetime import datetime, time

from django import template
from django.utils import timezone

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
def hour(value):
    """ "18:40"; nothing for noon to the instant, which stands for an hour that nobody knows."""
    moment = timezone.localtime(value)
    return "" if moment.time() == time(12) else f"{moment:%H:%M}"


def _local(value):
    return timezone.localtime(value) if isinstance(value, datetime) else value
