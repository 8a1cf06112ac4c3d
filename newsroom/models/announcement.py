"""What each WebSub hub was last told of a topic. What is still to be told is where the topic's stamp is ahead: the
stamp, written in the transaction of the change itself, is the outbox."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

#: While somebody is telling a hub nobody else does, unless they have not come back for so long.
LEASE = timedelta(minutes=2)
#: After a failure it is tried again a little later each time, at least twice a day.
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=12)


class AnnouncementQuerySet(models.QuerySet):
    def open(self, *, at):
        """Those that nobody is telling, and whose time to be tried again has come."""
        return self.filter(Q(next_try_at=None) | Q(next_try_at__lte=at))

    def behind(self, topics):
        """Make the hub be told of these topics although their stamps have not moved."""
        self.filter(topic__in=topics).update(serial=F("serial") - 1)


class Announcement(models.Model):
    hub = models.URLField(max_length=300)
    topic = models.CharField(max_length=60)
    #: The serial of the stamp that the hub has been told of.
    serial = models.BigIntegerField(default=0)
    tries = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    #: When it was last looked at.
    at = models.DateTimeField(default=timezone.now)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = "announcement"
        verbose_name_plural = "announcements"
        constraints = [models.UniqueConstraint(fields=["hub", "topic"], name="one_announcement_of_a_topic_to_a_hub")]

    def __str__(self):
        return f"{self.topic} {self.serial} → {self.hub}"

    def take(self, *, at):
        """Make it one's own to tell. Returns whether nobody else has it."""
        mine = type(self).objects.filter(pk=self.pk).open(at=at)
        return bool(mine.update(next_try_at=at + LEASE))

    def told(self, serial):
        type(self).objects.filter(pk=self.pk).update(serial=serial, tries=0, next_try_at=None, at=timezone.now())

    def failed(self, *, at):
        wait = min(FIRST_WAIT * 2 ** min(self.tries, 20), LONGEST_WAIT)
        type(self).objects.filter(pk=self.pk).update(tries=F("tries") + 1, next_try_at=at + wait)
