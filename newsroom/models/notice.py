"""What search engines are told: an address that changed, and when they were told of it. An outbox that is filled from
what has been committed, so that no save waits for it and none that was rolled back is in it."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.models.article import Article
from rumours.models import Rumour

#: How far back changes are looked for, and for how long what was told is kept; how often one is tried.
LATELY, KEPT, MOST_TRIES = timedelta(days=2), timedelta(days=7), 8
#: At the most in one message.
BATCH = 500


class NoticeQuerySet(models.QuerySet):
    def collect(self, *, at=None):
        """Add a notice for each address that changed lately and has none for that change."""
        at = at or timezone.now()
        moved = [(t.get_absolute_url(), moment) for t, moment in _moved(at) if moment >= at - LATELY]
        self.bulk_create([self.model(address=a, moved_at=m, next_try_at=at) for a, m in moved], ignore_conflicts=True)

    def take(self, *, at=None):
        """Return the notices that are due, the oldest first, and keep others from taking them for five minutes."""
        at = at or timezone.now()
        due = self.filter(sent_at=None, tries__lt=MOST_TRIES, next_try_at__lte=at).order_by("moved_at", "pk")
        taken = list(due[:BATCH])
        self._of(taken).update(next_try_at=at + timedelta(minutes=5))
        return taken

    def sent(self, notices, *, at=None):
        self._of(notices).update(sent_at=at or timezone.now(), refusal="")

    def failed(self, notices, why, *, at=None):
        """Try again later and later: after 2, 4, 8 … minutes, MOST_TRIES times."""
        at = at or timezone.now()
        for notice in notices:
            wait = timedelta(minutes=2 ** (notice.tries + 1))
            self.filter(pk=notice.pk).update(tries=notice.tries + 1, next_try_at=at + wait, refusal=why[:200])

    def forget(self, *, at=None):
        self.filter(moved_at__lt=(at or timezone.now()) - KEPT).delete()

    def _of(self, notices):
        return self.filter(pk__in=[notice.pk for notice in notices])


class Notice(models.Model):
    address = models.CharField(_("address"), max_length=300)
    moved_at = models.DateTimeField(_("changed"))
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("told"), null=True)
    refusal = models.CharField(_("refusal"), max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["address", "moved_at"], name="notice_once_for_a_change")]

    def __str__(self):
        return self.address


def _moved(at):
    """Yield (thing, instant) of what may have changed since LATELY: out, updated, withdrawn; a label that moved."""
    since = at - LATELY
    # Any of its instants that moves is saved; only the one of publication comes by itself.
    stories = Article._base_manager.order_by().filter(Q(saved_at__gte=since) | Q(published_at__gte=since))
    stories = stories.filter(published_at__lte=at)
    for story in stories.defer("body", "body_linked"):
        instants = (story.published_at, story.updated_at, story.withdrawn_at)
        yield story, max(moment for moment in instants if moment)
    rumours = Rumour.objects.published(at=at).filter(Q(news_at__gte=since) | Q(published_at__gte=since))
    for rumour in rumours:
        yield rumour, max(rumour.published_at, min(rumour.news_at, at))
