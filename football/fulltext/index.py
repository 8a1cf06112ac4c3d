"""The index of a model's texts: one interface, whichever database it is kept in."""

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from football.fulltext import postgres, sqlite
from football.fulltext.words import analysed

#: Documents that are read, analysed and stored at a time when all are.
AT_A_TIME = 200
BACKENDS = {"sqlite": sqlite, "postgresql": postgres}


def _backend():
    return BACKENDS[connection.vendor]


def _table(model):
    return f"{model._meta.db_table}_words"


def put(*things):
    """Let things of one model be found by the words they now have. In the transaction of whoever changed them."""
    rows = [(thing.pk, *_words_of(thing)) for thing in things]
    if rows:
        with connection.cursor() as cursor:
            _backend().put(cursor, _table(type(things[0])), rows)


def _words_of(thing):
    return analysed(thing.found_by_lines(), thing.found_by_body(), names=thing.names_in_it())


def drop(model, keys):
    with connection.cursor() as cursor:
        _backend().drop(cursor, _table(model), keys)


def newest(terms, *, among, limit, lines_only=False):
    """Return the keys of those of the queryset `among` in which every term is found, the highest keys first and
    `limit` at the most; with `lines_only`, in their lines. One query, of which the limit bounds the cost."""
    if among.query.is_empty():
        return []
    sql = among.order_by().values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        return _backend().newest(cursor, _table(among.model), terms, among=sql, limit=limit, lines_only=lines_only)


def beginning(model, word):
    """Return a subquery of the keys of those in whose lines a word begins with the folded `word`."""
    return RawSQL(*_backend().beginning(_table(model), word))  # noqa: S611  a folded word is a-z and 0-9


def rebuild(model):
    """Index every object of a model anew, some at a time and each time whole, while others go on working. Yields how
    many are done."""
    last, done = 0, 0
    while keys := list(model._base_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]):
        with transaction.atomic():
            # Locked: what is saved meanwhile is indexed after this, and not before it.
            rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
            put(*(rows.select_related(*model.NAMED) if model.NAMED else rows))
        last, done = keys[-1], done + len(keys)
        yield done
    with transaction.atomic(), connection.cursor() as cursor:
        _backend().drop_strangers(cursor, _table(model), model._meta.db_table)
