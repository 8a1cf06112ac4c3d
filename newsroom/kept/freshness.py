"""Whether what a kept page printed still stands: exact, and cheap while nothing changes.

Every change of what the public sees moves the stamp of SITE and those of its topics in the same transaction, and holds
SITE until that ends (football/models/stamp.py). So SITE's serial is the number of the last committed change, and a page
whose topics stand as they did when it was rendered is the page that would be rendered now.
"""

from datetime import UTC, datetime

from django.db import DatabaseError, InterfaceError, connection, connections, router

from football.models import Stamp
from football.topics import COMING, SITE
from newsroom.coming import next_instant
from newsroom.kept.changed import may_have_moved
from newsroom.kept.commits import Commits

ONE = f"SELECT serial FROM {Stamp._meta.db_table} WHERE topic = %s"  # noqa: S608
SOME = f"SELECT topic, serial FROM {Stamp._meta.db_table} WHERE topic IN ({{}})"  # noqa: S608


def stands(kept, number):
    """Whether what was kept stands after the change of that number. Nothing is asked while it is the one after which
    that was last found out; after a change of something public it is one query for all pages that it left alone, and
    one more for each that it may have moved."""
    if kept.checked != number and may_have_moved(kept.topics, kept.checked, number):
        serials = serials_of(kept.topics)
        coming = serials.get(COMING)
        if serials | {COMING: None} != kept.topics | {COMING: None}:
            return False
        if coming != kept.topics.get(COMING):
            _comes_earlier(kept)
            kept.topics[COMING] = coming
    kept.checked = number
    return True


def _comes_earlier(kept):
    """An instant was named since it was rendered at which pages change by themselves: its end may come earlier."""
    following = next_instant(now=datetime.fromtimestamp(kept.rendered_at, UTC)).timestamp()
    kept.until = following if kept.until is None else min(kept.until, following)


def last_change():
    """The number of the last committed change of anything public. While nobody commits anything SQLite is not asked. A
    connection that the database has closed since its last use says nothing of the database: it is opened anew, once."""
    global _latest
    mark = _commits.mark()
    if mark is not None and mark == _latest[0]:
        return _latest[1]
    try:
        number = _asked()
    except (DatabaseError, InterfaceError):
        connection.close()
        number = _asked()
    # A transaction sees what nobody else does. And the mark is that of before: what was committed while we asked is
    # seen at the next look.
    if not connection.in_atomic_block:
        _latest = (mark, number)
    return number


def _asked():
    with connection.cursor() as cursor:
        row = cursor.execute(ONE, [SITE]).fetchone()
    if connection.vendor == "sqlite":
        _commits.watch(connection.settings_dict["NAME"])
    return row[0] if row else 0


def serials_of(topics):
    """Return {topic: serial}, 0 for one that never changed. One query, none for no topics."""
    if not topics:
        return {}
    with connections[router.db_for_read(Stamp)].cursor() as cursor:
        cursor.execute(SOME.format(", ".join(["%s"] * len(topics))), list(topics))
        found = dict(cursor.fetchall())
    return {topic: found.get(topic, 0) for topic in topics}


_commits = Commits()
#: (mark, number) as they were last found together.
_latest = (None, 0)
