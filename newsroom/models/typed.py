"""What somebody is typing and has not saved: a safety net, never a version."""

from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: Whoever has not been heard of for this long has closed the story; forms call every fifteen seconds.
GONE_AFTER = timedelta(seconds=50)


class TypedQuerySet(models.QuerySet):
    def unsaved(self):
        """Those that hold some text."""
        return self.exclude(data={})

    def with_it_open(self, *, at=None):
        """Those of whoever has the form open at `at`."""
        return self.filter(seen_at__gt=(at or timezone.now()) - GONE_AFTER).select_related("user")


class Typed(models.Model):
    """What one user typed in the form of one story, or of one new story, known by the token of its form.

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
            models.UniqueConstraint(fields=["user", "article"], name="one_unsaved_text_for_a_story"),
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
        whose = {"user": user, "article": article, "token": "" if article else token}
        values = {"sequence": sequence, "version": version, "data": data, "at": now, "seen_at": now}
        if cls.objects.filter(**whose, sequence__lt=sequence).update(**values) or cls._add(whose | values):
            return True, sequence
        cls.objects.filter(**whose).update(seen_at=now)
        return False, cls.objects.values_list("sequence", flat=True).get(**whose)

    @classmethod
    def _add(cls, values):
        try:
            with transaction.atomic():
                return cls.objects.create(**values)
        except IntegrityError:
            return None

    @classmethod
    def saved(cls, *, user, article, token="", sequence):
        """Forget what was typed, once it is in a version; what was sent before the save and comes after it too."""
        cls.keep(user=user, article=article, token=token, sequence=sequence + 1, version=0, data={})
        whose = {"user": user, "article": article, "token": "" if article else token}
        cls.objects.filter(**whose).update(data={})

    @classmethod
    def look(cls, *, user, article):
        """Note that somebody has the form open."""
        if not cls.objects.filter(user=user, article=article).update(seen_at=timezone.now()):
            cls._add({"user": user, "article": article})
