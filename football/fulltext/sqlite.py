"""The index on SQLite: an FTS5 table of two columns, in which a row has the key of what it is found for."""

from itertools import chain


def put(cursor, table, rows):
    """Store (key, lines, body), the last two as Words, in the place of what was there."""
    drop(cursor, table, [key for key, _lines, _body in rows])
    # One by one: the developer's toolbar, which writes down every statement, breaks at `executemany`.
    for key, lines, body in rows:
        told = (key, " ".join(lines.tokens), " ".join(body.tokens))
        cursor.execute(f"INSERT INTO {table} (rowid, lines, body) VALUES (%s, %s, %s)", told)  # noqa: S608


def drop(cursor, table, keys):
    for key in keys:
        cursor.execute(f"DELETE FROM {table} WHERE rowid = %s", [key])  # noqa: S608


def drop_strangers(cursor, table, of):
    cursor.execute(f"DELETE FROM {table} WHERE rowid NOT IN (SELECT id FROM {of})")  # noqa: S608


def newest(cursor, table, terms, *, among, limit, lines_only=False):
    """Return the highest keys, `limit` at the most, at which all `terms` are found and which `among`, (SQL, params) of
    keys, has."""
    sql, params = among
    # CROSS JOIN: the words come first, in the order in which FTS5 keeps them, and as few as the limit asks for.
    cursor.execute(
        f"SELECT w.rowid FROM {table} w CROSS JOIN ({sql}) a ON a.pk = w.rowid "  # noqa: S608
        f"WHERE w.{table} MATCH %s ORDER BY w.rowid DESC LIMIT {limit}",
        [*params, expression(terms, lines_only=lines_only)],
    )
    return list(chain.from_iterable(cursor.fetchall()))


def beginning(table, word):
    """Return (SQL, params) of the keys in whose lines a word begins so."""
    return f"SELECT rowid FROM {table} WHERE {table} MATCH %s", [f'{{lines}} : "{word}" *']  # noqa: S608


def expression(terms, *, lines_only):
    """The terms in the language of FTS5. Words are a-z, 0-9 and the mark of a stem: none is an operator."""
    all_of = " AND ".join(f"({' OR '.join(_quoted(term))})" for term in terms)
    return f"{{lines}} : ({all_of})" if lines_only else all_of


def _quoted(term):
    return [f'"{" ".join(phrase)}"' for phrase in (*term.phrases, *((stem,) for stem in term.stems))]
