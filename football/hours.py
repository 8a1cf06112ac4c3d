"""Instants as they are typed, in Rome: on two nights of the year an hour is missing, or comes twice."""

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

#: Which of two hours of the same name: "02:30 legale" comes first, "02:30 solare" an hour later.
SUMMER, WINTER = "legale", "solare"
TYPED = re.compile(rf"\s*(.*?)\s*(?:\bora\s+)?({SUMMER}|{WINTER})?\s*", re.IGNORECASE | re.DOTALL)
YEARS = range(1900, 2101)


class Hour(NamedTuple):
    time: object
    word: str


def instant_of(day, hour, word=""):
    """Return the instant of a day and an hour in Rome. Raises ValidationError, with what to write instead, for an hour
    that does not exist, for one that comes twice and is typed without saying which, and for a year out of range."""
    if day.year not in YEARS:
        raise ValidationError(
            _("Write a year between %(first)d and %(last)d.") % {"first": YEARS[0], "last": YEARS[-1]}
        )
    typed = datetime.combine(day, hour, tzinfo=timezone.get_current_timezone())
    first, second = typed.replace(fold=0), typed.replace(fold=1)
    if first.utcoffset() < second.utcoffset():
        raise ValidationError(_missing(typed))
    if first.utcoffset() > second.utcoffset():
        if not word:
            raise ValidationError(_twice(typed))
        typed = second if word == WINTER else first
    elif word and word != (SUMMER if typed.dst() else WINTER):
        raise ValidationError(_("That day “%(word)s” does not apply: write the hour alone.") % {"word": word})
    return typed.astimezone(UTC)


def _missing(typed):
    hour = timedelta(hours=1)
    told = {"day": f"{typed:%d/%m/%Y}", "hour": f"{typed:%H:%M}"}
    told |= {"before": f"{typed - hour:%H:%M}", "after": f"{typed + hour:%H:%M}"}
    return (
        _(
            "On %(day)s there is no %(hour)s: that night clocks go from 2:00 to 3:00. Write %(before)s or %(after)s "
            "instead."
        )
        % told
    )


def _twice(typed):
    return _(
        "On %(day)s %(hour)s comes twice: that night clocks go back from 3:00 to 2:00. Write “%(hour)s legale” for the "
        "first, “%(hour)s solare” for the second, an hour later."
    ) % {"day": f"{typed:%d/%m/%Y}", "hour": f"{typed:%H:%M}"}


def word_of(local):
    """Which of two hours of the same name an instant is; nothing where there is only one."""
    twice = local.replace(fold=0).utcoffset() > local.replace(fold=1).utcoffset()
    return (SUMMER if local.dst() else WINTER) if twice else ""


class HourField(forms.TimeField):
    widget = forms.TextInput

    def to_python(self, value):
        text, word = TYPED.fullmatch(str(value or "")).groups()
        hour = super().to_python(text)
        return hour and Hour(hour, (word or "").lower())


class InstantWidget(AdminSplitDateTime):
    def decompress(self, value):
        if not value:
            return [None, None]
        local = timezone.localtime(value)
        word = word_of(local)
        return [local.date(), f"{local:%H:%M:%S} {word}" if word else local.time().replace(microsecond=0)]


class InstantField(forms.SplitDateTimeField):
    """For the admin: a day and an hour of Rome, which says what to write when the hour is missing or comes twice."""

    widget = InstantWidget

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        hour = HourField(required=False, error_messages={"invalid": self.error_messages["invalid_time"]})
        self.fields = (self.fields[0], hour)

    def compress(self, values):
        if not values:
            return None
        day, hour = values
        if day in self.empty_values:
            raise ValidationError(self.error_messages["invalid_date"], code="invalid_date")
        if hour in self.empty_values:
            raise ValidationError(self.error_messages["invalid_time"], code="invalid_time")
        return instant_of(day, *hour)

    def has_changed(self, initial, data):
        try:
            return self.clean(data) != initial
        except ValidationError:
            return True
