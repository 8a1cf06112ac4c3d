"""What was said is never changed or deleted, and what it was said of is frozen: the database refuses it too, whichever
way the change comes. Rows from before get what they would have had."""

from django.db import migrations
from django.db.models import F

MESSAGES = {
    "assessment": "Assessments are append-only: append a new one.",
    "override": "Judgements are append-only: only a second editor's name is added, once.",
    "rumour": "The rule and the dates of a rumour are frozen once something has been said of it.",
}
JUDGEMENT = ("rumour_id", "by_id", "at", "probability", "model_probability", "reason", "until", "needs_second")
CLAIM = ("kind", "rule", "opened_on", "deadline", "dismissal_only")


def changed(columns, different):
    return " OR ".join(f"OLD.{column} {different} NEW.{column}" for column in columns)


def triggers(different):
    """Yield (name, event, table, condition, message) of each trigger; `different` compares two values, nulls too."""
    assessed = "EXISTS (SELECT 1 FROM rumours_assessment WHERE rumour_id = OLD.id)"
    signed = f"OLD.confirmed_by_id IS NOT NULL AND ({changed(('confirmed_by_id', 'confirmed_at'), different)})"
    yield "assessment_kept", "DELETE", "rumours_assessment", "1 = 1", MESSAGES["assessment"]
    yield "assessment_unchanged", "UPDATE", "rumours_assessment", "1 = 1", MESSAGES["assessment"]
    yield "override_kept", "DELETE", "rumours_override", "1 = 1", MESSAGES["override"]
    condition = f"({changed(JUDGEMENT, different)}) OR ({signed})"
    yield "override_unchanged", "UPDATE", "rumours_override", condition, MESSAGES["override"]
    condition = f"({changed(CLAIM, different)}) AND {assessed}"
    yield "rumour_claim_frozen", "UPDATE", "rumours_rumour", condition, MESSAGES["rumour"]


def replacements():
    """Yield the triggers that only SQLite needs: INSERT OR REPLACE deletes there without asking the others."""
    same = "id = NEW.id OR (rumour_id = NEW.rumour_id AND at = NEW.at)"
    for name, same_row in (("assessment", same), ("override", "id = NEW.id")):
        condition = f"EXISTS (SELECT 1 FROM rumours_{name} WHERE {same_row})"
        yield f"{name}_not_replaced", "INSERT", f"rumours_{name}", condition, MESSAGES[name]


def on_sqlite():
    for name, event, table, condition, message in (*triggers("IS NOT"), *replacements()):
        yield (
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{message.replace(chr(39), chr(39) * 2)}'); END"
        )


def on_postgresql():
    # A trigger's WHEN cannot ask another table: the function does.
    for name, event, table, condition, message in triggers("IS DISTINCT FROM"):
        result = "OLD" if event == "DELETE" else "NEW"
        yield (
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{message.replace(chr(39), chr(39) * 2)}' USING ERRCODE = 'integrity_constraint_violation'; "
            f"END IF; RETURN {result}; END $$"
        )
        yield f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def install(apps, schema_editor):
    statements = on_postgresql() if schema_editor.connection.vendor == "postgresql" else on_sqlite()
    for statement in statements:
        schema_editor.execute(statement, params=None)


def remove(apps, schema_editor):
    for name, _event, table, _condition, _message in (*triggers("="), *replacements()):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


def fill_in(apps, schema_editor):
    """What was known of rows from before: reports were logged when they came out, outcomes were known on their day."""
    apps.get_model("rumours", "Report").objects.update(logged_at=F("published_at"))
    apps.get_model("rumours", "Assessment").objects.update(model_label=F("label"), model_probability=F("probability"))
    rumours = apps.get_model("rumours", "Rumour").objects
    rumours.update(model_label=F("label"), model_probability=F("probability"))
    rumours.exclude(outcome="").update(outcome_known_at=F("news_at"))
    tell_changes(apps.get_model("rumours", "Assessment"))


def tell_changes(assessment):
    """Say of each assessment which label it followed, in the order of their instants, and whether it changed it."""
    told = list(assessment.objects.order_by("rumour", "at", "pk").only("rumour", "label"))
    for row, before in zip(told, [None, *told]):
        if before and before.rumour_id == row.rumour_id:
            row.label_before, row.changed_label = before.label, before.label != row.label
    assessment.objects.bulk_update(told, ["label_before", "changed_label"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("rumours", "0002_labels_that_can_be_checked")]

    operations = [
        migrations.RunPython(fill_in, migrations.RunPython.noop),
        migrations.RunPython(install, remove),
    ]
