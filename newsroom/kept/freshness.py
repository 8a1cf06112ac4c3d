"""Whether what a kept page printed still stands: exact, and cheap while nothing changes.

Every change of what the public sees moves the stamp of SITE and those of its topics in the same transaction, and holds
SITE until that ends (football/models/stamp.py). So SITE's serial is the number of the last committed change, and a page
whose topics stand as they did when it was rendered is the page that would be rendered now.
"""

import sqlite3
import threading

from django.db import connection

from football.models import Stamp
from football.topics import SITE

ONE = f"SELECT serial FROM {Stamp._meta.db_table} WHERE topic = %s"  # noqa: S608


def stands(kept):
    """Whether a page may be served as it is. While nothing is written to the database this costs a look at its header
    (SQLite) or one row (PostgreSQL); after a change of something public, one query more for each page, once."""
    mark = last_change()
    if kept.checked != mark:
        if serials_of(kept.topics) != kept.topics:
            return False
        kept.checked = mark
    return True


def last_change():
    """The number of the last committed change of anything public."""
    return _header.last_change() if connection.vendor == "sqlite" else _site_serial()


def serials_of(topics):
    """Return {topic: serial}, 0 for one that never changed. One query."""
    found = dict(Stamp.objects.filter(topic__in=list(topics)).values_list("topic", "serial"))
    return {topic: found.get(topic, 0) for topic in topics}


def _site_serial():
    with connection.cursor() as cursor:
        row = cursor.execute(ONE, [SITE]).fetchone()
    return row[0] if row else 0


class _Header(threading.local):
    """Spares the query on SQLite: its file has a number that another one's commit changes, and a connection that never
    writes sees all of them."""

    path = reader = version = serial = None

    def last_change(self):
        self._open()
        version = self.reader.execute("PRAGMA data_version").fetchone()[0]
        if version != self.version:
            # In this order: a commit in between is seen at the next look.
            self.version, self.serial = version, _site_serial()
        return self.serial

    def _open(self):
        path = str(connection.settings_dict["NAME"])
        if self.path != path:
            self.reader = sqlite3.connect(path, uri=path.startswith("file:"), isolation_level=None)
            self.path, self.version = path, None


_header = _Header()
