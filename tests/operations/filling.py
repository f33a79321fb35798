"""Rows for every table there is, whatever it is, and all that is in them."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.apps.registry import Apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models

from operations.backup.tables import columns, tables

MOMENT = datetime(2026, 11, 24, 9, 30, 15, 123456, UTC)
TEXT = "ü\u2028 <b>“quoted”</b>\n\ttab 👋 "
# What is of a kind that only Workroom itself writes.
GIVEN: dict[str, Any] = {
    "connections.connection.base_url": "http://127.0.0.1:9/v1",
    "connections.connection.headers": [["X-Team", "7"]],
    "runs.run.state": "succeeded",
    "runs.run.action": "create-a-completion",
    "runs.run.values": {"method": "chat", "model": "gpt-4o", "messages": [{"role": "user", "content": TEXT}]},
    "runs.run.error": {"kind": "busy", "message": TEXT, "advice": TEXT, "charged": False},
    "runs.run.notices": [TEXT],
    "runs.run.usage": {"total_tokens": 7},
    "runs.attachment.filename": "Gespräch.mp3",
    "runs.output.filename": "",
    "runs.output.kind": "text",
    "runs.output.data": {"plain": True},
    "runs.output.sources": [],
    "library.definition.action": "transform-text-to-structured-data",
    "library.definition.values": {"properties": []},
    "assistants.assistant.tools": ["file_search"],
}


# Of two relations that exclude each other: the one that is filled in, and the one that stays empty.
CHOSEN, EMPTY = {"sharing.share.group"}, {"sharing.share.person"}


def fill(apps: Apps | Any, rows: int = 2) -> None:
    """Put rows into every table that has none, each of them naming rows of the others."""
    waiting = [table for table in tables(apps) if not table._base_manager.exists()]
    while waiting:
        ready = [table for table in waiting if not needs(table) & set(waiting)]
        assert ready, f"Each of these needs another: {waiting}"
        for table in ready:
            for number in range(rows):
                row(table, number)
        waiting = [table for table in waiting if table not in ready]
    for table in tables(apps):
        complete(table)


def needs(table: type[models.Model]) -> set[type[models.Model]]:
    """The tables that have to have a row before this one can."""
    found = {column.related_model for column in columns(table) if column.is_relation and is_needed(column)}
    return found - {table}


def is_needed(column: Any) -> bool:
    return not column.null or name_of(column) in CHOSEN


def name_of(column: Any) -> str:
    return f"{column.model._meta.label_lower}.{column.name}"


def row(table: type[models.Model], number: int) -> None:
    made = {
        column.attname: value(table, column, number)
        for column in columns(table)
        if not (isinstance(column, models.AutoField) or (column.is_relation and not is_needed(column)))
    }
    table._base_manager.create(**made)


def complete(table: type[models.Model]) -> None:
    """Have the rows name others where they need not."""
    optional = [
        column
        for column in columns(table)
        if column.is_relation and column.null and name_of(column) not in EMPTY
    ]
    for number, one in enumerate(table._base_manager.order_by("pk")):
        new = {
            column.attname: value(table, column, number)
            for column in optional
            if getattr(one, column.attname) is None
        }
        if new:
            table._base_manager.filter(pk=one.pk).update(**new)


def value(table: type[models.Model], column: Any, number: int) -> Any:
    """Return something that fits, and is another for every number."""
    if (given := GIVEN.get(name_of(column))) is not None:
        return given
    if column.is_relation:
        others: Any = column.related_model._base_manager.order_by("pk")
        return others.values_list(column.target_field.attname, flat=True)[number]
    if isinstance(column, models.FileField):
        return default_storage.save(
            f"filled/{uuid.uuid4().hex}", ContentFile(bytes(range(256)) * (number + 1))
        )
    match column:
        case models.BooleanField():
            return number % 2 == 0
        case models.DateTimeField():
            return MOMENT + timedelta(days=number)
        case models.DateField():
            return date(2026, 11, 24 + number)
        case models.JSONField():
            return {"list": [1, 2.5, None, True, TEXT], "number": number}
        case models.UUIDField():
            return uuid.uuid5(uuid.NAMESPACE_URL, f"{table._meta.label}.{column.name}.{number}")
        case models.BinaryField():
            return bytes([number, 0, 255])
        case models.FloatField():
            return number + 1.25
        case models.IntegerField():
            return number + 1
        case models.GenericIPAddressField():
            return f"192.0.2.{number}"
        case models.CharField(choices=[(first, _), *_]):
            return first
        case models.CharField() | models.TextField():
            return f"{number} {column.name} {TEXT}"[: column.max_length]
    raise TypeError(f"No value is known for {column}")


def everything(apps: Apps | Any) -> dict[str, list[tuple[Any, ...]]]:
    """Return all that is in the database."""
    return {
        table._meta.label: [
            tuple(bytes(one) if isinstance(one, memoryview) else one for one in row)
            for row in table._base_manager.order_by("pk").values_list(*names_of(table))
        ]
        for table in tables(apps)
    }


def names_of(table: type[models.Model]) -> list[str]:
    return [column.attname for column in columns(table)]
