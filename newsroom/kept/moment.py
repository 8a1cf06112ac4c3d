"""The moment of the site at which a request is answered: after which change, and after which instant at which something
came by itself."""

import threading
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, connection, connections

from football.topics import COMING
from newsroom.coming import next_instant
from newsroom.kept.freshness import last_change, serials_of
from newsroom.kept.printing import number_before


@dataclass(frozen=True)
class Moment:
    #: The number of the change after which the page is; and of the last that was stored when the moment was noted, a
    #: later one when the request itself has brought what was due.
    number: int
    seen: int
    #: How many instants have passed at which something came by itself.
    passed: int
    #: When it was found out, and the next such instant.
    at: datetime
    until: datetime
    #: The serial of COMING: another one says that an earlier instant may have been arranged.
    coming: int
    #: {topic: serial} as far as anybody has asked since: the pieces of all pages that are looked at after one change
    #: have most of their topics in common.
    serials: dict = field(default_factory=dict, compare=False, repr=False)

    @property
    def window(self):
        """Of two moments with the same window, whichever process saw them, no instant lies between: what came by
        itself before one came before the other."""
        return self.coming, self.until

    def serials_of(self, topics):
        """As freshness.serials_of, for what is still to be asked. What was stored since may be among it: then nothing
        that was made by it is kept, since the number is no longer that of this moment."""
        found = serials_of([topic for topic in topics if topic not in self.serials])
        if found and len(self.serials) < MOST:
            self.serials.update(found)
        return {topic: found[topic] if topic in found else self.serials[topic] for topic in topics}


#: The serials that one moment remembers: while nothing changes, all of a large site might be asked for.
MOST = 20_000
#: The Moment of the request, and the connection by which it is seen whether a transaction runs: to find that anew for
#: each piece costs more than the piece.
_noted = ContextVar("moment", default=None)
_lock = threading.Lock()
#: The latest moment that this process has seen.
_latest = None


def forget():
    _noted.set(None)


def current():
    """The Moment of the request, or None when it is not known, and inside a transaction, which sees what nobody else
    does."""
    noted = _noted.get()
    if noted is None:
        return None
    at, database = noted
    return None if database.in_atomic_block else at


def serials_after(number, topics):
    """{topic: serial} after the change of that number: as the request has asked for them, if it was answered then."""
    at = current()
    return at.serials_of(topics) if at and at.number == number else serials_of(topics)


def note(*, now):
    """Note the moment of a request that begins, and return it, if it is still the latest; None when something has
    changed, or an instant has come."""
    database, latest = connections[DEFAULT_DB_ALIAS], _latest
    if database.in_atomic_block or latest is None or latest.number != _number() or now >= latest.until:
        return None
    _noted.set((latest, database))
    return latest


def note_anew(*, now):
    """Find out the moment of a request, note it and return it. Two to five small queries; none inside a transaction, of
    which there is no moment."""
    global _latest
    if connection.in_atomic_block:
        return None
    with _lock:
        # In this order: what changes in between makes the number an old one.
        seen, before = last_change(), number_before()
        number, coming = seen if before is None else before, serials_of({COMING})[COMING]
        passed = (_latest.passed + _has_passed(_latest, coming, now)) if _latest else 0
        noted = _latest = Moment(number, seen, passed, now, next_instant(now=now), coming)
    _noted.set((noted, connections[DEFAULT_DB_ALIAS]))
    return noted


def _number():
    """Of a page that is to be kept the number after which it is, which a replica has that may have no later one."""
    before = number_before()
    return last_change() if before is None else before


def _has_passed(latest, coming, now):
    """Whether an instant lies between that moment and now; one that was arranged since counts too."""
    return (latest.until if coming == latest.coming else next_instant(now=latest.at)) <= now
