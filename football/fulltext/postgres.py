"""The index on PostgreSQL: a table of two vectors, `lines` and `whole`, each with a GIN index. The words are ours: no
dictionary of the database has a say."""

import json
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain

from django.db import transaction

#: No phrase goes from the lines over to the body.
GAP = 10
#: PostgreSQL keeps no place beyond this one, and not more places of one word.
LAST_PLACE, PLACES = 16_000, 200
#: Rows that the index of words gives for the cost of one that is read by its key: its vector has to be unpacked.
ONE_BY_ONE = 5
#: The ways of joining that read all of a table.
JOINS = ("enable_mergejoin", "enable_hashjoin")


def put(cursor, table, rows):
    """Store (key, lines, body), the last two as Words, in the place of what was there."""
    told = [(key, vector(lines), vector(lines, body)) for key, lines, body in rows]
    places = ", ".join(["(%s, %s::tsvector, %s::tsvector)"] * len(rows))
    cursor.execute(
        f"INSERT INTO {table} (id, lines, whole) VALUES {places} "  # noqa: S608
        f"ON CONFLICT (id) DO UPDATE SET lines = EXCLUDED.lines, whole = EXCLUDED.whole",
        [*chain.from_iterable(told)],
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


def narrowed(cursor, table, within):
    """What `newest` takes as `within`, of queries of keys, (SQL, params): those themselves."""
    return within


def newest(cursor, table, terms, *, among, limit, lines_only=False, within=()):
    """Return the rows of `among`, (SQL, params), with the highest keys, `limit` at the most, at which all `terms` are
    found and which all of `within`, (SQL, params) of keys, have."""
    asked = {"column": "lines" if lines_only else "whole", "among": among, "limit": limit, "within": within}
    soon = _soon_found(cursor, table, asked["column"], _expected(terms), limit=limit, within=within)
    return (_walked if soon else _gathered)(cursor, table, terms, **asked)


def _soon_found(cursor, table, column, words, *, limit, within):
    """Whether far fewer rows are read one by one from the newest on, until `limit` have these words, than their index
    would give, as the planner expects: it keeps the frequency of the common words. Two small queries, three when what
    it is narrowed to has to be counted."""
    cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT id FROM {table} WHERE {column} @@ %s::tsquery", [words])  # noqa: S608
    told = cursor.fetchone()[0]
    expected = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]["Plan Rows"]
    cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
    there, worth = cursor.fetchone()[0], expected // ONE_BY_ONE
    return 0 < limit * there < expected * worth or bool(within and worth) and _are_fewer(cursor, within, worth)


def _are_fewer(cursor, within, number):
    sql, params = _in_all(within)
    cursor.execute(f"SELECT count(*) FROM (SELECT FROM ({sql}) k LIMIT {number}) k", params)  # noqa: S608
    return cursor.fetchone()[0] < number


def _in_all(within):
    """(SQL, params) of the keys that all have."""
    return " INTERSECT ".join(f"({sql})" for sql, _params in within), _params_of(within)


def _params_of(within):
    return list(chain.from_iterable(params for _sql, params in within))


def _walked(cursor, table, terms, *, column, among, limit, within):
    """The newest rows, of what it is narrowed to or of all, are read one by one until enough have the words."""
    sql, params = among
    keys, keys_params = _in_all(within)
    narrowed = f"(SELECT pk FROM ({keys}) k(pk) ORDER BY pk DESC OFFSET 0) k JOIN {table} w ON w.id = k.pk"  # noqa: S608
    with _settings(cursor, "enable_seqscan", "enable_bitmapscan", *(JOINS if within else ("enable_sort",))):
        cursor.execute(
            f"SELECT a.* FROM {narrowed if within else f'{table} w'} JOIN ({sql}) a ON a.pk = w.id "  # noqa: S608
            f"WHERE w.{column} @@ %s::tsquery ORDER BY w.id DESC LIMIT {limit}",
            [*keys_params, *params, expression(terms, " <-> ")],
        )
        return cursor.fetchall()


def _gathered(cursor, table, terms, *, column, among, limit, within):
    """All that have the words, from their index; of those whatever else is asked, newest first, until there are
    enough."""
    sql, params = among
    # IS TRUE: a table in memory in which each is looked up, and not a join that the planner would begin with.
    has = " AND ".join(f"(id IN ({keys})) IS TRUE" for keys, _params in within) or "TRUE"
    # The index knows no places: whether words stand side by side is looked up.
    phrases = [term for term in terms if any(len(phrase) > 1 for phrase in term.phrases)]
    beside = f"WHERE (SELECT {column} @@ %s::tsquery FROM {table} w WHERE w.id = o.id)" if phrases else ""  # noqa: S608
    with _settings(cursor, "enable_seqscan", *JOINS):
        cursor.execute(
            f"WITH found AS MATERIALIZED (SELECT id FROM {table} WHERE {column} @@ %s::tsquery) "  # noqa: S608
            f"SELECT a.* FROM (SELECT id FROM found WHERE {has} ORDER BY id DESC OFFSET 0) o "
            f"JOIN ({sql}) a ON a.pk = o.id {beside} ORDER BY o.id DESC LIMIT {limit}",
            [
                expression(terms, " & "),
                *_params_of(within),
                *params,
                *([expression(phrases, " <-> ")] if phrases else []),
            ],
        )
        return cursor.fetchall()


@contextmanager
def _settings(cursor, *off):
    """The planner does not know what it costs to unpack a vector, nor how many were found: for a word that many texts
    have it would read all of them, which takes seconds, instead of the index, which takes milliseconds, and for a rare
    one all the stories. `off` names what it has to leave."""
    with transaction.atomic(savepoint=False):
        cursor.execute("; ".join(f"SET LOCAL {name} = off" for name in off))
        yield
        cursor.execute("; ".join(f"SET LOCAL {name} TO DEFAULT" for name in off))


def beginning(table, words, limit):
    """Return (SQL, params) of the highest keys in whose lines words begin so."""
    each = " & ".join(f"'{word}':*" for word in words)
    return f"SELECT id FROM {table} WHERE lines @@ %s::tsquery ORDER BY id DESC LIMIT {limit}", [each]  # noqa: S608


def expression(terms, beside):
    """The terms in the language of tsquery, the words of a phrase tied by `beside`. Words are a-z, 0-9 and the mark of
    a stem: none is an operator."""
    return " & ".join(f"({' | '.join(_quoted(term, beside))})" for term in terms)


def _expected(terms):
    """The terms with the last word alone of each phrase. Of words that stand together the planner thinks as of any two,
    and of a name it expects half of those that are there."""
    last = [replace(term, phrases=tuple(phrase[-1:] for phrase in term.phrases)) for term in terms]
    return expression(last, "")


def _quoted(term, beside):
    phrases = [beside.join(f"'{word}'" for word in phrase) for phrase in term.phrases]
    return [*(f"({phrase})" for phrase in phrases), *(f"'{stem}'" for stem in term.stems)]
