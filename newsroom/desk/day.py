"""The first page of the admin: what an editor has in hand today."""

from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.desk.roles import ROLES
from newsroom.models import Article
from rumours.models import Rumour

LENGTH = 6


def day_of(user):
    """Return the lists of the first page as (title, rows, address of the whole list). Three queries."""
    if not user.has_perm("newsroom.view_article"):
        return []
    articles = reverse("admin:newsroom_article_changelist")
    rumours = reverse("admin:rumours_rumour_changelist")
    mine = Article.objects.filter(created_by=user, published_at__isnull=True).order_by("-saved_at")[:LENGTH]
    next_ones = Article.objects.in_state("scheduled").order_by("published_at")[:LENGTH]
    due = Rumour.objects.due().order_by("deadline")[:LENGTH]
    return [
        (_("Your drafts"), [_row(a, timezone.localtime(a.saved_at)) for a in mine], f"{articles}?state=draft"),
        (
            _("Next to appear"),
            [_row(a, timezone.localtime(a.published_at)) for a in next_ones],
            f"{articles}?state=scheduled",
        ),
        (_("Rumours to settle"), [_row(r, r.deadline) for r in due], f"{rumours}?state=due"),
    ]


def _row(thing, when):
    name = thing._meta.model_name
    return {
        "thing": thing,
        "when": when,
        "url": reverse(f"admin:{thing._meta.app_label}_{name}_change", args=[thing.pk]),
    }


class Desk(admin.AdminSite):
    """Django's admin with the editor's day on its first page, and the demonstration's logins where one signs in."""

    site_title = settings.SITE_NAME
    site_header = f"{settings.SITE_NAME} · redazione"
    index_title = gettext_lazy("Today")

    def login(self, request, extra_context=None):
        return super().login(request, {"demo_logins": ROLES if settings.DEMO_LOGINS else {}} | (extra_context or {}))

    def index(self, request, extra_context=None):
        return super().index(request, {"day": day_of(request.user)} | (extra_context or {}))
