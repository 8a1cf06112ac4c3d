"""Every version of a story: who made it, how, why, and all it held. None is lost, and none overwrites another."""

from contextlib import contextmanager
from datetime import UTC, datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.models.tagged import tags_of

#: What of a story is no part of a version: its identity, what is worked out of the rest, and the record of the saves.
NOT_HELD = frozenset(
    {"id", "uid", "former_guid", "version", "saved_at", "created_at", "created_by", "body_linked", "refused"}
    | {"body_rumours", "body_stories"}
)
CORRECTIONS = "corrections"


class Verb(models.TextChoices):
    """What somebody did when they made a version."""

    FOUND = "found", gettext_lazy("found")
    CREATED = "created", gettext_lazy("begun")
    SAVED = "saved", gettext_lazy("saved")
    SCHEDULED = "scheduled", gettext_lazy("scheduled")
    UNSCHEDULED = "unscheduled", gettext_lazy("taken off the schedule")
    REDATED = "redated", gettext_lazy("moved in the lists")
    PUBLISHED = "published", gettext_lazy("published")
    UPDATED = "updated", gettext_lazy("updated")
    CORRECTED = "corrected", gettext_lazy("corrected")
    WITHDRAWN = "withdrawn", gettext_lazy("withdrawn")
    RESTORED = "restored", gettext_lazy("restored")


class Superseded(ValidationError):
    """Somebody else saved the story after it was read: nothing was changed."""

    def __init__(self):
        super().__init__(
            _("Somebody saved this story a moment ago: nothing of yours was changed. Open it again and repeat.")
        )


