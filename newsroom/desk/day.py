"""The first page of the admin: what an editor has in hand today."""

from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.desk.access_pages import AccessPages
from newsroom.desk.queues import queues_of
from newsroom.desk.roles import ROLES
from newsroom.desk.rows import rows
from newsroom.desk.signing_in import SigningInHere
from newsroom.models import Article, Image
from rumours.models import Override, Rumour
from rumours.models.queries import STALE_AFTER

#: The menu, by how often the newsroom opens each entry. What is not named comes after, in Django's order.
MENU = [
    *("newsroom", "Article", "Image", "Correction", "CorrectionRequest", "Follow", "Author", "Section", "User"),
    "SignIn",
    *("rumours", "Rumour", "Report", "Source", "Race", "Override", "Assessment"),
    *("football", "Coach", "Player", "Club", "Competition", "TransferWindow", "Duplicates", "Merge"),
    *("auth", "Group", "admin", "LogEntry"),
]


def day_of(user):
    """Return the lists of the first page as (title, rows, address of the whole list). Eight queries at the most, and
    those of the queues."""
    if not user.has_perm("newsroom.view_article"):
        return []
    articles = reverse("admin:newsroom_article_changelist")
    drafts = Article.objects.in_state("draft").of_editor(user).for_lists().order_by("-saved_at")
    scheduled = Article.objects.in_state("scheduled").for_lists().order_by("published_at")
    out = Article.objects.published().filter(published_at__gte=_midnight()).for_lists().by_news()
    return [
        *queues_of(user),
        (_("Your drafts"), rows(drafts, "saved_at", "j F, H:i"), f"{articles}?state=draft"),
        (_("Next to appear"), rows(scheduled, "published_at", "j F, H:i"), f"{articles}?state=scheduled"),
        (_("Out today"), rows(out, "published_at", "H:i"), f"{articles}?state=live"),
        *pictures_of(user),
        *rumours_of(user),
    ]


def pictures_of(user):
    """Return the queue of the pictures on published stories whose rights end, if there are any. One query."""
    ending = Image.objects.rights_queue(Article.objects.published())
    found = user.has_perm("newsroom.change_image") and rows(ending, "rights_until", "j F Y")
    url = f"{reverse('admin:newsroom_image_changelist')}?rights=queue"
    return [(_("Rights that end"), found, url)] if found else []


def rumours_of(user):
    """Return the queue of the rumours: what waits for a second editor, what has to be settled, what is about to be, and
    what nothing has been heard of. Four queries at the most."""
    rumours, judgements = (reverse(f"admin:rumours_{name}_changelist") for name in ("rumour", "override"))
    due, expiring = Rumour.objects.due().order_by("deadline"), Rumour.objects.expiring().order_by("deadline")
    stale = Rumour.objects.stale().order_by("news_at")
    without_news = _("Without news for %(number)d days") % {"number": STALE_AFTER.days}
    queue = [
        (_("Rumours to settle"), rows(due, "deadline", "j F Y"), f"{rumours}?state=due"),
        (_("About to expire"), rows(expiring, "deadline", "j F"), f"{rumours}?state=expiring"),
        (without_news, rows(stale, "news_at", "j F"), f"{rumours}?state=stale"),
    ]
    if user.has_perm("rumours.override_label"):
        waiting = Override.objects.waiting().exclude(by=user).select_related("rumour").order_by("until")
        found = rows(waiting, "until", "j F, H:i", address="rumours_rumour_confirm")
        queue.insert(0, (_("Waiting for a second editor"), found, f"{judgements}?state=waiting"))
    return queue


def _midnight():
    """When today began, in Rome."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _duplicates():
    """The queue of likely duplicates, as an entry of the menu: it is a page, and no model's list."""
    url = reverse("admin:football_merge_duplicates")
    return {"name": _("Possible duplicates"), "object_name": "Duplicates", "admin_url": url, "view_only": True}


def _place(name):
    return MENU.index(name) if name in MENU else len(MENU)


class Desk(AccessPages, SigningInHere, admin.AdminSite):
    """Django's admin with the editor's day on its first page, and the demonstration's logins where one signs in."""

    site_title = settings.SITE_NAME
    site_header = f"{settings.SITE_NAME} · redazione"
    index_title = gettext_lazy("Today")

    def login(self, request, extra_context=None):
        return super().login(request, {"demo_logins": ROLES if settings.DEMO_LOGINS else {}} | (extra_context or {}))

    def index(self, request, extra_context=None):
        day = day_of(request.user)
        quiet = [queue for queue in day if not queue[1]]
        return super().index(request, {"day": day, "quiet": quiet} | (extra_context or {}))

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        for app in apps:
            if app["app_label"] == "football" and request.user.has_perm("football.add_merge"):
                app["models"].append(_duplicates())
            app["models"].sort(key=lambda entry: _place(entry["object_name"]))
        return sorted(apps, key=lambda app: _place(app["app_label"]))
