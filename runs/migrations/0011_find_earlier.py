"""Make what was run before findable, too: a migration of its own, since PostgreSQL changes no table that it fills."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from runs.models.document import content

AT_ONCE = 200


def documents(apps: Apps) -> Iterator[Any]:
    """Yield a document for each run."""
    Run, Document = apps.get_model("runs", "Run"), apps.get_model("runs", "Document")  # noqa: N806 - classes
    runs = Run.objects.order_by("pk").prefetch_related("attachments", "outputs")
    for run in runs.iterator(chunk_size=AT_ONCE):
        outputs = (output for output in run.outputs.all() if not output.preview)
        yield Document(**content(run, run.attachments.all(), outputs))


def fill(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    rows = documents(apps)
    while some := list(islice(rows, AT_ONCE)):
        apps.get_model("runs", "Document").objects.bulk_create(some)


class Migration(migrations.Migration):

    dependencies = [("runs", "0010_find")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
