"""What is out or will be was ready; what editors told one another is never changed: the database refuses it too."""

import django.db.models.deletion
import django.utils.timezone
import football.characters
from django.conf import settings
from django.db import migrations, models

SAID = "Notes are append-only: add another one."
KEPT = ("text", "at", "article_id")


def what_is_out_was_ready(apps, schema_editor):
    apps.get_model("newsroom", "Article").objects.filter(published_at__isnull=False).update(progress="ready")


def changed(different):
    return " OR ".join(f"OLD.{column} {different} NEW.{column}" for column in KEPT)


def keep_notes(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        statements = [
            f"CREATE TRIGGER note_unchanged BEFORE UPDATE ON newsroom_note WHEN {changed('IS NOT')} "
            f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        ]
    else:
        statements = [
            f"CREATE FUNCTION note_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {changed('IS DISTINCT FROM')} THEN "
            f"RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
            "CREATE TRIGGER note_unchanged BEFORE UPDATE ON newsroom_note "
            "FOR EACH ROW EXECUTE FUNCTION note_unchanged()",
        ]
    for statement in statements:
        schema_editor.execute(statement, params=None)


def let_notes_go(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS note_unchanged ON newsroom_note")
        schema_editor.execute("DROP FUNCTION IF EXISTS note_unchanged()")
    else:
        schema_editor.execute("DROP TRIGGER IF EXISTS note_unchanged")


class Migration(migrations.Migration):

    dependencies = [
        ('football', '0004_windows'),
        ('newsroom', '0008_preview'),
        ('rumours', '0004_sources_and_points'),
    ]

    operations = [
        migrations.CreateModel(
            name='Follow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'followed',
                'verbose_name_plural': 'what I follow',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=4000, validators=[football.characters.validate_line], verbose_name='note')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='written')),
            ],
            options={
                'verbose_name': 'note',
                'verbose_name_plural': 'notes',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PendingChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fields', models.JSONField(default=dict, verbose_name='what changes')),
                ('is_update', models.BooleanField(default=False, help_text='Moves the date of update, which feed readers announce. Leave it off for a typo.', verbose_name='Update of substance')),
                ('publish_at', models.DateTimeField(blank=True, help_text='Empty: it waits until somebody publishes it.', null=True, verbose_name='comes out')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made')),
                ('applied_at', models.DateTimeField(null=True, verbose_name='came out')),
                ('refusal', models.TextField(blank=True, verbose_name='held back')),
            ],
            options={
                'verbose_name': 'pending change',
                'verbose_name_plural': 'pending changes',
                'ordering': ['publish_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='article',
            name='assigned_to',
            field=models.ForeignKey(blank=True, help_text='Who writes it: they find it on their first page, and may change it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assignments', to=settings.AUTH_USER_MODEL, verbose_name='assigned to'),
        ),
        migrations.AddField(
            model_name='article',
            name='due_at',
            field=models.DateTimeField(blank=True, help_text='When the text must be there.', null=True, verbose_name='due'),
        ),
        migrations.AddField(
            model_name='article',
            name='progress',
            field=models.CharField(choices=[('draft', 'draft'), ('review', 'in review'), ('ready', 'ready')], default='draft', editable=False, max_length=10, verbose_name='progress'),
        ),
        migrations.AddField(
            model_name='article',
            name='sent_back_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='sent back'),
        ),
        migrations.RunPython(what_is_out_was_ready, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('published_at__isnull', True)), fields=['progress', 'saved_at'], name='article_not_out'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('published_at__isnull', True)), fields=['saved_at'], name='article_ageing'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('withdrawn_at__isnull', False)), fields=['withdrawn_at'], name='article_withdrawn'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['headline', 'kicker'], name='article_lines'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('due_at__isnull', False)), fields=['due_at'], name='article_due'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('progress__in', ['draft', 'review', 'ready'])), name='article_progress_is_known'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('published_at__isnull', True), ('progress', 'ready'), _connector='OR'), name='article_out_only_when_ready', violation_error_message='Only a story that is ready goes out: approve it first.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('sent_back_at__isnull', True), ('progress', 'draft'), _connector='OR'), name='article_sent_back_is_a_draft'),
        ),
        migrations.AddField(
            model_name='follow',
            name='article',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='newsroom.article', verbose_name='article'),
        ),
        migrations.AddField(
            model_name='follow',
            name='club',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='football.club', verbose_name='club'),
        ),
        migrations.AddField(
            model_name='follow',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='football.person', verbose_name='person'),
        ),
        migrations.AddField(
            model_name='follow',
            name='user',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='follows', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='note',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='newsroom.article', verbose_name='article'),
        ),
        migrations.AddField(
            model_name='note',
            name='author',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notes', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='pendingchange',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pending_changes', to='newsroom.article', verbose_name='article'),
        ),
        migrations.AddField(
            model_name='pendingchange',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('article__isnull', False), ('club__isnull', True), ('person__isnull', True)), models.Q(('article__isnull', True), ('club__isnull', False), ('person__isnull', True)), models.Q(('article__isnull', True), ('club__isnull', True), ('person__isnull', False)), _connector='OR'), name='follow_one_thing'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(fields=('user', 'article'), name='follow_article_once'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(fields=('user', 'club'), name='follow_club_once'),
        ),
        migrations.AddConstraint(
            model_name='follow',
            constraint=models.UniqueConstraint(fields=('user', 'person'), name='follow_person_once'),
        ),
        migrations.AddIndex(
            model_name='pendingchange',
            index=models.Index(condition=models.Q(('applied_at__isnull', True), ('refusal', '')), fields=['publish_at'], name='pending_change_next'),
        ),
        migrations.AddConstraint(
            model_name='pendingchange',
            constraint=models.UniqueConstraint(condition=models.Q(('applied_at__isnull', True)), fields=('article',), name='one_pending_change_for_a_story'),
        ),
        migrations.AddConstraint(
            model_name='pendingchange',
            constraint=models.CheckConstraint(condition=models.Q(('applied_at__isnull', True), ('refusal', ''), _connector='OR'), name='pending_change_out_or_held_back'),
        ),
        migrations.RunPython(keep_notes, let_notes_go),
    ]
