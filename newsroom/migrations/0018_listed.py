"""The tables of the tags keep the instant of each story, by which lists are read off an index. On SQLite a change of the
table of stories takes its trigger away: whoever makes one has to call `keep_instants` after it."""

import django.db.models.deletion
from django.db import migrations, models

ARTICLE = "newsroom_article"
#: The tables, and the column of the tag.
TAGS = {f"{ARTICLE}_{name}": column for name, column in (
    ("clubs", "club_id"), ("people", "person_id"), ("authors", "author_id"), ("rumours", "rumour_id"))}
MOVED = f"{ARTICLE}_listed"


def add_instants(apps, schema_editor):
    type_of = "timestamp with time zone" if schema_editor.connection.vendor == "postgresql" else "datetime"
    for table, column in TAGS.items():
        schema_editor.execute(f"ALTER TABLE {table} ADD COLUMN published_at {type_of} NULL")
        schema_editor.execute(
            f"UPDATE {table} SET published_at = (SELECT a.published_at FROM {ARTICLE} a WHERE a.id = article_id)"
        )
        schema_editor.execute(f"CREATE INDEX {table}_listed ON {table} ({column}, published_at, article_id)")
    keep_instants(apps, schema_editor)


def keep_instants(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in _on_postgresql() if postgresql else _on_sqlite():
        schema_editor.execute(statement, params=None)


def _on_sqlite():
    for table in TAGS:
        yield (
            f"CREATE TRIGGER {table}_listed AFTER INSERT ON {table} BEGIN UPDATE {table} SET published_at = "
            f"(SELECT published_at FROM {ARTICLE} WHERE id = NEW.article_id) WHERE id = NEW.id; END"
        )
    updates = " ".join(f"UPDATE {table} SET published_at = NEW.published_at WHERE article_id = NEW.id;" for table in TAGS)
    yield (
        f"CREATE TRIGGER {MOVED} AFTER UPDATE OF published_at ON {ARTICLE} "
        f"WHEN OLD.published_at IS NOT NEW.published_at BEGIN {updates} END"
    )


def _on_postgresql():
    updates = " ".join(f"UPDATE {table} SET published_at = NEW.published_at WHERE article_id = NEW.id;" for table in TAGS)
    yield (
        f"CREATE FUNCTION {MOVED}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {updates} RETURN NULL; END $$"
    )
    yield (
        f"CREATE TRIGGER {MOVED} AFTER UPDATE OF published_at ON {ARTICLE} FOR EACH ROW "
        f"WHEN (OLD.published_at IS DISTINCT FROM NEW.published_at) EXECUTE FUNCTION {MOVED}()"
    )
    yield (
        f"CREATE FUNCTION {MOVED}_tag() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.published_at := "
        f"(SELECT published_at FROM {ARTICLE} WHERE id = NEW.article_id); RETURN NEW; END $$"
    )
    for table in TAGS:
        yield (
            f"CREATE TRIGGER {table}_listed BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {MOVED}_tag()"
        )


def forget_instants(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {MOVED}" + (f" ON {ARTICLE}" if postgresql else ""))
    for table in TAGS:
        schema_editor.execute(f"DROP TRIGGER {table}_listed" + (f" ON {table}" if postgresql else ""))
        schema_editor.execute(f"DROP INDEX {table}_listed")
        schema_editor.execute(f"ALTER TABLE {table} DROP COLUMN published_at")
    if postgresql:
        schema_editor.execute(f"DROP FUNCTION {MOVED}()")
        schema_editor.execute(f"DROP FUNCTION {MOVED}_tag()")


def listed(name, table, column):
    article = models.ForeignKey(
        db_constraint=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        related_query_name="%(class)s",
        to="newsroom.article",
    )
    fields = [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("published_at", models.DateTimeField(null=True)),
        ("tag", models.BigIntegerField(db_column=column)),
        ("article", article),
    ]
    return migrations.CreateModel(name, fields, {"db_table": table, "abstract": False, "managed": False})


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0017_withdrawn_stays")]
    operations = [
        migrations.AddIndex(
            "article", models.Index(fields=["section", "published_at", "id"], name="article_of_a_section")
        ),
        migrations.RunPython(add_instants, forget_instants),
        *(
            listed(name, f"{ARTICLE}_{field}", TAGS[f"{ARTICLE}_{field}"])
            for name, field in (
                ("ListedAuthor", "authors"),
                ("ListedClub", "clubs"),
                ("ListedPerson", "people"),
                ("ListedRumour", "rumours"),
            )
        ),
    ]
