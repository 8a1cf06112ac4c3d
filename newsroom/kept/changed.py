"""Which topics have moved of late: asked once after each change, for all the pages and pieces that were kept before."""

import threading
import time
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection

from football.models import Stamp
from football.topics import SITE

SINCE = f"SELECT topic, change FROM {Stamp._meta.db_table} WHERE change > %s LIMIT %s"  # noqa: S608
#: Topics, and changes, that are remembered. When more have moved, each page asks for its own, once.
MOST = 20_000
#: Seconds for which a worker that has started remembers nothing: while the site is updated there are workers of the
#: version before, whose stamps may not say which change moved them. They have thirty to end (deploy/start.sh).
SETTLING = 120


class Changed(NamedTuple):
    #: All that moved after this change, up to the later one, is known, and some of what moved after that.
    since: int
    upto: int
    #: {topic: the last change that moved it}
    changes: dict


_changed = Changed(0, -1, {})
_lock = threading.Lock()
_settled_at = time.monotonic() + SETTLING


def may_have_moved(topics, after, number):
    """Whether one of these topics may have moved after that change, up to the one of that `number`, the last that the
    asker knows of. False is certain. One query after each change, for all who ask."""
    known = _known(number)
    if after == number:
        return False
    # SITE moves with every change, and is not among what is asked.
    if after is None or not known.since <= after <= number or SITE in topics:
        return True
    return any(known.changes.get(topic, 0) > after for topic in topics)


def _known(number):
    global _changed
    known = _changed
    if known.upto != number:
        with _lock:
            known = _changed = _upto(number, _changed)
    return known


def _upto(number, known):
    if known.upto == number:
        return known
    # A database that was restored, or that another stands in the place of, has moved far more than it says.
    if known.upto < 0 or number - known.upto > MOST or time.monotonic() < _settled_at:
        return Changed(number, number, {})
    if number < known.upto:
        return known if _last() >= known.upto else _gone_back(number, known)
    with connection.cursor() as cursor:
        cursor.execute(SINCE, [known.upto, MOST + 1])
        changes = known.changes | dict(cursor.fetchall())
    return Changed(known.since, number, changes) if len(changes) <= MOST else Changed(number, number, {})


def _gone_back(number, known):
    """An older state of the database is in its place: numbers that were seen come again, for other changes."""
    return Changed(known.upto + 1, number, {})


def _last():
    """The last change, whatever whoever asked a moment ago knows of, and whichever replica he reads from."""
    return Stamp.objects.using(DEFAULT_DB_ALIAS).filter(topic=SITE).values_list("serial", flat=True).first() or 0
