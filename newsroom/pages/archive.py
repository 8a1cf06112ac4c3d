"""What came out and when: years, months, days."""

import sys
from datetime import date
from itertools import groupby

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from football.dates import format_day
from football.topics import MENU, STORIES
from newsroom.days import came_out, day_of, days_of, month_of, months
from newsroom.kept.pieces import piece
from newsroom.kept.printing import prints
from newsroom.keyset import Listing
from newsroom.models import Article
from newsroom.prepared import Prepared

#: What every page of the archive prints.
OWN = {STORIES, MENU}


def _latest_first(start, end, now):
    return came_out(start, end, at=now).order_by("-first_published_at", "-pk")


OF_A_MONTH = Listing(_latest_first, field="first_published_at")
OF_A_DAY = Prepared(lambda *values: _latest_first(*values).values_list("pk"))


def archives(request):
    """Every month in which something came out, by year."""
    prints(*OWN)
    return render(request, "newsroom/archives.html", {"years": SimpleLazyObject(_years), "own": OWN})


def _years():
    counted = [(date(*month, 1), told.count) for month, told in months().items()]
    return [(year, list(told)) for year, told in groupby(counted, key=lambda month: month[0].year)]


def archive_year(request, year):
    """The months of a year. Raises Http404 for one in which nothing came out."""
    prints(*OWN)
    told = [(date(*month, 1), told.count) for month, told in months().items() if month[0] == int(year)]
    if not told:
        raise Http404
    context = {"years": [(int(year), told)], "year": int(year), "own": OWN}
    return render(request, "newsroom/archives.html", context)


def archive_month(request, year, month):
    """The days of a month with how many stories each has, and its stories from the last one back."""
    prints(*OWN)
    start, end = month_of(year, month)
    context = {
        "month": timezone.localdate(start),
        "trail": SimpleLazyObject(_trail),
        "days": SimpleLazyObject(lambda: days_of(start, end)),
        "page": OF_A_MONTH.kept_page(request, OWN, start, end, timezone.now()),
        "own": OWN,
    }
    return render(request, "newsroom/archive_month.html", context)


def archive(request, year, month, day):
    prints(*OWN)
    chosen, start, end = day_of(year, month, day)
    context = {"day": chosen, "articles": _keys_of_day(chosen, start, end), "own": OWN}
    context["neighbours"] = SimpleLazyObject(lambda: _neighbours(start, end))
    context["trail"] = SimpleLazyObject(lambda: _trail_of_day(chosen, year, month))
    return render(request, "newsroom/archive.html", context)


def _keys_of_day(day, start, end):
    """One query; none while no story has changed."""
    return piece(
        ("keys", day), OWN, lambda: [pk for (pk,) in OF_A_DAY.rows(start, end, timezone.now())], size=sys.getsizeof
    )


def _neighbours(start, end):
    """Return the days before and after on which something came out, as far as there are any. Two queries."""
    stories = Article.objects.published().values_list("first_published_at", flat=True)
    before = stories.filter(first_published_at__lt=start).order_by("-first_published_at").first()
    after = stories.filter(first_published_at__gte=end).order_by("first_published_at").first()
    return [at and timezone.localdate(at) for at in (before, after)]


def _trail_of_day(day, year, month):
    return [*_trail(), (format_day(day, "F Y"), reverse("archive-month", args=[year, month]))]


def _trail():
    return [(_("Front page"), reverse("home")), (_("Archive"), reverse("archives"))]
