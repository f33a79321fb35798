"""The few statements that every run passes, kept from being composed anew each time.

Django takes ten times as long to put a statement together as a database takes to answer it: with dozens of
them a run, that was half of a worker's processor time. So a question is composed once a process (`Kept`),
a change is written from its columns alone (`change`), and a row is read by its key (`row`).
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar, cast

from django.db import connection, models

M = TypeVar("M", bound=models.Model)
SOMETIME = datetime(1, 1, 1, tzinfo=UTC)
SOME = 7_201_733_001  # no key is ever as large


class Composed(NamedTuple):
    sql: str
    params: tuple[Any, ...]
    convert: dict[int, tuple[list[Callable[..., Any]], Any]]  # by column

    def converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for column, (steps, expression) in self.convert.items():
            for step in steps:
                values[column] = step(values[column], expression, connection)
        return tuple(values)


class Kept:
    """A query that Django composes once. Marks stand for what differs each time: `SOMETIME` or `SOME`."""

    def __init__(self, compose: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self.compose = compose
        self._composed: dict[str, Composed] = {}

    def rows(self, moment: datetime | None = None, key: int | None = None) -> list[tuple[Any, ...]]:
        """Return the rows for this moment and key."""
        composed = self._composed.get(connection.vendor) or self._compose()
        given = {adapted(SOMETIME): adapted(moment), SOME: key}
        with connection.cursor() as cursor:
            cursor.execute(composed.sql, [given.get(param, param) for param in composed.params])
            return [composed.converted(row) for row in cursor.fetchall()]

    def _compose(self) -> Composed:
        compiler: Any = self.compose().query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        convert = compiler.get_converters([column for column, *_ in compiler.select])
        self._composed[connection.vendor] = composed = Composed(sql, params, convert)
        return composed


def in_no_hurry() -> AbstractContextManager[None]:
    """Have a transaction not wait for the disk, where a failing machine takes all with it that know of it.

    A PostgreSQL that forgot its last transactions would meet workers who remember, and give its keys again.
    """
    own: Any = connection
    return cast(AbstractContextManager[None], own.in_no_hurry()) if own.vendor == "sqlite" else nullcontext()


def adapted(value: Any) -> Any:
    """Return a value as the database takes it, where that is a moment."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def row(model: type[M], key: Any) -> M | None:
    """Return the row of a key, or None."""
    table = connection.ops.quote_name(model._meta.db_table)
    found = model._default_manager.raw(f"SELECT * FROM {table} WHERE id = %s", [key])  # noqa: S608 - ours
    return next(iter(found), None)


def change(model: type[models.Model], values: Mapping[str, Any], where: str, params: Sequence[Any]) -> int:
    """Set these fields where a condition in SQL holds; return how many rows moved."""
    quoted = connection.ops.quote_name
    fields: dict[Any, Any] = {model._meta.get_field(name): value for name, value in values.items()}
    columns = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    sql = f"UPDATE {quoted(model._meta.db_table)} SET {columns} WHERE {where}"  # noqa: S608 - ours
    saved = [field.get_db_prep_save(value, connection) for field, value in fields.items()]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*saved, *map(adapted, params)])
        moved: int = cursor.rowcount
    return moved