class Version(models.Model):
    """What a story was after one save. Rows are added and never changed."""

    article = models.ForeignKey("newsroom.Article", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(gettext_lazy("version"))
    at = models.DateTimeField(gettext_lazy("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("who"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    verb = models.CharField(gettext_lazy("what"), max_length=20, choices=Verb.choices)
    reason = models.TextField(gettext_lazy("why"), blank=True)
    state = models.JSONField()

    class Meta:
        verbose_name = gettext_lazy("version")
        verbose_name_plural = gettext_lazy("versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_has_its_own_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_numbers_start_at_one"),
        ]

    def __str__(self):
        return f"{self.number}: {self.get_verb_display()}"

    @property
    def author_name(self):
        return name_of(self.by)


class Versioned(models.Model):
    """What an Article does so that every save is one version, made from the one before it."""

    #: The number of the latest version; 0 for a story whose first version is still to be made.
    version = models.PositiveIntegerField(default=0, editable=False)
    #: Within `recording`, what the one version will be called, and the reasons of the acts in it.
    _becoming = None

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """Save what was read from the version that still stands. Raises Superseded otherwise."""
        if self._state.adding or kwargs.get("update_fields") is not None:
            super().save(*args, **kwargs)
            return
        with transaction.atomic():
            self._refuse_stale()
            # The number moves in `record` only, where the database compares it.
            fields = [f for f in self._meta.concrete_fields if not f.primary_key and f.name != "version"]
            deferred = self.get_deferred_fields()
            kwargs["update_fields"] = [f.name for f in fields if f.attname not in deferred]
            super().save(*args, **kwargs)

    @contextmanager
    def changing(self, verb, *, by=None, why=""):
        """Every verb that changes a stored story does so in this: the row is locked, what the block saves becomes one
        version, and Superseded is raised if another came first."""
        with transaction.atomic():
            self.lock()
            with self.recording(verb, by=by, why=why):
                yield

    @contextmanager
    def recording(self, verb, *, by=None, why=""):
        """Whatever is stored in this, on a row that is held, is one version: of the act that came last, or of `verb`;
        its reason is theirs and `why`."""
        self._becoming = (verb, [])
        try:
            yield
            verb, whys = self._becoming
        finally:
            self._becoming = None
        self.record(verb, by=by, why=" · ".join(filter(None, [*whys, why])))

    def becomes(self, verb, *, by=None, why=""):
        """What was just stored is a version of its own; within `recording` it gives the one version its name."""
        if self._becoming:
            self._becoming = (verb, [*self._becoming[1], why])
            return
        # An act may be taken on a story that was read long ago: the version holds what is stored.
        self.version = type(self)._base_manager.get(pk=self.pk).record(verb, by=by, why=why).number

    @classmethod
    def hold(cls, pk):
        """Keep others from changing a row until the transaction ends. Returns the number of its latest version."""
        held = cls._base_manager.select_for_update().filter(pk=pk).order_by()
        return next(iter(held.values_list("version", flat=True)), None)

    def lock(self):
        """Hold the row until the transaction ends, and see that it has a first version. Raises Superseded when this was
        read from a version that is no longer the latest."""
        if self._becoming:
            return
        self._refuse_stale()
        if self.version == 0:
            self._keep_as_found()

    def _refuse_stale(self):
        if self.hold(self.pk) != self.version:
            raise Superseded

    def _keep_as_found(self):
        """A story that no verb has changed yet (imported, or older than the versions) keeps what it was."""
        found = type(self)._base_manager.get(pk=self.pk)
        self.version = found.record(Verb.FOUND).number

    def record(self, verb, *, by=None, why=""):
        """Add the version that the story now is, tags included, and stamp what prints it. Returns it. Five queries."""
        number = self.version + 1
        mine = type(self)._base_manager.filter(pk=self.pk, version=self.version)
        if not mine.update(version=number):
            raise Superseded
        self.version = number
        state = snapshot(self)
        self.stamp_version(state)
        return Version.objects.create(article=self, number=number, verb=verb, by=by, reason=why, state=state)

    def started_from(self, number):
        """The version that a form with this number was opened on: the first when the number says nothing."""
        known = self.versions.filter(number=number).first() if number else None
        return known or self.versions.order_by("number").first()

    def restore(self, version, *, by):
        """Make the story say again what it said in an earlier version, as a new one. Dates and address stay."""
        with self.changing(Verb.RESTORED, by=by, why=_("version %(number)s") % {"number": version.number}):
            put_back(self, version.state)


def name_of(user):
    """How colleagues call a user: by the byline, else by the name."""
    if not user:
        return _("the system")
    return user.get_full_name() or user.get_username()


def plain(value):
    """A value of a field as JSON holds it. Instants are kept to the second, as forms have them."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds")
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def snapshot(article):
    """All that a version holds: every field that is not NOT_HELD, tags and corrections by key. Two queries."""
    fields = [f for f in article._meta.concrete_fields if f.name not in NOT_HELD]
    tags = {f.name: [] for f in article._meta.many_to_many if f.name not in NOT_HELD}
    for name, key in sorted(tags_of(type(article), [article.pk], [*tags])):
        tags[name].append(key)
    corrections = article.corrections.order_by("pk").values_list("pk", "text", "published_at")
    told = [[pk, plain(text), plain(at)] for pk, text, at in corrections]
    return {f.name: plain(f.value_from_object(article)) for f in fields} | tags | {CORRECTIONS: told}


def put_back(article, state):
    """Give a story the content of a state, and save it. What has been deleted since is left out."""
    for name in article.CONTENT:
        field = article._meta.get_field(name)
        if name in state and not field.many_to_many:
            setattr(article, field.attname, _still_there(field, state[name], now=getattr(article, field.attname)))
    article.save()
    for name in [f.name for f in article._meta.many_to_many if f.name in article.CONTENT and f.name in state]:
        related = getattr(article, name)
        related.set(related.model._base_manager.filter(pk__in=state[name]))
    article.link_mentions()


def _still_there(field, value, *, now):
    """The value, unless it is the key of something that was deleted since. The section of `now` stays where the version
    had none yet: what is out has one."""
    if not field.is_relation or field.related_model._base_manager.filter(pk=value).exists():
        return value
    return now if field.name == "section" else None
