"""Every row of the site as a line of JSON, and back. The tables are those of the registry: what is new is exported
without being named here, and only what is named here is not."""

import json
from functools import cache
from itertools import islice
from types import NoneType, SimpleNamespace

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from newsroom.moving.databases import one_state
from newsroom.moving.folder import BadFolder

RECORDS = "records"
#: What stays behind, and why.
NOT_EXPORTED = {
    "sessions.session": "who is signed in, which is signed with the key of the former machine",
    "newsroom.typed": "what was being typed when the export was made, and is in no version",
    "newsroom.announcement": "what the hubs of the former site were told",
    "newsroom.notice": "what search engines were told of the former site",
    "newsroom.signin": "who came in at the former site, and from where",
    "contenttypes.contenttype": "made by `migrate`, with numbers that differ from site to site",
    "auth.permission": "made by `migrate`, with numbers that differ from site to site",
}
#: Rows that point at these are written with their natural key instead of a number.
NATURAL = (ContentType, Permission)
#: Rows that are written to the database at once, and read from it.
BATCH = 500
ENCODER = DjangoJSONEncoder(ensure_ascii=False)
#: By the kind of a field, the type of those values that mean the same in JSON and to a database.
PLAIN = {
    **dict.fromkeys(("CharField", "SlugField", "TextField", "FileField"), str),
    **dict.fromkeys(("AutoField", "BigAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField"), int),
    **dict.fromkeys(("PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField"), int),
    "ForeignKey": int,
    "OneToOneField": int,
    "BooleanField": bool,
}


def exported_models():
    """The models of every table that goes along, in the order of their labels."""
    tables = apps.get_models(include_auto_created=True)
    kept = [m for m in tables if m._meta.managed and not m._meta.proxy and m._meta.label_lower not in NOT_EXPORTED]
    return sorted(kept, key=lambda model: model._meta.label_lower)


def write_records(folder):
    """Write one file for each model, all of one state of the database. Returns {label: rows}."""
    (folder / RECORDS).mkdir()
    natural_keys.cache_clear()
    with one_state():
        return {model._meta.label_lower: _write(folder, model) for model in exported_models()}


def _write(folder, model):
    """Write the file of a model: tuples and not objects, of which a site has millions."""
    fields, number = model._meta.concrete_fields, 0
    columns = [Column(field) for field in fields]
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    with _file(folder, model).open("w", encoding="utf-8") as file:
        for row in rows.iterator(BATCH):
            told = zip(columns, row, strict=True)
            line = {c.name: value if type(value) in c.told_as_is else c.told(value) for c, value in told}
            file.write(ENCODER.encode(line) + "\n")
            number += 1
    return number


def read_records(folder, counts):
    """Store every row in an empty site, in one transaction: all of them, or none. Raises BadFolder."""
    known = {model._meta.label_lower: model for model in exported_models()}
    if known.keys() != counts.keys():
        raise BadFolder(_damaged(", ".join(sorted(known.keys() ^ counts.keys()))))
    natural_keys.cache_clear()
    numbers.cache_clear()
    with transaction.atomic():
        for model in known.values():
            # What `migrate` has made itself is not there twice.
            model._base_manager.all().delete()
        for label, model in known.items():
            if _read(folder, model) != counts[label]:
                raise BadFolder(_damaged(label))
        connection.check_constraints()
        for statement in connection.ops.sequence_reset_sql(no_style(), [*known.values()]):
            with connection.cursor() as cursor:
                cursor.execute(statement)


def _read(folder, model):
    number, columns = 0, [Column(field) for field in model._meta.local_concrete_fields]
    with _file(folder, model).open(encoding="utf-8") as file:
        for lines in _batched(file, BATCH):
            _insert(model, columns, [_row_of(model, columns, json.loads(line)) for line in lines])
            number += len(lines)
    return number


def _batched(lines, size):
    while some := list(islice(lines, size)):
        yield some


def _row_of(model, columns, values):
    """What the database is given of a line."""
    if values.keys() != {column.name for column in columns}:
        raise BadFolder(_damaged(model._meta.label_lower))
    told = ((column, values[column.name]) for column in columns)
    return [value if type(value) in column.stored_as_is else column.stored(value) for column, value in told]


def _insert(model, columns, rows):
    """Inserted, and never tried as an update first, which the tables of the record refuse; and by the rows as they are,
    so that nothing that happens when a thing is saved happens again: dates of saving and pictures stay."""
    quoted, fields = connection.ops.quote_name, [column.field for column in columns]
    names = ", ".join(quoted(field.column) for field in fields)
    one = f"({', '.join(['%s'] * len(fields))})"
    size = connection.ops.bulk_batch_size(fields, rows)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            some = rows[start : start + size]
            places = ", ".join([one] * len(some))
            sql = f"INSERT INTO {quoted(model._meta.db_table)} ({names}) VALUES {places}"  # noqa: S608  names of ours
            cursor.execute(sql, [value for row in some for value in row])


class Column:
    """A column of a table, between the database and a line of the export."""

    def __init__(self, field):
        self.field, self.name = field, field.attname
        self.is_natural = field.is_relation and field.related_model in NATURAL
        self.is_json = isinstance(field, models.JSONField)
        #: The types of those values that stand in a line as the database has them, and the other way round: most. They
        #: are looked at before anything is called, since a site has tens of values for each of its rows.
        plain = None if self.is_natural else PLAIN.get(field.get_internal_type())
        self.told_as_is = {NoneType} if self.is_natural else {NoneType, bool, int, float, str}
        self.stored_as_is = {NoneType, plain}

    def told(self, value):
        """A value of the database as JSON has it; instants, days and the like as text, to the last digit."""
        if self.is_natural:
            return natural_keys(self.field.related_model)[value]
        if self.is_json:
            return value
        return self.field.value_to_string(SimpleNamespace(**{self.name: value}))

    def stored(self, value):
        """A value of a line as the database is given it."""
        if self.is_natural:
            value = numbers(self.field.related_model)[tuple(value)]
        elif not self.is_json:
            value = self.field.to_python(value)
        return self.field.get_db_prep_save(value, connection)


@cache
def natural_keys(model):
    return {row.pk: row.natural_key() for row in model._base_manager.select_related()}


@cache
def numbers(model):
    return {key: pk for pk, key in natural_keys(model).items()}


def _damaged(names):
    return _("The records of %(names)s are not those of this site's tables.") % {"names": names}


def _file(folder, model):
    return folder / RECORDS / f"{model._meta.label_lower}.jsonl"
