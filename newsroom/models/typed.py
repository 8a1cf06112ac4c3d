"""What somebody is typing and has not saved: a safety net, never a version."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: Whoever has not been heard of for this long has closed the story; forms call every fifteen seconds.
GONE_AFTER = timedelta(seconds=50)
#: What was typed and never saved is offered for this long; a row that holds nothing any more waits for what comes late.
KEPT_FOR, LATE_FOR = timedelta(days=90), timedelta(days=1)
#: The form of a change that waits beside a live story.
PENDING = "pending"


class TypedQuerySet(models.QuerySet):
    def unsaved(self):
        """Those that hold some text."""
        return self.exclude(data={})

    def with_it_open(self, *, at=None):
        """Those of whoever has the form open at `at`."""
        return self.filter(seen_at__gt=(at or timezone.now()) - GONE_AFTER).select_related("user")

    def outlived(self, *, at=None):
        """Those that nobody will ask for: saved, and nothing comes late any more; or too old."""
        at = at or timezone.now()
        return self.filter(models.Q(data={}, seen_at__lt=at - LATE_FOR) | models.Q(seen_at__lt=at - KEPT_FOR))


class Typed(models.Model):
    """What one user typed in one form: of a story (`token` is empty), of the change that waits beside it (PENDING), or
    of a new story, known by a token of its own.

    `sequence` numbers what the form sends: nothing older replaces what is newer. Empty `data` is what is left after a
    save, so that a request that comes late finds that it is."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey("newsroom.Article", null=True, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=0)
    sequence = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, db_index=True)
    data = models.JSONField(default=dict)

    objects = TypedQuerySet.as_manager()

    class Meta:
        verbose_name = _("unsaved text")
        verbose_name_plural = _("unsaved texts")
        constraints = [
            models.UniqueConstraint(fields=["user", "article", "token"], name="one_unsaved_text_for_a_form"),
            models.UniqueConstraint(
                fields=["user", "token"], condition=models.Q(article=None), name="one_unsaved_text_for_a_new_story"
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.sequence}"

    @classmethod
    def keep(cls, *, user, article, token="", sequence, version, data):
        """Store what was typed unless something newer is stored. Returns whether it was, and the number that stands."""
        now = timezone.now()
        whose = {"user": user, "article": article, "token": token}
        values = {"sequence": sequence, "version": version, "data": data, "at": now, "seen_at": now}
        if cls.objects.filter(**whose, sequence__lt=sequence).update(**values) or cls._add(whose | values):
            return True, sequence
        cls.objects.filter(**whose).update(seen_at=now)
        return False, cls.objects.values_list("sequence", flat=True).get(**whose)

    @classmethod
    def _add(cls, values):
        # Nothing runs by the clock: whoever begins a text puts away their own old ones.
        cls.objects.filter(user=values["user"]).outlived().delete()
        try:
            with transaction.atomic():
                return cls.objects.create(**values)
        except IntegrityError:
            return None

    @classmethod
    def saved(cls, *, user, article, token="", sequence):
        """Forget what was typed, once it is in a version; what was sent before the save and comes after it too."""
        cls.keep(user=user, article=article, token=token, sequence=sequence + 1, version=0, data={})
        cls.objects.filter(user=user, article=article, token=token).update(data={})

    @classmethod
    def look(cls, *, user, article, token=""):
        """Note that somebody has the form open."""
        whose = {"user": user, "article": article, "token": token}
        if not cls.objects.filter(**whose).update(seen_at=timezone.now()):
            cls._add(whose)
