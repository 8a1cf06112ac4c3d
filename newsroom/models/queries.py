"""Which stories one asks for: by what readers may see, by who writes them, by what a page prints of them."""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from football.models import Club, Person
from football.names import fold
from rumours.models import Rumour

#: How long subscribers are told of a withdrawal, and of a correction of what is not new any more.
TOLD_FOR = timedelta(hours=48)


class State(models.TextChoices):
    """Read off the instants, and of what is not out off its progress."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("in review")
    READY = "ready", _("ready")
    SCHEDULED = "scheduled", _("scheduled")
    LIVE = "live", _("live")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ArticleQuerySet(models.QuerySet):
    def published(self, *, at=None):
        """Articles that readers may open at `at` (now by default). The same rule as `Article.is_published`."""
        return self.filter(published_at__lte=at or timezone.now(), withdrawn_at__isnull=True)

    def visible_to(self, user, *, at=None):
        """What `user` may open: everything for the newsroom, what is published for everyone else."""
        return self if user.is_staff else self.published(at=at)

    def withdrawn(self):
        """What readers could open once and now cannot: answered with the reason."""
        return self.filter(withdrawn_at__isnull=False)

    def for_subscribers(self, *, at=None):
        """What feeds tell: what is published, and for TOLD_FOR what was withdrawn, since readers' programs keep it."""
        at = at or timezone.now()
        return self.filter(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at - TOLD_FOR), published_at__lte=at)

    def changed_for_subscribers(self, *, at=None):
        """Those withdrawn or corrected within TOLD_FOR, however old they are."""
        since = (at or timezone.now()) - TOLD_FOR
        corrections = self.model.corrections.rel.related_model.objects.filter(published_at__gt=since)
        changed = Q(withdrawn_at__gt=since) | Q(pk__in=corrections.values("article"))
        return self.for_subscribers(at=at).filter(changed)

    def in_state(self, state, *, at=None):
        at = at or timezone.now()
        if state in (State.DRAFT, State.REVIEW, State.READY):
            return self.filter(published_at__isnull=True, progress=state)
        return {
            State.SCHEDULED: self.filter(published_at__gt=at, withdrawn_at__isnull=True),
            State.LIVE: self.published(at=at),
            State.WITHDRAWN: self.withdrawn(),
        }[state]

    def of_editor(self, user):
        """Stories that are `user`'s to write: begun by them, assigned to them or under their byline. The same rule as
        `Article.is_of`."""
        signed = self.model.authors.through.objects.filter(author__user=user).values("article")
        return self.filter(Q(created_by=user) | Q(assigned_to=user) | Q(pk__in=signed))

    def not_out(self):
        return self.filter(published_at__isnull=True)

    def sent_back(self):
        """Those that came back from review, and were not handed in again."""
        return self.not_out().filter(sent_back_at__isnull=False)

    def to_write_by(self, user):
        """Those assigned to `user` that are not approved yet."""
        return self.not_out().filter(assigned_to=user).exclude(progress=State.READY)

    def due_by(self, at):
        """Those that are not out and whose text had to be there before `at`."""
        return self.not_out().filter(due_at__lt=at)

    def untouched_since(self, at):
        return self.not_out().filter(saved_at__lt=at)

    def by_due(self):
        """The most urgent first; those without a time after them, the longest unsaved first."""
        return self.order_by(F("due_at").asc(nulls_last=True), "saved_at", "pk")

    def followed_by(self, user):
        """Those that `user` follows, and those about a club or a person that they follow."""
        followed = Q(pk__in=user.follows.exclude(article=None).values("article"))
        for tag, kind in ((self.model.clubs, "club"), (self.model.people, "person")):
            things = user.follows.exclude(**{kind: None}).values(kind)
            followed |= Q(pk__in=tag.through.objects.filter(**{f"{kind}__in": things}).values("article"))
        return self.filter(followed)

    def mentioning(self, text):
        """Those in whose headline or kicker, or among the names of whose tags, every word of `text` is found."""
        found = self
        for word in fold(text).split():
            clubs = Club.objects.filter(search_names__contains=word)
            people = Person.objects.filter(search_names__contains=word)
            # In a query of its own the lines are read from their index, which is small, and not from the stories.
            lines = self.model._base_manager.filter(Q(headline__icontains=word) | Q(kicker__icontains=word))
            words = Q(pk__in=lines.values("pk"))
            tags = Q(pk__in=self.model.clubs.through.objects.filter(club__in=clubs).values("article"))
            tags |= Q(pk__in=self.model.people.through.objects.filter(person__in=people).values("article"))
            found = found.filter(words | tags)
        return found

    def by_news(self):
        """Newest first; ties fall by id, so that pages never skip or repeat one."""
        return self.order_by("-published_at", "-pk")

    def related_to(self, article):
        """Others about the same people or clubs, newest first."""
        same = Q(people__in=article.people.all()) | Q(clubs__in=article.clubs.all())
        return self.filter(same).exclude(pk=article.pk).distinct().by_news()

    def for_lists(self):
        """What a list of the desk prints: all but the text, which is most of a story."""
        return self.defer("body", "body_linked")

    def for_cards(self):
        """What a card prints: section, image, authors, rumours with their labels. Three queries for any number."""
        rumours = models.Prefetch("rumours", Rumour.objects.published().by_news().for_cards())
        return self.select_related("section", "lead_image").prefetch_related("authors", rumours)

    def for_page(self):
        """All that an article's page prints, but for its rumours (`rumours_then_and_now`). Six queries for any number
        of tags."""
        told = self.select_related("section", "lead_image")
        return told.prefetch_related("authors", "clubs", "people", "body_images", self._corrections())

    def _corrections(self):
        """Those whose time has come, as the public register has them."""
        corrections = self.model.corrections.rel.related_model.objects
        return models.Prefetch("corrections", corrections.filter(published_at__lte=timezone.now()))

    def for_feed(self):
        """All that a feed item prints. Seven queries for any number of items."""
        return self.for_cards().prefetch_related("clubs", "people", "body_images", self._corrections())
