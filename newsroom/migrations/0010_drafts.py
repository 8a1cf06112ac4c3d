"""A draft may wait for its section, what is out has one; one unsaved text for each form; what was withdrawn stays so: the
database refuses it too."""

import django.db.models.deletion
from django.db import migrations, models

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


def give_a_section(apps, schema_editor):
    first = apps.get_model("newsroom", "Section").objects.first()
    apps.get_model("newsroom", "Article").objects.filter(section=None).update(section=first)


class Migration(migrations.Migration):

    dependencies = [
        ('football', '0004_windows'),
        ('newsroom', '0009_workflow'),
        ('rumours', '0004_sources_and_points'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='typed',
            name='one_unsaved_text_for_a_story',
        ),
        migrations.AlterField(
            model_name='article',
            name='section',
            field=models.ForeignKey(blank=True, help_text='A draft may wait for it; nothing goes out without one.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='newsroom.section', verbose_name='section'),
        ),
        migrations.RunPython(migrations.RunPython.noop, give_a_section),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('published_at__isnull', True), ('section__isnull', False), _connector='OR'), name='article_out_in_a_section', violation_error_message='Nothing goes out without a section.'),
        ),
        migrations.AddConstraint(
            model_name='typed',
            constraint=models.UniqueConstraint(fields=('user', 'article', 'token'), name='one_unsaved_text_for_a_form'),
        ),
        migrations.RunPython(keep_withdrawn, let_withdrawn_back),
    ]
