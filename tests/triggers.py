"""The triggers that keep the record: SQLite empties tables row by row between tests, which they refuse."""

import time

from django.db import OperationalError, connection

#: A request of a browser may still be answered by the test's own server, and hold what it reads, for some seconds.
TRIES, APART = 100, 0.1
#: {name: SQL} of those taken away, to be put back.
taken = {}


def take_away():
    tries = 0 if connection.vendor != "sqlite" else TRIES
    while tries:
        try:
            _drop()
            break
        except OperationalError:
            tries -= 1
            if not tries:
                raise
            time.sleep(APART)


def _drop():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        taken.update(cursor.fetchall())
        for name in taken:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def put_back():
    if not taken:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
        for name, sql in taken.items():
            if name not in there:
                cursor.execute(sql)
