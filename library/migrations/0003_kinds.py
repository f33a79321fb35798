from typing import Any

from django.db import migrations, models

ACTION, KIND = "transform-text-to-structured-data", "structured-data"


def name_the_kind(apps: Any, schema_editor: Any) -> None:
    apps.get_model("library", "Definition").objects.filter(kind=ACTION).update(kind=KIND)


def name_the_action(apps: Any, schema_editor: Any) -> None:
    apps.get_model("library", "Definition").objects.filter(kind=KIND).update(kind=ACTION)


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0002_shared_with_groups'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='definition',
            name='definition_once',
        ),
        migrations.RenameField(
            model_name='definition',
            old_name='action',
            new_name='kind',
        ),
        migrations.AddConstraint(
            model_name='definition',
            constraint=models.UniqueConstraint(fields=('owner', 'kind', 'name'), name='definition_once'),
        ),
        migrations.RunPython(name_the_kind, name_the_action, elidable=True),
    ]
