"""New items of which nothing has to be said, stored many at a time: most of an export is such, and what an item costs
is mostly the statements that it takes."""

from itertools import chain
from urllib.parse import unquote

from django.db import transaction

from football.models import PastSlug
from football.names import slug_of
from newsroom.importing.stories import SLUG, TAGS, addresses_of, digest_of, is_missed, new_article
from newsroom.models import Article, FormerAddress, ImportedStory
from newsroom.models.bulk import create_stories
from newsroom.models.former import LONGEST, former_path

#: Items that are stored at once, and characters of their texts beyond which fewer are: memory holds them all.
MOST, MOST_TEXT = 200, 4_000_000
#: A title or a summary of no more is kept whole.
TITLE, SUMMARY = 160, 400


def by_batches(items):
    """Yield the items in lists."""
    some, size = [], 0
    for item in items:
        some.append(item)
        size += len(item.content)
        if len(some) == MOST or size > MOST_TEXT:
            yield some
            some, size = [], 0
    yield some


class Batch:
    """Some items of one site, and those of them that wait to be stored together. What they would take for themselves
    is compared with what others have in five queries, and among themselves."""

    def __init__(self, site, items):
        self.site, self.waiting = site, []
        rows = ImportedStory.objects.filter(site=site, key__in=[item.key for item in items])
        self.known = set(rows.values_list("key", flat=True))
        #: Of each item, which is known here by its identity: its slug, and the addresses that it had.
        self.named = {id(item): (_slug(item), self._paths(item)) for item in items}
        slugs, paths = zip(*self.named.values(), strict=True) if items else ((), ())
        self.taken = _taken(slugs, [item.guid for item in items], [*chain.from_iterable(paths)])

    def takes(self, item, values):
        """Whether it waits from now on: not what is known already, nor what an editor has to be told of."""
        slug, paths = self.named[id(item)]
        wanted = {("slug", slug), ("guid", item.guid), *(("path", path) for path in paths)}
        alone = (
            item.key in self.known
            or not slug
            or not _says_nothing(item)
            or not self.taken.isdisjoint(wanted - {("guid", "")})
        )
        self.taken |= wanted
        if not alone:
            self.waiting.append((item, values))
        return not alone

    @transaction.atomic
    def store(self):
        """Store what waits: all of it, or nothing."""
        made = [(item, v, self._new_article(item, v)) for item, v in self.waiting]
        create_stories([(article, {name: values[name] for name in TAGS}) for _item, values, article in made])
        FormerAddress.objects.bulk_create(
            FormerAddress(path=path, article_id=article.pk)
            for item, _values, article in made
            for path in self.named[id(item)][1]
        )
        ImportedStory.objects.bulk_create(
            ImportedStory(site=self.site, key=item.key, article_id=article.pk, digest=digest_of(values))
            for item, values, article in made
        )

    def _new_article(self, item, values):
        return new_article(item, values, slug=self.named[id(item)][0], guid=item.guid)

    def _paths(self, item):
        return list(dict.fromkeys(filter(None, map(former_path, addresses_of(item, self.site)))))


def _slug(item):
    return slug_of(unquote(item.slug), max_length=SLUG)


def _says_nothing(item):
    fits = len(item.title) <= TITLE and len(item.excerpt) <= SUMMARY and len(item.guid) <= LONGEST
    return fits and not item.is_secret and not is_missed(item)


def _taken(slugs, guids, paths):
    """What others have of all this, as (kind, text) pairs."""
    stories = Article._base_manager.order_by()
    found = {
        "slug": stories.filter(slug__in=slugs).values_list("slug", flat=True),
        "guid": stories.filter(former_guid__in=guids).values_list("former_guid", flat=True),
        "path": FormerAddress.objects.filter(path__in=paths).values_list("path", flat=True),
    }
    past = PastSlug.of(Article).filter(slug__in=slugs).values_list("slug", flat=True)
    return {(kind, text) for kind, rows in found.items() for text in rows} | {("slug", text) for text in past}
