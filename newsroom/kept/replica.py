"""Pages are rendered from a replica of the database when it has all that the page could show: docs/decisions/0015."""

import logging
import time
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, InterfaceError, connections

from football.topics import SITE
from newsroom.kept.freshness import ONE

logger = logging.getLogger(__name__)
REPLICA = "replica"
#: Seconds for which a replica that did not answer is left alone.
LEFT_ALONE = 10

_reads_from = ContextVar("reads_from", default=DEFAULT_DB_ALIAS)


class Router:
    """Rows are read where `reading_from` says. Whatever is written, or held to be written, is the database's own."""

    def db_for_read(self, model, **hints):
        return _reads_from.get()

    def db_for_write(self, model, **hints):
        # The replica does not have yet what is written now: the rest of the page is read where it is.
        _reads_from.set(DEFAULT_DB_ALIAS)
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == DEFAULT_DB_ALIAS


@contextmanager
def reading_from(alias):
    token = _reads_from.set(alias)
    try:
        yield
    finally:
        _reads_from.reset(token)


class Replica:
    """Says for each page where it is to be read. Costs one row of the replica, by its key."""

    def __init__(self):
        self.is_there = REPLICA in settings.DATABASES
        self.asked_again_at = 0

    def source(self, number):
        """The replica, when it has the change of that number: nothing can then be missing on the page."""
        if not self.is_there or number is None or time.monotonic() < self.asked_again_at:
            return DEFAULT_DB_ALIAS
        return REPLICA if self._number() == number else DEFAULT_DB_ALIAS

    def _number(self):
        try:
            with connections[REPLICA].cursor() as cursor:
                row = cursor.execute(ONE, [SITE]).fetchone()
        except (DatabaseError, InterfaceError):
            self.is_left_alone("it does not answer")
            return None
        return row[0] if row else 0

    def is_left_alone(self, why):
        logger.warning("pages are not read from the replica for %s seconds: %s", LEFT_ALONE, why)
        connections[REPLICA].close()
        self.asked_again_at = time.monotonic() + LEFT_ALONE
