"""A draft may wait for its section, what is out has one; one unsaved text for each form."""

import django.db.models.deletion
from django.db import migrations, models

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
    ]
