"""Rows as JSON, exactly: whatever the database, a row that is read is the row that was written."""

import json
from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import models

# Who is signed in, and where. Nobody is, in what has been restored.
LEFT_OUT = {"sessions.session", "people.signin"}
Row = dict[str, Any]
Table = type[models.Model]


def tables(apps: Apps | Any) -> list[Table]:
    """Return the model of every table that belongs into a backup, those between two others included."""
    found = apps.get_models(include_auto_created=True)
    return [
        model
        for model in found
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT
    ]


def columns(table: Table) -> list[Any]:
    """Return the fields that are stored; the database computes the others itself."""
    return [column for column in table._meta.concrete_fields if not column.generated]


def file_columns(table: Table) -> list[str]:
    return [column.attname for column in columns(table) if isinstance(column, models.FileField)]


def files_of(table: Table, using: str) -> Iterator[str]:
    """Yield the name of every stored file that the rows name."""
    rows = table._base_manager.using(using)
    for column in file_columns(table):
        yield from rows.exclude(**{column: ""}).values_list(column, flat=True).iterator(1000)


def written(row: models.Model) -> Row:
    return {column.attname: value_of(row, column) for column in columns(type(row))}


def value_of(row: models.Model, column: Any) -> Any:
    # Not by getattr(): of a file's name it makes an object that holds on to its row.
    value = row.__dict__[column.attname]
    plain = value is None or type(value) in (bool, int, float, str) or isinstance(column, models.JSONField)
    return value if plain else column.value_to_string(row)


def line(row: models.Model) -> bytes:
    return json.dumps(written(row), separators=(",", ":")).encode() + b"\n"


def read(table: Table, line: bytes) -> models.Model:
    """Return the row of a line, not saved yet."""
    values = json.loads(line)
    known = {column.attname: column for column in columns(table)}
    return table(**{name: known[name].to_python(value) for name, value in values.items()})


def insert(table: Table, rows: list[models.Model]) -> None:
    """Put rows in just as they are."""
    for column in columns(table):
        column.auto_now = column.auto_now_add = False  # the moment is the one that was written down
    table._base_manager.bulk_create(rows)
