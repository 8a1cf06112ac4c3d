"""The index on PostgreSQL: a table of two vectors, `lines` and `whole`, each with a GIN index. The words are ours: no
dictionary of the database has a say."""

from contextlib import contextmanager
from itertools import chain

from django.db import transaction

#: No phrase goes from the lines over to the body.
GAP = 10
#: PostgreSQL keeps no place beyond this one, and not more places of one word.
LAST_PLACE, PLACES = 16_000, 200


def put(cursor, table, rows):
    """Store (key, lines, body), the last two as Words, in the place of what was there."""
    # One by one: the developer's toolbar, which writes down every statement, breaks at `executemany`.
    for key, lines, body in rows:
        cursor.execute(
            f"INSERT INTO {table} (id, lines, whole) VALUES (%s, %s::tsvector, %s::tsvector) "  # noqa: S608
            f"ON CONFLICT (id) DO UPDATE SET lines = EXCLUDED.lines, whole = EXCLUDED.whole",
            (key, vector(lines), vector(lines, body)),
        )


def vector(*texts):
    """The tsvector of some Words: words with their places, stems without."""
    places, place = {}, 0
    for text in texts:
        for place, word in enumerate(text.exact, place + 1):  # noqa: B020
            places.setdefault(word, []).append(min(place, LAST_PLACE))
        place += GAP
    words = [f"'{word}':{','.join(map(str, at[:PLACES]))}" for word, at in places.items()]
    return " ".join([*words, *(f"'{stem}'" for text in texts for stem in text.stems)])


def drop(cursor, table, keys):
    cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [list(keys)])  # noqa: S608


def drop_strangers(cursor, table, of):
    cursor.execute(f"DELETE FROM {table} WHERE id NOT IN (SELECT id FROM {of})")  # noqa: S608


def newest(cursor, table, terms, *, among, limit, lines_only=False):
    """Return the highest keys, `limit` at the most, at which all `terms` are found and which `among`, (SQL, params) of
    keys, has."""
    sql, params = among
    column = "lines" if lines_only else "whole"
    # The index knows no places: whether words stand side by side is looked up, newest first, until there are enough.
    phrases = [term for term in terms if any(len(phrase) > 1 for phrase in term.phrases)]
    beside = f"WHERE (SELECT {column} @@ %s::tsquery FROM {table} w WHERE w.id = o.id)" if phrases else ""  # noqa: S608
    with _by_its_index(cursor):
        cursor.execute(
            f"WITH found AS MATERIALIZED (SELECT id FROM {table} WHERE {column} @@ %s::tsquery) "  # noqa: S608
            f"SELECT id FROM (SELECT found.id FROM found JOIN ({sql}) a ON a.pk = found.id ORDER BY found.id DESC "
            f"OFFSET 0) o {beside} LIMIT {limit}",
            [expression(terms, " & "), *params, *([expression(phrases, " <-> ")] if phrases else [])],
        )
        return list(chain.from_iterable(cursor.fetchall()))


@contextmanager
def _by_its_index(cursor):
    """The planner does not know what it costs to unpack a vector: for a word that many texts have it would read all of
    them, which takes seconds, instead of the index, which takes milliseconds."""
    with transaction.atomic(savepoint=False):
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")


def beginning(table, word):
    """Return (SQL, params) of the keys in whose lines a word begins so."""
    return f"SELECT id FROM {table} WHERE lines @@ %s::tsquery", [f"'{word}':*"]  # noqa: S608


def expression(terms, beside):
    """The terms in the language of tsquery, the words of a phrase tied by `beside`. Words are a-z, 0-9 and the mark of
    a stem: none is an operator."""
    return " & ".join(f"({' | '.join(_quoted(term, beside))})" for term in terms)


def _quoted(term, beside):
    phrases = [beside.join(f"'{word}'" for word in phrase) for phrase in term.phrases]
    return [*(f"({phrase})" for phrase in phrases), *(f"'{stem}'" for stem in term.stems)]
