"""Who came in and who was refused; and, with the log of the desk's acts, never changed nor deleted: the database refuses
it too."""

import django.utils.timezone
from django.db import migrations, models

TABLES = {"sign_in": "newsroom_signin", "act": "django_admin_log"}
MESSAGE = "The trail is append-only."


def triggers():
    for name, table in TABLES.items():
        for event in ("UPDATE", "DELETE"):
            yield f"{name}_no_{event.lower()}", event, table


def keep(apps, schema_editor):
    for name, event, table in triggers():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
                params=None,
            )
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()", params=None
            )
        else:
            schema_editor.execute(
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END", params=None
            )


def let_go(apps, schema_editor):
    for name, _event, table in triggers():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):

    dependencies = [
        ('admin', '0003_logentry_add_action_flag_choices'),
        ('newsroom', '0015_moving_in'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='when')),
                ('act', models.CharField(choices=[('in', 'signed in'), ('recovery', 'signed in with a recovery code'), ('out', 'signed out'), ('refused', 'wrong name or password'), ('code', 'wrong code'), ('locked', 'refused: locked'), ('enrolled', 'second factor set up'), ('codes', 'new recovery codes'), ('removed', 'second factor removed'), ('unlocked', 'unlocked'), ('ended', 'session closed'), ('password', 'password changed')], max_length=10, verbose_name='what')),
                ('username', models.CharField(blank=True, max_length=150, verbose_name='user')),
                ('name_key', models.CharField(editable=False, max_length=64)),
                ('address', models.GenericIPAddressField(blank=True, null=True, verbose_name='address')),
                ('agent', models.CharField(blank=True, max_length=300, verbose_name='browser')),
                ('by', models.CharField(blank=True, help_text='Whoever did it to somebody else.', max_length=150, verbose_name='by')),
            ],
            options={
                'verbose_name': 'sign-in',
                'verbose_name_plural': 'sign-ins',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['name_key', '-at'], name='sign_in_by_name'), models.Index(fields=['address', '-at'], name='sign_in_by_address'), models.Index(fields=['-at'], name='sign_in_latest')],
            },
        ),
        migrations.RunPython(keep, let_go),
    ]
