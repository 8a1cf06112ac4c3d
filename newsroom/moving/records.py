"""Every row of the site as a line of JSON, and back. The tables are those of the registry: what is new is exported
without being named here, and only what is named here is not."""

import json
from functools import cache

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
    number = 0
    with _file(folder, model).open("w", encoding="utf-8") as file:
        for row in model._base_manager.order_by("pk").iterator(BATCH):
            file.write(json.dumps(line_of(row), cls=DjangoJSONEncoder, ensure_ascii=False) + "\n")
            number += 1
    return number


def line_of(row):
    return {field.attname: _plain(field, row) for field in row._meta.concrete_fields}


def _plain(field, row):
    """A value as JSON has it; instants, days and the like as text, to the last digit."""
    value = field.value_from_object(row)
    if value is not None and field.is_relation and field.related_model in NATURAL:
        return natural_keys(field.related_model)[value]
    if value is None or isinstance(field, models.JSONField) or isinstance(value, bool | int | float | str):
        return value
    return field.value_to_string(row)


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
    number = 0
    with _file(folder, model).open(encoding="utf-8") as file:
        for line in file:
            # Inserted, and never tried as an update first, which the tables of the record refuse; raw, so that dates of
            # saving and pictures stay as they are.
            row_of(model, json.loads(line)).save_base(raw=True, force_insert=True)
            number += 1
    return number


def row_of(model, values):
    if values.keys() != {field.attname for field in model._meta.concrete_fields}:
        raise BadFolder(_damaged(model._meta.label_lower))
    return model(**{field.attname: _value(field, values[field.attname]) for field in model._meta.concrete_fields})


def _value(field, value):
    if value is not None and field.is_relation and field.related_model in NATURAL:
        return numbers(field.related_model)[tuple(value)]
    return value if value is None or isinstance(field, models.JSONField) else field.to_python(value)


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
