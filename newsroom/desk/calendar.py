"""The week of the newsroom: what came out, what is to come, what is due, which changes wait, which markets close."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from football.hours import YEARS
from football.models import TransferWindow
from newsroom.models import Article, PendingChange, State

WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
#: Rows of one kind in a week: more are told, and left to the list.
MOST = 400
WORDS = {
    "live": pgettext_lazy("in the calendar", "out"),
    "scheduled": pgettext_lazy("in the calendar", "scheduled"),
    "withdrawn": pgettext_lazy("in the calendar", "withdrawn"),
    "due": pgettext_lazy("in the calendar", "due"),
    "pending": pgettext_lazy("in the calendar", "pending change"),
    "window": pgettext_lazy("in the calendar", "the market closes"),
}
#: What a row prints of a story: its text stays where it is.
PRINTED = ("headline", "published_at", "withdrawn_at", "progress", "due_at")


@dataclass(frozen=True)
class Row:
    at: datetime
    kind: str
    title: str
    url: str

    @property
    def word(self):
        return WORDS[self.kind]


def week_of(text):
    """Return the Monday of "2026-W48", of this week for nothing. Raises ValueError for what is no week."""
    if not text:
        today = timezone.localdate()
        return today - timedelta(days=today.weekday())
    found = WEEK.fullmatch(text)
    if not found or int(found[1]) not in YEARS:
        raise ValueError(text)
    return date.fromisocalendar(int(found[1]), int(found[2]), 1)


def name_of(monday):
    return f"{monday:%G}-W{monday:%V}"


def rows_of(monday):
    """Return the rows of a week in the order of their instants, and whether some were left out. Four queries."""
    start, end = (timezone.make_aware(datetime.combine(monday + timedelta(days=n), time())) for n in (0, 7))
    stories = Article.objects.filter(published_at__gte=start, published_at__lt=end).only(*PRINTED)
    due = Article.objects.due_by(end).filter(due_at__gte=start).only(*PRINTED)
    changes = PendingChange.objects.waiting().filter(publish_at__gte=start, publish_at__lt=end)
    windows = TransferWindow.objects.filter(closes_on__gte=monday, closes_on__lt=monday + timedelta(days=7))
    found = [
        [_row("article", one, one.published_at, one.state) for one in stories.order_by("published_at", "pk")[:MOST]],
        [_row("article", one, one.due_at, "due") for one in due.order_by("due_at", "pk")[:MOST]],
        [_change(one) for one in changes.select_related("article").order_by("publish_at", "pk")[:MOST]],
        [_window(one) for one in windows],
    ]
    left_out = any(len(rows) == MOST for rows in found)
    return sorted((row for rows in found for row in rows), key=lambda row: row.at), left_out


def _row(model, thing, at, kind):
    return Row(at, State(kind).value if kind in State.values else kind, str(thing), _form(f"newsroom_{model}", thing))


def _change(change):
    url = reverse("admin:newsroom_article_pending", args=[change.article_id])
    return Row(change.publish_at, "pending", str(change.article), url)


def _window(window):
    at = window.closes_at or timezone.make_aware(datetime.combine(window.closes_on, time()))
    return Row(at, "window", str(window), _form("football_transferwindow", window))


def _form(name, thing):
    return reverse(f"admin:{name}_change", args=[thing.pk])


class CalendarDesk:
    """For the admin of stories: the page of the week."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.calendar)
        return [path("calendar/", view, name="newsroom_article_calendar"), *super().get_urls()]

    def calendar(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            monday = week_of(request.GET.get("week", ""))
        except ValueError:
            messages.error(request, _("There is no such week: this is the present one."))
            monday = week_of("")
        return render(request, "admin/newsroom/article/calendar.html", self._week(request, monday))

    def _week(self, request, monday):
        rows, left_out = rows_of(monday)
        days = [monday + timedelta(days=n) for n in range(7)]
        return self.admin_site.each_context(request) | {
            "title": gettext_lazy("The week"),
            "days": [(day, [row for row in rows if timezone.localdate(row.at) == day]) for day in days],
            "today": timezone.localdate(),
            "sunday": days[-1],
            "week": name_of(monday),
            "before": name_of(monday - timedelta(days=7)),
            "after": name_of(monday + timedelta(days=7)),
            "left_out": left_out,
            "opts": self.opts,
        }
