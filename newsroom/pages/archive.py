"""What came out and when: years, months, days."""

from itertools import groupby

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from football.dates import format_day
from football.topics import STORIES
from newsroom.days import came_out, day_of, month_of, months
from newsroom.kept.printing import prints
from newsroom.keyset import page_of
from newsroom.models import Article


def archives(request):
    """Every month in which something came out, by year."""
    prints(STORIES)
    counted = [(_first(days), sum(day.count for day in days)) for days in months().values()]
    years = [(year, list(told)) for year, told in groupby(counted, key=lambda month: month[0].year)]
    return render(request, "newsroom/archives.html", {"years": years})


def archive_year(request, year):
    """The months of a year. Raises Http404 for one in which nothing came out."""
    prints(STORIES)
    told = [(_first(days), sum(day.count for day in days)) for (y, _month), days in months().items() if y == int(year)]
    if not told:
        raise Http404
    return render(request, "newsroom/archives.html", {"years": [(int(year), told)], "year": int(year)})


def archive_month(request, year, month):
    """The days of a month with how many stories each has, and its stories from the last one back."""
    prints(STORIES)
    start, end = month_of(year, month)
    stories = came_out(start, end).order_by("-first_published_at", "-pk").for_cards()
    context = {
        "month": timezone.localdate(start),
        "trail": _trail(),
        "days": months().get((int(year), int(month)), []),
        "page": page_of(stories, request, field="first_published_at"),
    }
    return render(request, "newsroom/archive_month.html", context)


def archive(request, year, month, day):
    prints(STORIES)
    chosen, start, end = day_of(year, month, day)
    stories = came_out(start, end).order_by("-first_published_at", "-pk").for_cards()
    context = {"day": chosen, "articles": stories, "neighbours": _neighbours(start, end)}
    context["trail"] = [*_trail(), (format_day(chosen, "F Y"), reverse("archive-month", args=[year, month]))]
    return render(request, "newsroom/archive.html", context)


def _neighbours(start, end):
    """Return the days before and after on which something came out, as far as there are any. Two queries."""
    stories = Article.objects.published().values_list("first_published_at", flat=True)
    before = stories.filter(first_published_at__lt=start).order_by("-first_published_at").first()
    after = stories.filter(first_published_at__gte=end).order_by("first_published_at").first()
    return [at and timezone.localdate(at) for at in (before, after)]


def _trail():
    return [(_("Front page"), reverse("home")), (_("Archive"), reverse("archives"))]


def _first(days):
    return days[0].day.replace(day=1)
