"""The words by which stories are found. Those that are there already are indexed by manage.py rebuild_search."""

from django.db import migrations

TABLE = "newsroom_article_words"
SQLITE = [
    # The content is a list of words that are ASCII already; nothing here ranks by bm25, which would want the sizes.
    f"""CREATE VIRTUAL TABLE {TABLE} USING fts5(lines, body, tokenize = "ascii tokenchars '_'", columnsize = 0)"""
]
POSTGRESQL = [
    f"CREATE TABLE {TABLE} (id bigint PRIMARY KEY, lines tsvector NOT NULL, whole tsvector NOT NULL)",
    f"CREATE INDEX {TABLE}_lines ON {TABLE} USING gin (lines) WITH (fastupdate = off)",
    f"CREATE INDEX {TABLE}_whole ON {TABLE} USING gin (whole) WITH (fastupdate = off)",
]


def make(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def unmake(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0011_publishing_rules")]
    operations = [
        migrations.RunPython(make, unmake),
        # The desk's list reads the index too.
        migrations.RemoveIndex("article", "article_lines"),
    ]
