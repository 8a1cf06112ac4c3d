"""What was withdrawn stays so: the database refuses anything else. It comes last: on SQLite a change of the table takes
its triggers away."""

from django.db import migrations

GONE = "What was withdrawn stays withdrawn: publish another story."
FUNCTION = "article_stays_withdrawn"
BACK = "OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL"


def keep_withdrawn(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        statements = [
            f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {BACK} THEN "
            f"RAISE EXCEPTION '{GONE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {FUNCTION} BEFORE UPDATE OF withdrawn_at ON newsroom_article "
            f"FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()",
        ]
    else:
        statements = [
            f"CREATE TRIGGER {FUNCTION} BEFORE UPDATE OF withdrawn_at ON newsroom_article WHEN {BACK} "
            f"BEGIN SELECT RAISE(ABORT, '{GONE}'); END"
        ]
    for statement in statements:
        schema_editor.execute(statement, params=None)


def let_withdrawn_back(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {FUNCTION} ON newsroom_article")
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}()")
    else:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {FUNCTION}")


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0016_who_came_in")]
    operations = [migrations.RunPython(keep_withdrawn, let_withdrawn_back)]
