"""What stories have in several many-to-many fields at once."""

from django.db import connections


def tags_of(model, stories, names):
    """Return the (name, key) pairs of what `stories`, keys or a queryset of them, have in the fields of these names.
    One query for any number of fields, written out: to put it together through the ORM takes longer than to answer
    it, and every save asks it three times."""
    among, params = _among(stories)
    sql = " UNION ".join(_rows(model._meta.get_field(name), number, among) for number, name in enumerate(names))
    with connections[model._base_manager.db].cursor() as cursor:
        cursor.execute(sql, [*params] * len(names))
        return [(names[number], key) for number, key in cursor.fetchall()]


def _among(stories):
    """SQL and its parameters for what may stand between the brackets of IN."""
    if hasattr(stories, "query"):
        return stories.query.sql_with_params()
    return ", ".join(["%s"] * len(stories)), stories


def _rows(field, number, among):
    through, story, key = field.m2m_db_table(), field.m2m_column_name(), field.m2m_reverse_name()
    return f'SELECT {number}, "{key}" FROM "{through}" WHERE "{story}" IN ({among})'  # noqa: S608  names of ours
