"""A change that waits beside a live story, and comes at its instant although nothing runs by the clock: whoever asks
for a page first brings what is due (docs/decisions/0008)."""

import logging
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from football.models import stamp
from football.topics import COMING
from newsroom.models.article import Article
from newsroom.models.queries import State
from newsroom.models.versions import Verb, name_of
from newsroom.prepared import Prepared

logger = logging.getLogger(__name__)
#: What a change may hold. Tags are kept by their address, which outlives a merge of the register.
LINES = ("kicker", "headline", "standfirst", "body", "lead_use", "headline_reason", "headline_confirmed")
POINTERS = ("section", "lead_image", "headline_confirmed_by")
TAGS = ("authors", "people", "clubs", "rumours")
OPEN = Q(applied_at__isnull=True, refusal="")


class PendingChangeQuerySet(models.QuerySet):
    def waiting(self):
        """Those that may still come: neither out nor refused."""
        return self.filter(OPEN)

    def due(self, *, at):
        """Those whose instant has come, in the order in which they were to come."""
        return self.waiting().filter(publish_at__lte=at).order_by("publish_at", "pk")


class PendingChange(models.Model):
    """The fields of a live story that will change, each as [before, after], and when. One at a time for a story."""

    article = models.ForeignKey(
        Article, verbose_name=gettext_lazy("article"), on_delete=models.CASCADE, related_name="pending_changes"
    )
    fields = models.JSONField(gettext_lazy("what changes"), default=dict)
    is_update = models.BooleanField(
        gettext_lazy("Update of substance"),
        default=False,
        help_text=gettext_lazy("Moves the date of update, which feed readers announce. Leave it off for a typo."),
    )
    publish_at = models.DateTimeField(
        gettext_lazy("comes out"),
        null=True,
        blank=True,
        help_text=gettext_lazy("Empty: it waits until somebody publishes it."),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=gettext_lazy("by"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    made_at = models.DateTimeField(gettext_lazy("made"), default=timezone.now)
    applied_at = models.DateTimeField(gettext_lazy("came out"), null=True)
    #: Why it did not come out at its instant: an editor looks at it.
    refusal = models.TextField(gettext_lazy("held back"), blank=True)

    objects = PendingChangeQuerySet.as_manager()

    class Meta:
        verbose_name = gettext_lazy("pending change")
        verbose_name_plural = gettext_lazy("pending changes")
        ordering = ["publish_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=Q(applied_at__isnull=True), name="one_pending_change_for_a_story"
            ),
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True) | Q(refusal=""), name="pending_change_out_or_held_back"
            ),
        ]
        indexes = [models.Index(fields=["publish_at"], condition=OPEN, name="pending_change_next")]

    def __str__(self):
        return str(self.article)

    @transaction.atomic
    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        stamp({COMING} if self.publish_at and not self.applied_at else set())

    @property
    def author_name(self):
        return name_of(self.by)

    def differences(self, article):
        """The fields that somebody has changed in the story since this change was made: they would be lost."""
        return [
            name
            for name, (before, after) in self.fields.items()
            if not same(name, value_of(article, name), before) and not same(name, value_of(article, name), after)
        ]

    def apply(self, *, by=None, at=None):
        """Put the change into the live story, dated `at`. Raises ValidationError when the story is not live any more,
        or when a field has been changed meanwhile."""
        with transaction.atomic():
            article = Article._base_manager.select_for_update().get(pk=self.article_id)
            self._refuse(article)
            verb = Verb.UPDATED if self.is_update else Verb.SAVED
            with article.changing(verb, by=by or self.by, why=_("pending change")):
                self._put_into(article, at=at)
            self.applied_at, self.refusal = at or timezone.now(), ""
            self.save(update_fields=["applied_at", "refusal"])
            article.log(by or self.by, _("Pending change published"))

    def _put_into(self, article, *, at):
        tags = {name: things_at(name, after) for name, (_was, after) in self.fields.items() if name in TAGS}
        put_on(article, self.fields)
        if self.is_update:
            article.mark_updated(at=at)
        article.save()
        for name, things in tags.items():
            getattr(article, name).set(things)
        article.link_mentions()

    def _refuse(self, article):
        if article.state != State.LIVE:
            raise ValidationError(_("The article is not public any more."))
        if lost := self.differences(article):
            names = ", ".join(str(Article._meta.get_field(name).verbose_name) for name in lost)
            raise ValidationError(
                _("Changed in the meantime in the article itself: %(names)s. Look at both, then save again.")
                % {"names": names}
            )

    def come(self):
        """Apply it at its own instant, or hold it back with the reason: a page never fails for it."""
        try:
            self.apply(at=self.publish_at)
        except (ValidationError, ObjectDoesNotExist, DatabaseError) as error:
            logger.warning("pending change %s held back: %s", self.pk, error)
            said = " ".join(error.messages) if isinstance(error, ValidationError) else _("Something it names is gone.")
            type(self).objects.filter(pk=self.pk).update(refusal=said)


def bring_due(*, at=None):
    """Apply the changes whose instant has come, each once. Returns the next instant at which one is to come, or None.
    One small query when nothing is due."""
    at = at or timezone.now()
    following = _next()
    if following is None or following > at:
        return following
    for pk in PendingChange.objects.due(at=at).values_list("pk", flat=True):
        with transaction.atomic(), suppress(PendingChange.DoesNotExist):
            # Of two visitors the second waits here, and finds that it is done.
            PendingChange.objects.select_for_update().due(at=at).get(pk=pk).come()
    return _next()


def _next():
    (following,) = NEXT.first_row() or (None,)
    return following


def _in_turn():
    scheduled = PendingChange.objects.waiting().filter(publish_at__isnull=False)
    return scheduled.order_by("publish_at").values_list("publish_at")[:1]


#: Asked after every change, by whoever comes next.
NEXT = Prepared(_in_turn)


def value_of(article, name):
    """What a stored story has in a field, as a change keeps it."""
    if name in TAGS:
        return sorted(getattr(article, name).values_list("slug", flat=True))
    return getattr(article, Article._meta.get_field(name).attname)


def put_on(article, fields):
    """Give a story in memory the lines and pointers of a change. Raises ObjectDoesNotExist for what is gone."""
    for name, (_before, after) in fields.items():
        if name in POINTERS and after:
            setattr(article, name, Article._meta.get_field(name).related_model._base_manager.get(pk=after))
        elif name not in TAGS:
            setattr(article, Article._meta.get_field(name).attname, after)


def same(name, one, other):
    return one == other or (name in TAGS and things_at(name, one) == things_at(name, other))


def things_at(name, slugs):
    """The things at these addresses, today or formerly: one that was merged is the one that was kept."""
    model = Article._meta.get_field(name).related_model
    found = {thing.slug: thing for thing in model._base_manager.filter(slug__in=slugs)}
    return {thing for slug in slugs if (thing := found.get(slug) or model.formerly_at(slug))}
