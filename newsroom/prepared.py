"""Queries that are asked at every page: made by the ORM once, and then asked again as they stand for other values.

To make a query costs the ORM some 1,500 calls of functions, ten times what the database takes to answer it.
"""

from django.db import connection, connections
from django.db.models import Expression
from django.db.models.expressions import RawSQL
from django.db.models.query import get_related_populators


class Value(Expression):
    """Stands in a query for a value that is only known when it is asked."""

    def __init__(self, place):
        super().__init__()
        self.place = place

    def as_sql(self, compiler, connection):
        return "%s", [self]


class Prepared:
    """What `make(*values)` asks, a queryset of whole objects or of `values_list`. It is made with a Value for each, so
    `make` may look at none of them."""

    def __init__(self, make):
        self.make, self.made = make, None

    def rows(self, *values):
        """The tuples of a `values_list`, as the database gives them. One query."""
        return self._asked(values)[-1]

    def written(self, *values):
        """(SQL, parameters), to be a part of another query."""
        queryset, _names, sql, parameters, *_ = self._made(values)
        return sql, _given(parameters, values, connections[queryset.db])

    def first(self, *values):
        """The first object, or None. One query."""
        row = self.first_row(*values)
        return row and self.object_of(row, *values)

    def first_row(self, *values):
        """What the first object is made of, or None. One query."""
        rows = self.rows(*values)
        return self.converted(rows[0]) if rows else None

    def object_of(self, row, *values):
        """The object that a row of `first_row` makes for these values, each time another. The row may have been kept by
        another process, and the query never have been made in this one."""
        queryset, names, *_ = self._made(values)
        return queryset.model.from_db(queryset.db, names, row)

    def converted(self, row):
        """A row with its instants and whatever else a database may give in another form."""
        compiler, converters = self.made[-2:]
        return tuple(next(compiler.apply_converters([row], converters))) if converters else row

    def objects(self, *values):
        """The objects, each with those that `select_related` names. One query."""
        (queryset, rows), (compiler, converters) = self._asked(values), self.made[-2:]
        names, related = self.made[1], get_related_populators(compiler.klass_info, compiler.select, queryset.db)
        found = []
        for row in compiler.apply_converters(rows, converters) if converters else rows:
            found.append(queryset.model.from_db(queryset.db, names, row[: len(names)]))
            for one in related:
                one.populate(row, found[-1])
        return found

    def _asked(self, values):
        queryset, _names, sql, parameters, *_ = self._made(values)
        connection = connections[queryset.db]
        with connection.cursor() as cursor:
            cursor.execute(sql, _given(parameters, values, connection))
            return queryset, cursor.fetchall()

    def _made(self, values):
        if self.made is None:
            self.made = self._make(len(values))
        return self.made

    def _make(self, number):
        queryset = self.make(*map(Value, range(number)))
        self._refuse_what_changes(queryset, self.make(*map(Value, range(number))))
        compiler = queryset.query.get_compiler(queryset.db)
        sql, parameters = compiler.as_sql()
        shown = [column for column, _sql, _alias in compiler.select]
        own = shown[: len(compiler.klass_info["select_fields"])] if compiler.klass_info else ()
        names = [column.target.attname for column in own if hasattr(column, "target")]
        return queryset, names, sql, parameters, compiler, compiler.get_converters(shown)

    @staticmethod
    def _refuse_what_changes(queryset, again):
        """An instant that `make` reads off the clock would stand still for ever."""
        one, other = (made.query.sql_with_params() for made in (queryset, again))
        if [p for p in one[1] if not isinstance(p, Value)] != [p for p in other[1] if not isinstance(p, Value)]:
            raise ValueError(f"a prepared query must be given what changes: {one[0]}")


def _given(parameters, values, connection):
    adapt = connection.ops.adapt_unknown_value
    return [adapt(values[p.place]) if isinstance(p, Value) else p for p in parameters]


def keys_in(value):
    """What `pk__in` is compared with in a query that is made before the keys are known: a Value that will be a JSON
    list of them. A thousand parameters would cost more to bind than what is asked by them."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT value::bigint FROM json_array_elements_text(%s::json)", [value])
    return RawSQL("SELECT value FROM json_each(%s)", [value])
