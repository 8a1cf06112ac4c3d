"""One import from a file: read once for its pictures and its numbers, and once more for its stories."""

import logging
from contextlib import contextmanager
from functools import partial

from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from newsroom.importing.batches import Batch, by_batches
from newsroom.importing.items import Malformed, item_of, people_of, terms_of
from newsroom.importing.pictures import Library, Pictures, host_of
from newsroom.importing.report import Report
from newsroom.importing.stories import Stories, told_of
from newsroom.importing.terms import Bylines, Terms
from newsroom.importing.wxr import Cut, Parser
from newsroom.models import FormerAddress

logger = logging.getLogger(__name__)
PASSED = {"trash", "auto-draft", "inherit"}
TYPES = ("post", "page")


class Run:
    """`read` and then `store`; each calls `moved(bytes)` as it gets on. A dry run stores nothing."""

    def __init__(self, path, *, uploads=None, dry_run=False, moved=lambda size: None):
        self.path, self.uploads, self.dry_run, self.moved = path, uploads, dry_run, moved
        self.report, self.library, self.seen = Report(), Library(), set()

    def read(self):
        """Count what the file has and learn its pictures. Raises NotAnExport, OSError."""
        with self._open() as (parser, cut):
            self._read_head(parser.channel)
            for item in self._items(parser, cut, tell=True):
                self.report.item(item)
                if item.type == "attachment":
                    self.library.add(item)
            if not cut.is_whole:
                self.report.broken_at = cut.line

    def _read_head(self, channel):
        self.people, self.terms, self.site = {}, [], ""
        if channel is None:
            self.report.unread.append("1")
            return
        self.people, self.terms = people_of(channel), terms_of(channel)
        self.site = host_of(channel.findtext("{wp}base_blog_url") or channel.findtext("link") or "")[:200]
        self.report.version = channel.findtext("{wp}wxr_version") or ""
        self.report.head["authors"] = len(self.people)
        self.report.head.update(term.domain for term, _there in self.terms)

    @contextmanager
    def _open(self):
        with self.path.open("rb") as file:
            cut = Cut(file)
            head = cut.head()
            self.moved(head.size)
            yield Parser(head), cut

    def _items(self, parser, cut, *, tell=False):
        """Yield the items that can be read; `tell` the report of the others."""
        for piece in cut.items():
            self.moved(piece.size)
            for line, element in parser.elements(piece):
                try:
                    yield item_of(element, zone=settings.TIME_ZONE)
                except Malformed:
                    if tell and piece.is_whole:
                        self.report.unread.append(str(line))

    def store(self):
        self.known = Terms(self.report)
        self.bylines = Bylines(self.people, self.report)
        pictures = Pictures(self.library, self.uploads, self.report, site=self.site, dry_run=self.dry_run)
        parts = {"terms": self.known, "bylines": self.bylines, "pictures": pictures, "report": self.report}
        self.stories = Stories(self.site, **parts)
        with self._open() as (parser, cut):
            for items in by_batches(item for item in self._items(parser, cut) if item.type in TYPES):
                self._store(items)
        self._keep_addresses()

    def _store(self, items):
        batch = Batch(self.site, items)
        for item in items:
            if outcome := self._stored(item, batch):
                self.report.outcomes[outcome] += 1
        self._store_waiting(batch)

    def _store_waiting(self, batch):
        """Store what waits at once; when one of them is refused each by itself, as if none had waited."""
        try:
            batch.store()
            self.report.outcomes["created"] += len(batch.waiting)
        except Exception:  # whatever it is, it is told of the one that it belongs to
            for item, values in batch.waiting:
                self.report.outcomes[self._tried(item, partial(self._store_one, item, values))] += 1
        batch.waiting = []

    def _stored(self, item, batch):
        """What became of it, or None while it waits."""
        if item.status in PASSED:
            return "passed"
        if item.key in self.seen:
            self.report.problem(item, _("its number, %(key)s, was another item's before") % {"key": item.key})
            return "refused"
        self.seen.add(item.key)
        return self._tried(item, partial(self._kept, item, batch))

    def _tried(self, item, store):
        try:
            return store()
        except DatabaseError as error:
            # What the database refuses is the item's fault; that it is not there is not.
            if not isinstance(error, (IntegrityError, DataError)):
                raise
            return self._refused(item, error)
        except Exception as error:  # whatever one item holds, the others are imported
            return self._refused(item, error)

    def _kept(self, item, batch):
        if self.dry_run:
            with transaction.atomic():
                outcome = self.stories.store(item, self.stories.values(item))
                transaction.set_rollback(True)
            return outcome
        # Bylines and sections that it needs are others' too: they stay if the story itself is refused.
        values = self.stories.values(item)
        if batch.takes(item, values):
            return None
        # What came before it in the file has its address before it.
        self._store_waiting(batch)
        return self._store_one(item, values)

    def _store_one(self, item, values):
        with transaction.atomic():
            return self.stories.store(item, values)

    def _refused(self, item, error):
        logger.info("item %s refused", item.key, exc_info=error)
        self.report.problem(item, told_of(error))
        return "refused"

    def _keep_addresses(self):
        """The lists of the former site lead to ours, as far as they mean the same."""
        if self.dry_run:
            return
        for term, address in self.terms:
            if thing := self.known.meant(term):
                FormerAddress.keep(address, thing)
        for login, author in self.bylines.by_login.items():
            FormerAddress.keep(f"/author/{login}/", author)
