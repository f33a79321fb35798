from django.db import migrations


class Migration(migrations.Migration):
    """Until version 0.1 there was Django's admin. Its log, which nothing reads, would keep people from going."""

    dependencies = [
        ('people', '0005_identities'),
    ]

    operations = [
        migrations.RunSQL('DROP TABLE IF EXISTS django_admin_log', migrations.RunSQL.noop, elidable=True),
    ]
