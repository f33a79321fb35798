"""The few statements that every request and every run passes, kept from being composed anew each time.

Django takes ten times as long to put a statement together as a database takes to answer it: with dozens of
them a run, that was half of a worker's processor time. So a question is composed once a process (`Kept`),
and a row is written (`insert`) and changed (`change`) from its columns alone.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.query import ModelIterable, get_related_populators

SOMETIME = datetime(1, 1, 1, tzinfo=UTC)
SOME, OTHER = 7_201_733_001, 7_201_733_002  # no key is ever as large
NAMED, ID = "a name that nothing has", UUID(int=SOME)
# What they stand for. PostgreSQL takes an id as it is, SQLite its digits.
MARKS = {SOME: "key", OTHER: "other", NAMED: "name", ID: "id", ID.hex: "digits"}


class Marked(NamedTuple):
    """A statement with its parameters, and the places among them where marks stand."""

    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, sql: str, params: Sequence[Any]) -> "Marked":
        marks = {**MARKS, adapted(SOMETIME): "moment"}
        places = ((place, marks[param]) for place, param in enumerate(params) if param in marks)
        return cls(sql, tuple(params), tuple(places))

    def filled(self, moment: datetime | None, id: UUID | None = None, **given: Any) -> list[Any]:  # noqa: A002 - as the mark is called
        """Return the parameters with what is given in the place of its mark."""
        if moment:
            given["moment"] = adapted(moment)
        if id:
            given |= {"id": id, "digits": id.hex}
        params = list(self.params)
        for place, mark in self.places:
            params[place] = given.get(mark)
        return params


class Composed(NamedTuple):
    statement: Marked
    convert: list[tuple[int, list[Callable[..., Any]], Any]]  # a column, and what is done to it
    make: Callable[[list[Any]], Any]

    def made(self, row: tuple[Any, ...]) -> Any:
        values = list(row)
        for column, steps, expression in self.convert:
            for step in steps:
                values[column] = step(values[column], expression, connection)
        return self.make(values)


class Kept:
    """A query that Django composes once. Marks stand for what differs: `SOME` key, `NAMED`, and so on."""

    def __init__(self, compose: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self.compose = compose
        self._composed: dict[str, Composed] = {}

    def rows(
        self,
        moment: datetime | None = None,
        key: int | None = None,
        other: int | None = None,
        *,
        name: str | None = None,
        id: UUID | None = None,  # noqa: A002 - as the mark is called
    ) -> list[Any]:
        """Return what the query finds for this moment and these keys: tuples or objects, as it would."""
        own = here()
        composed = self._composed.get(own.vendor) or self._compose()
        statement = composed.statement
        with own.cursor() as cursor:
            cursor.execute(statement.sql, statement.filled(moment, id, key=key, other=other, name=name))
            return [composed.made(row) for row in cursor.fetchall()]

    def _compose(self) -> Composed:
        query: Any = self.compose()
        compiler: Any = query.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        found = compiler.get_converters([column for column, *_ in compiler.select])
        convert = [(column, *steps) for column, steps in found.items()]
        make = maker(compiler) if query._iterable_class is ModelIterable else tuple
        self._composed[connection.vendor] = composed = Composed(Marked.of(sql, params), convert, make)
        return composed


class Condition:
    """What a query looks for, as the condition of a `change`: composed once, with marks as in `Kept`."""

    def __init__(self, compose: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self.compose = compose
        self._composed: dict[str, Marked] = {}

    def at(self, moment: datetime, key: int) -> tuple[str, list[Any]]:
        """Return it in SQL, with its parameters for this moment and this key."""
        composed = self._composed.get(connection.vendor) or self._compose()
        return composed.sql, composed.filled(moment, key=key)

    def _compose(self) -> Marked:
        query: Any = self.compose().query
        sql, params = query.where.as_sql(query.get_compiler(connection=connection), connection)
        self._composed[connection.vendor] = composed = Marked.of(sql, params)
        return composed


def maker(compiler: Any) -> Callable[[list[Any]], Any]:
    """Return what makes an object of a row's values, with those that are selected along with it."""
    made = compiler.klass_info
    model, begin, end = made["model"], made["select_fields"][0], made["select_fields"][-1] + 1
    names = [column.target.attname for column, *_ in compiler.select[begin:end]]
    populators: Callable[..., Any] = get_related_populators  # the types are those of the next Django
    along = populators(made, compiler.select, connection.alias)

    def make(values: list[Any]) -> Any:
        one = model.from_db(connection.alias, names, values[begin:end])
        for each in along:
            each.populate(values, one)
        return one

    return make


