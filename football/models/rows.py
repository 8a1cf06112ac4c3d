"""Rows as JSON can hold them, to the microsecond, and back again: for what may have to be put back as it was."""

#: How many keys a query may name: SQLite has a limit.
AT_A_TIME = 1_000


def as_json(thing):
    """Return the columns of a row as {name: text or None}."""
    columns = thing._meta.concrete_fields
    return {f.attname: None if f.value_from_object(thing) is None else f.value_to_string(thing) for f in columns}


def put_back(model, row):
    """Store what `as_json` returned under its own key, exactly as it was, and return it. Nothing is worked out anew."""
    there = [field for field in model._meta.concrete_fields if field.attname in row]
    values = {f.attname: None if row[f.attname] is None else f.to_python(row[f.attname]) for f in there}
    thing = model(**values)
    thing.save_base(raw=True, force_insert=True)
    return thing


def is_complete(model, row):
    """Whether everything that the row of `as_json` points at is there. A query for each foreign key."""
    pointing = [f for f in model._meta.concrete_fields if f.is_relation and row.get(f.attname) is not None]
    return all(f.related_model._base_manager.filter(pk=row[f.attname]).exists() for f in pointing)


def some_at_a_time(keys):
    """Yield lists of as many keys as one query may name."""
    for start in range(0, len(keys), AT_A_TIME):
        yield keys[start : start + AT_A_TIME]
