from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def keep_what_is_shared(apps: Any, schema_editor: Any) -> None:
    apps.get_model("library", "Definition").objects.filter(shared=True).update(sharing="everyone")


def keep_what_was_shared(apps: Any, schema_editor: Any) -> None:
    apps.get_model("library", "Definition").objects.filter(sharing="everyone").update(shared=True)


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('library', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='definition',
            name='owner',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='definition',
            name='sharing',
            field=models.CharField(choices=[('nobody', 'Only me'), ('groups', 'Some groups'), ('everyone', 'Everyone')], default='nobody', max_length=10),
        ),
        migrations.AddField(
            model_name='definition',
            name='groups',
            field=models.ManyToManyField(blank=True, related_name='%(class)ss', to='auth.group'),
        ),
        migrations.RunPython(keep_what_is_shared, keep_what_was_shared, elidable=True),
        migrations.RemoveField(
            model_name='definition',
            name='shared',
        ),
    ]
