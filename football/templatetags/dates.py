"""Dates as Italian prints them: "8 novembre 2024", with a small letter, in Rome's time."""

from datetime import datetime

from django import template
from django.utils import timezone

from football.dates import format_day

register = template.Library()


@register.filter
def day(value):
    """The day of a date or an instant: "8 novembre 2024"."""
    return value and format_day(_local(value))


@register.filter
def weekday(value):
    return value and format_day(_local(value), "l j F Y")


@register.filter
def instant(value):
    """ "8 novembre 2024, 18:40"."""
    return value and format_day(_local(value), "j F Y, H:i")


def _local(value):
    return timezone.localtime(value) if isinstance(value, datetime) else value
