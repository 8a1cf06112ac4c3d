"""The triggers that keep the record: SQLite empties tables row by row between tests, which they refuse."""

from django.db import connection

#: {name: SQL} of those taken away, to be put back.
taken = {}


def take_away():
    if connection.vendor != "sqlite":
        return
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
