"""The index on SQLite: an FTS5 table of two columns, in which a row has the key of what it is found for."""

from itertools import chain
from math import isqrt

#: To read a key takes an eighth of what it takes to look up a row, and to find so many, among keys that are a part of
#: all, as many times their number is looked up: as many keys as this times the root of the number of all cost the same.
FEW = 25
#: Among the newest so many rows is one of those that many have; to find their highest key takes more: each is read.
RECENT = 1_000


def put(cursor, table, rows):
    """Store (key, lines, body), the last two as Words, in the place of what was there."""
    drop(cursor, table, [key for key, _lines, _body in rows])
    told = [(key, " ".join(lines.tokens), " ".join(body.tokens)) for key, lines, body in rows]
    places = ", ".join(["(%s, %s, %s)"] * len(rows))
    sql = f"INSERT INTO {table} (rowid, lines, body) VALUES {places}"  # noqa: S608
    cursor.execute(sql, [*chain.from_iterable(told)])


def drop(cursor, table, keys):
    cursor.execute(f"DELETE FROM {table} WHERE rowid IN ({', '.join(['%s'] * len(keys))})", [*keys])  # noqa: S608


def drop_strangers(cursor, table, of):
    cursor.execute(f"DELETE FROM {table} WHERE rowid NOT IN (SELECT id FROM {of})")  # noqa: S608


def narrowed(cursor, table, within):
    """What `newest` takes as `within`, of queries of keys, (SQL, params): conditions. A query, and up to three for
    each, tell which of them serves."""
    few = _few(cursor, table)
    return [_condition(cursor, table, few, *keys) for keys in within]


def newest(cursor, table, terms, *, among, limit, lines_only=False, within=()):
    """Return the rows of `among`, (SQL, params), with the highest keys, `limit` at the most, at which all `terms` are
    found and which are `within` what they are narrowed to."""
    sql, params = among
    has = "".join(f" AND {condition}" for condition, _params in within)
    # CROSS JOIN: the words come first, in the order in which FTS5 keeps them, and as few as the limit asks for.
    cursor.execute(
        f"SELECT a.* FROM {table} w CROSS JOIN ({sql}) a ON a.pk = w.rowid "  # noqa: S608
        f"WHERE w.{table} MATCH %s{has} ORDER BY w.rowid DESC LIMIT {limit}",
        [*params, expression(terms, lines_only=lines_only), *chain.from_iterable(params for _sql, params in within)],
    )
    return cursor.fetchall()


def _few(cursor, table):
    cursor.execute(f"SELECT rowid FROM {table} ORDER BY rowid DESC LIMIT 1")  # noqa: S608
    last = cursor.fetchone()
    return FEW * isqrt(last[0]) if last else 0


def _condition(cursor, table, few, keys, params):
    """(condition, params) that a row has one of these keys. They are read once and kept in memory while they are few;
    of many each row is looked up by itself, and it does not take many rows to find enough."""
    cursor.execute(f"SELECT 1 FROM ({keys}) LIMIT 1 OFFSET {few}", params)  # noqa: S608
    if not cursor.fetchone():
        # The plus: a key is looked for in what they have. Without it the words would be looked up for each of them.
        return f"+w.rowid IN ({keys})", params
    has = f"EXISTS (WITH k(pk) AS ({keys}) SELECT 1 FROM k WHERE k.pk = w.rowid)"  # noqa: S608
    newest = f"SELECT rowid FROM {table} ORDER BY rowid DESC LIMIT {RECENT}"  # noqa: S608
    cursor.execute(f"SELECT 1 FROM ({newest}) w WHERE {has} LIMIT 1", params)  # noqa: S608
    if cursor.fetchone():
        return has, params
    # Of a year long ago, or a club of which nobody writes any more, all newer ones would be looked up in vain.
    cursor.execute(f"WITH k(pk) AS ({keys}) SELECT max(pk) FROM k", params)  # noqa: S608
    return f"w.rowid <= %s AND {has}", [*cursor.fetchone(), *params]


def beginning(table, words, limit):
    """Return (SQL, params) of the highest keys in whose lines words begin so."""
    each = " AND ".join(f'"{word}" *' for word in words)
    sql = f"SELECT rowid FROM {table} WHERE {table} MATCH %s ORDER BY rowid DESC LIMIT {limit}"  # noqa: S608
    return sql, [f"{{lines}} : ({each})"]


def expression(terms, *, lines_only):
    """The terms in the language of FTS5. Words are a-z, 0-9 and the mark of a stem: none is an operator."""
    all_of = " AND ".join(f"({' OR '.join(_quoted(term))})" for term in terms)
    return f"{{lines}} : ({all_of})" if lines_only else all_of


def _quoted(term):
    return [f'"{" ".join(phrase)}"' for phrase in (*term.phrases, *((stem,) for stem in term.stems))]
