"""The rows of the lists on the first page of the admin."""

from django.urls import reverse
from django.utils import timezone

from football.dates import format_day

LENGTH = 6


def rows(things, field, layout, *, address=None):
    """Return the first of `things` with what the page prints of each: the thing, when, and where it leads."""
    return [row(thing, getattr(thing, field), layout, address=address) for thing in things[:LENGTH]]


def row(thing, when, layout, *, address=None):
    url = reverse(f"admin:{address}", args=[thing.pk]) if address else form_of(thing)
    return {"thing": thing, "when": format_day(_local(when), layout) if when else "", "url": url}


def _local(value):
    return timezone.localtime(value) if hasattr(value, "tzinfo") else value


def form_of(thing):
    return reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])
