"""What waits for an editor, by what they may do: the lists of the first page, and the same as filters of the list."""

from datetime import datetime, time, timedelta

from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.desk.rows import LENGTH, row, rows
from newsroom.models import Article, Correction, CorrectionRequest, PendingChange, State
from newsroom.models.workflow import PUBLISH, WITHDRAW
from rumours.models import Rumour

#: From when a text that nobody has touched is growing old, and how long what readers were told stays in view.
AGEING, LATELY = timedelta(days=7), timedelta(days=7)
REQUESTS = "admin:newsroom_correctionrequest_changelist"
DAY, DAY_AND_HOUR = "j F", "j F, H:i"


def queues_of(user):
    """Return the queues in which something waits, as (title, rows, address of the whole list). Four queries for who
    writes, five more for who publishes, three more for who withdraws."""
    found = [*_to_write(user), *(_to_publish() if user.has_perm(PUBLISH) else ())]
    found += [*_ageing(user), *(_told_lately() if user.has_perm(WITHDRAW) else ()), _followed(user)]
    return [queue for queue in found if queue[1]]


def _list_of(query):
    return f"{reverse('admin:newsroom_article_changelist')}?{query}"


def _to_write(user):
    sent_back = Article.objects.for_lists().sent_back().of_editor(user).order_by("-sent_back_at")
    assigned = Article.objects.for_lists().to_write_by(user).by_due()
    yield _("Sent back to you"), rows(sent_back, "sent_back_at", DAY_AND_HOUR), _list_of("work=sent_back")
    yield _("Assigned to you"), rows(assigned, "due_at", DAY_AND_HOUR), _list_of("work=assigned")


def _to_publish():
    review, ready = (Article.objects.for_lists().in_state(state).by_due() for state in (State.REVIEW, State.READY))
    due = Article.objects.for_lists().due_by(end_of_today()).by_due()
    waiting = PendingChange.objects.filter(applied_at=None).select_related("article").order_by("publish_at", "pk")
    changes = [
        row(change.article, change.publish_at, DAY_AND_HOUR, address="newsroom_article_pending")
        for change in waiting[:LENGTH]
    ]
    asked = CorrectionRequest.objects.waiting().select_related("article").order_by("received_at", "pk")
    yield _("Corrections to print"), rows(asked, "due_at", DAY_AND_HOUR), reverse(REQUESTS)
    yield _("To review"), rows(review, "saved_at", DAY_AND_HOUR), _list_of("state=review")
    yield _("Ready"), rows(ready, "saved_at", DAY_AND_HOUR), _list_of("state=ready")
    yield _("Due today, or late"), rows(due, "due_at", DAY_AND_HOUR), _list_of("work=due")
    yield _("Pending changes"), changes, _list_of("work=pending")


def _ageing(user):
    old = Article.objects.for_lists().untouched_since(timezone.now() - AGEING).order_by("saved_at")
    old = old if user.has_perm(PUBLISH) else old.of_editor(user)
    title = _("Not touched for %(number)d days") % {"number": AGEING.days}
    yield title, rows(old, "saved_at", DAY), _list_of("work=ageing")


def _told_lately():
    """Corrections and withdrawals of the last days, the latest first. Three queries."""
    since = timezone.now() - LATELY
    # Not joined: a database that knows little of so small a table would start from the stories.
    corrected = Correction.objects.filter(published_at__gte=since).prefetch_related("article")[:LENGTH]
    withdrawn = (
        Article.objects.for_lists().withdrawn().filter(withdrawn_at__gte=since).order_by("-withdrawn_at")[:LENGTH]
    )
    told = [(correction.published_at, correction.article) for correction in corrected]
    told = sorted(told + [(one.withdrawn_at, one) for one in withdrawn], key=lambda pair: pair[0], reverse=True)
    shown = [row(article, at, DAY_AND_HOUR) for at, article in told[:LENGTH]]
    yield _("Corrected or withdrawn lately"), shown, reverse("admin:newsroom_correction_changelist")


def _followed(user):
    """What moved last of what `user` follows: stories and rumours. Two queries."""
    stories = [
        (story.saved_at, story)
        for story in Article.objects.for_lists().followed_by(user).order_by("-saved_at")[:LENGTH]
    ]
    people, clubs = (user.follows.exclude(**{name: None}).values(name) for name in ("person", "club"))
    rumours = Rumour.objects.about(people=people, clubs=clubs).by_news()[:LENGTH]
    moved = sorted(stories + [(r.news_at, r) for r in rumours], key=lambda pair: pair[0], reverse=True)
    shown = [row(thing, at, DAY_AND_HOUR) for at, thing in moved[:LENGTH]]
    return _("What you follow"), shown, reverse("admin:newsroom_follow_changelist")


def end_of_today():
    """When today is over, in Rome."""
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time()))


class WorkFilter(admin.SimpleListFilter):
    title = gettext_lazy("work")
    parameter_name = "work"

    def lookups(self, request, model_admin):
        return [
            ("mine", _("mine")),
            ("sent_back", _("sent back to me")),
            ("assigned", _("assigned to me")),
            ("due", _("due today, or late")),
            ("pending", _("with a pending change")),
            ("ageing", _("not touched for %(number)d days") % {"number": AGEING.days}),
            ("followed", _("followed by me")),
        ]

    def queryset(self, request, queryset):
        user = request.user
        kept = {
            "mine": lambda: queryset.newest_of_editor(user),
            "sent_back": lambda: queryset.sent_back().of_editor(user),
            "assigned": lambda: queryset.to_write_by(user),
            "due": lambda: queryset.due_by(end_of_today()),
            "pending": lambda: queryset.filter(pk__in=PendingChange.objects.filter(applied_at=None).values("article")),
            "ageing": lambda: queryset.untouched_since(timezone.now() - AGEING),
            "followed": lambda: queryset.followed_by(user),
        }
        return kept.get(self.value(), lambda: queryset)()
