"""The index of a model's texts: one interface, whichever database it is kept in."""

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from football.fulltext import postgres, sqlite
from football.fulltext.words import analysed

#: Documents that are read, analysed and stored at a time when all are.
AT_A_TIME = 200
#: Documents in one statement, which holds all their words.
IN_ONE = 50
BACKENDS = {"sqlite": sqlite, "postgresql": postgres}


def _backend():
    return BACKENDS[connection.vendor]


def _table(model):
    return f"{model._meta.db_table}_words"


def put(*things):
    """Let things of one model be found by the words they now have. In the transaction of whoever changed them."""
    rows = [(thing.pk, *words_of(thing)) for thing in things]
    if rows:
        put_words(type(things[0]), rows)


def words_of(thing, body=None):
    """Return the Words of its lines and of its body; of whoever has the text of the body at hand it is not asked."""
    body = thing.found_by_body() if body is None else body
    return analysed(thing.found_by_lines(), body, names=thing.names_in_it())


def put_words(model, rows):
    """Put rows, (key, *words_of it), into the index of a model: a statement or two for every IN_ONE of them."""
    with connection.cursor() as cursor:
        for start in range(0, len(rows), IN_ONE):
            _backend().put(cursor, _table(model), rows[start : start + IN_ONE])


def drop(model, keys):
    with connection.cursor() as cursor:
        _backend().drop(cursor, _table(model), keys)


def narrowed(querysets, *, model):
    """Return for `newest` that what is found has to have one of the keys of each of these: looked at before anything is
    read of `among`, they bound the cost of a search that few pass. On SQLite a small query, and up to three for each,
    of which the last, of what no recent one has, reads all of its keys."""
    if not querysets:
        return []
    with connection.cursor() as cursor:
        return _backend().narrowed(cursor, _table(model), [sql_of(keys) for keys in querysets])


def newest(terms, *, model, among, limit, lines_only=False, within=()):
    """Return the rows that the query `among`, (SQL, parameters), gives of those in which every term is found, the
    highest keys first and `limit` at the most; with `lines_only`, in their lines. It has the key first, as "pk".
    `within` is what `narrowed` returns. One query, of which the limit bounds the cost."""
    asked = {"among": among, "within": within, "limit": limit, "lines_only": lines_only}
    with connection.cursor() as cursor:
        return _backend().newest(cursor, _table(model), terms, **asked)


def sql_of(queryset):
    return queryset.order_by().query.sql_with_params()


def beginning(model, words, limit):
    """Return a subquery of the keys, the highest and `limit` at the most, of those in whose lines each of the folded
    `words` begins a word."""
    return RawSQL(*_backend().beginning(_table(model), words, limit))  # noqa: S611  a folded word is a-z and 0-9


def rebuild(model):
    """Index every object of a model anew, some at a time and each time whole, while others go on working. Yields how
    many are done."""
    last, done = 0, 0
    while keys := list(model._base_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]):
        with transaction.atomic():
            # Locked: what is saved meanwhile is indexed after this, and not before it.
            rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
            put(*(rows.select_related(*model.NAMED) if model.NAMED else rows.only(*model.FOUND_BY)))
        last, done = keys[-1], done + len(keys)
        yield done
    with transaction.atomic(), connection.cursor() as cursor:
        _backend().drop_strangers(cursor, _table(model), model._meta.db_table)