def in_no_hurry() -> AbstractContextManager[None]:
    """Have a transaction not wait for the disk, where a failing machine takes all with it that know of it.

    A PostgreSQL that forgot its last transactions would meet workers who remember, and give its keys again.
    """
    own: Any = connection
    return cast(AbstractContextManager[None], own.in_no_hurry()) if own.vendor == "sqlite" else nullcontext()


def here() -> Any:
    """Return this thread's connection itself: Django looks for it anew at each word with its stand-in."""
    return connections[DEFAULT_DB_ALIAS]


def adapted(value: Any) -> Any:
    """Return a value as the database takes it, where that is a moment."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def insert(one: models.Model) -> None:
    """Write the row of a new object, which gets its key."""
    own = here()
    sql, fields = inserting(own.vendor, type(one))
    values = [field.get_db_prep_save(field.pre_save(one, True), own) for field in fields]
    with own.cursor() as cursor:
        cursor.execute(sql, values)
        (one.pk,) = cursor.fetchone()
    one._state.adding, one._state.db = False, own.alias


def change(model: type[models.Model], values: Mapping[str, Any], where: str, params: Sequence[Any]) -> int:
    """Set these fields where a condition in SQL holds; return how many rows moved."""
    with here().cursor() as cursor:
        cursor.execute(*composed(model, values, where, params))
        moved: int = cursor.rowcount
    return moved


def changed(
    model: type[models.Model], values: Mapping[str, Any], where: str, params: Sequence[Any]
) -> set[Any]:
    """Set these fields where a condition in SQL holds; return the keys of the rows that moved."""
    key = connection.ops.quote_name(str(model._meta.pk.column))
    with here().cursor() as cursor:
        cursor.execute(*composed(model, values, f"{where} RETURNING {key}", params))
        return {found for (found,) in cursor.fetchall()}


def composed(
    model: type[models.Model], values: Mapping[str, Any], where: str, params: Sequence[Any]
) -> tuple[str, list[Any]]:
    """Return the statement that changes these fields, with its parameters."""
    own = here()
    sql, fields = changing(own.vendor, model, tuple(values), where)
    pairs = zip(fields, values.values(), strict=True)
    saved = [field.get_db_prep_save(value, own) for field, value in pairs]
    return sql, [*saved, *map(adapted, params)]


@cache
def inserting(_vendor: str | None, model: type[models.Model]) -> tuple[str, list[Any]]:
    """Return the statement for a new row of a model, and the fields that it takes."""
    quoted = connection.ops.quote_name
    fields: list[Any] = [
        field for field in model._meta.concrete_fields if field is not model._meta.auto_field
    ]
    columns, marks = ", ".join(quoted(field.column) for field in fields), ", ".join("%s" for _ in fields)
    table, key = quoted(model._meta.db_table), quoted(str(model._meta.pk.column))
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING {key}", fields  # noqa: S608 - ours


@cache
def changing(
    _vendor: str | None, model: type[models.Model], names: tuple[str, ...], where: str
) -> tuple[str, list[Any]]:
    """Return the statement that sets fields where a condition holds, and the fields that it takes."""
    quoted = connection.ops.quote_name
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    columns = ", ".join(f"{quoted(field.column)} = %s" for field in fields)
    return f"UPDATE {quoted(model._meta.db_table)} SET {columns} WHERE {where}", fields  # noqa: S608 - ours
