"""Which stories one asks for: by what readers may see, by who writes them, by what a page prints of them."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from football.fulltext import index
from football.fulltext.words import STOP
from football.models import Club, Person
from football.names import fold
from newsroom.models.listed import LISTED
from rumours.models import Rumour

#: How many stories, the newest, the desk's search looks through of a word; and of how many who are called by it.
SOUGHT, OWNERS = 2_000, 50
#: How many, the newest, of each club and person that an editor follows.
FOLLOWED = 200
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


def _tagged_like(word):
    """Subqueries of the newest stories of the clubs and the people in whose names `word` is. Two queries."""
    for rows, model in ((LISTED["clubs"], Club), (LISTED["people"], Person)):
        tags = model.objects.filter(search_names__contains=word).values_list("pk", flat=True)[:OWNERS]
        yield from rows.objects.keys_of_each(list(tags), SOUGHT)


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
        corrections = self.model.corrections.rel.related_model.objects.filter(published_at__gt=since).order_by()
        withdrawn = self.model._base_manager.filter(withdrawn_at__gt=since).order_by()
        # Not "or": for that the database would read all the stories in their order.
        changed = withdrawn.values("pk").union(corrections.values("article"))
        return self.for_subscribers(at=at).filter(pk__in=changed)

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
        signed = self.model.authors.through.objects.filter(article=OuterRef("pk"), author__user=user)
        return self.filter(Q(created_by=user) | Q(assigned_to=user) | Exists(signed))

    def newest_of_editor(self, user):
        """The newest of those: SOUGHT that they began, that were assigned to them, that they signed."""
        stories, author = self.model._base_manager.order_by("-pk"), getattr(user, "author", None)
        begun, assigned = (
            stories.filter(**{field: user}).values("pk")[:SOUGHT] for field in ("created_by", "assigned_to")
        )
        signed = LISTED["authors"].objects.keys_of_each([author.pk] if author else [], SOUGHT)
        return self._among([self._by_key(begun), self._by_key(assigned), *signed])

    def _by_key(self, keys):
        return self.model._base_manager.filter(pk__in=keys).order_by().values("pk")

    def _among(self, keys):
        """Those of which the key is in one of these subqueries. United, and not by "or", for which PostgreSQL would
        read all the stories."""
        return self.filter(pk__in=keys[0].union(*keys[1:]))

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
        """Those that `user` follows, and those about a club or a person that they follow, the newest FOLLOWED of
        each."""
        follows = list(user.follows.values_list("club", "person"))
        clubs, people = ([key for key in keys if key] for keys in (zip(*follows, strict=True) if follows else ((), ())))
        about_clubs = LISTED["clubs"].objects.keys_of_each(clubs, FOLLOWED)
        about_people = LISTED["people"].objects.keys_of_each(people, FOLLOWED)
        return self._among(
            [user.follows.exclude(article=None).order_by().values("article"), *about_clubs, *about_people]
        )

    def tagged_with(self, *, club=None, person=None):
        """Those about a club or a person, or its key, read from the table of the tags, which is small."""
        tag, thing = (self.model.clubs, {"club": club}) if club else (self.model.people, {"person": person})
        return self.filter(pk__in=tag.through.objects.filter(**thing).values("article"))

    def tagged_with_any(self, *, people, clubs):
        """Those about one of these people and one of these clubs, each looked up by itself: for a few stories."""
        tags = ((self.model.people, {"person__in": people}), (self.model.clubs, {"club__in": clubs}))
        return self.filter(
            *(Exists(tag.through.objects.filter(article=OuterRef("pk"), **named)) for tag, named in tags)
        )

    def mentioning(self, text):
        """Those in which every word of `text` begins a word of the headline, the kicker or the standfirst, or is a part
        of the names of their tags. Of what a word finds the newest SOUGHT are looked through; of all the words together
        in one line too."""
        words = [word for word in fold(text).split() if word not in STOP]
        if not words:
            return self
        each = self.model.objects.order_by()
        for word in words:
            each = each._among([self._beginning(word), *_tagged_like(word)])
        return self._among([self._beginning(*words), each.values("pk")] if len(words) > 1 else [each.values("pk")])

    def _beginning(self, *words):
        return self._by_key(index.beginning(self.model, words, SOUGHT))

    def by_news(self):
        """Newest first; ties fall by id, so that pages never skip or repeat one."""
        return self.order_by("-published_at", "-pk")

    def listed(self, tag, key):
        """Those with the thing of this key among their `tag` ("clubs"), newest first, read in the order in which the
        tags are kept (models/listed.py): by their `listed_at`, which is `published_at`."""
        rows = LISTED[tag]._meta.model_name
        mine = self.filter(**{f"{rows}__tag": key})
        told = mine.annotate(listed_at=F(f"{rows}__published_at"), listed_key=F(f"{rows}__article_id"))
        return told.order_by("-listed_at", "-listed_key")

    def for_lists(self):
        """What a list of the desk prints: all but the text, which is most of a story."""
        return self.defer("body", "body_linked")

    def for_form(self):
        """What the form of a story prints of it. Five queries."""
        told = self.select_related("section", "lead_image", "created_by")
        rumours = models.Prefetch("rumours", Rumour.objects.for_cards())
        return told.prefetch_related("authors", "clubs", "people", rumours, "body_images")

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
        corrections = self.model.corrections.rel.related_model.objects.filter(published_at__lte=timezone.now())
        return models.Prefetch("corrections", corrections.select_related("request"))

    def for_feed(self):
        """All that a feed item prints. Seven queries for any number of items."""
        return self.for_cards().prefetch_related("clubs", "people", "body_images", self._corrections())
