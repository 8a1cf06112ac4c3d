"""The stories of a club, a person, an author or a rumour in the order of the lists. The tables that tie stories to
tags keep the instant of each story beside its key (migration 0018), in an index, so that a page of a list costs what it
holds and not what the tag has ever had. The database writes the instants: no door goes round it."""

from django.db import models
from django.utils import timezone


class ListedQuerySet(models.QuerySet):
    def published(self, *, at=None):
        """Rows of what readers may open at `at` (now by default): the rule of the stories themselves."""
        return self.filter(published_at__lte=at or timezone.now(), article__withdrawn_at__isnull=True)

    def newest_of_each(self, tags, number):
        """Return (instant, key of the story, tag) of the `number` newest of each of these tags, of which there is at
        least one, in no order."""
        first, *others = [row.values_list("published_at", "article_id", "tag") for row in self._of_each(tags, number)]
        return first.union(*others, all=True)

    def keys_of_each(self, tags, number):
        """Return subqueries, to be united, of the keys of the `number` newest stories of each of these tags, and of all
        their drafts."""
        drafts = self.filter(tag__in=tags, published_at=None).order_by()
        return [rows.values("article_id") for rows in (drafts, *self._of_each(tags, number))]

    def _of_each(self, tags, number):
        # Each by itself, or a database that cannot cut what it unites would read all that a tag has ever had.
        in_order = self.filter(published_at__isnull=False).order_by("-published_at", "-article_id")
        each = [in_order.filter(tag=tag).values("pk")[:number] for tag in tags]
        return [self.model.objects.filter(pk__in=keys).order_by() for keys in each]


class Listed(models.Model):
    """A row that ties a story to a tag. Read only: rows come and go by the fields of the story."""

    article = models.ForeignKey(
        "newsroom.Article",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        related_query_name="%(class)s",
    )
    published_at = models.DateTimeField(null=True)

    objects = ListedQuerySet.as_manager()

    class Meta:
        abstract = True
        managed = False

    def __str__(self):
        return f"{self.article_id} {self.published_at}"


class ListedClub(Listed):
    tag = models.BigIntegerField(db_column="club_id")

    class Meta(Listed.Meta):
        db_table = "newsroom_article_clubs"


class ListedPerson(Listed):
    tag = models.BigIntegerField(db_column="person_id")

    class Meta(Listed.Meta):
        db_table = "newsroom_article_people"


class ListedAuthor(Listed):
    tag = models.BigIntegerField(db_column="author_id")

    class Meta(Listed.Meta):
        db_table = "newsroom_article_authors"


class ListedRumour(Listed):
    tag = models.BigIntegerField(db_column="rumour_id")

    class Meta(Listed.Meta):
        db_table = "newsroom_article_rumours"


#: By the field of the story.
LISTED = {"clubs": ListedClub, "people": ListedPerson, "authors": ListedAuthor, "rumours": ListedRumour}
