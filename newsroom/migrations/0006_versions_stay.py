"""A version that was made is never changed: the database refuses it too. It goes with its story only, and keeps what it
says when the user who made it is deleted."""

from django.db import migrations

KEPT = ("article_id", "number", "at", "verb", "reason", "state")
MESSAGE = "Versions are never changed: make a new one."


def changed(different):
    return " OR ".join(
        f"CAST(OLD.{column} AS text) {different} CAST(NEW.{column} AS text)" for column in KEPT
    )


def install(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION version_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {changed('IS DISTINCT FROM')} THEN RAISE EXCEPTION '{MESSAGE}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
            params=None,
        )
        schema_editor.execute(
            "CREATE TRIGGER version_unchanged BEFORE UPDATE ON newsroom_version "
            "FOR EACH ROW EXECUTE FUNCTION version_unchanged()",
            params=None,
        )
    else:
        schema_editor.execute(
            f"CREATE TRIGGER version_unchanged BEFORE UPDATE ON newsroom_version WHEN {changed('IS NOT')} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
            params=None,
        )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS version_unchanged ON newsroom_version")
        schema_editor.execute("DROP FUNCTION IF EXISTS version_unchanged()")
    else:
        schema_editor.execute("DROP TRIGGER IF EXISTS version_unchanged")


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0005_versions")]
    operations = [migrations.RunPython(install, remove)]
