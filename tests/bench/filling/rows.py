"""Rows as the database takes them, whatever columns a table has: what is not given is as a new row has it."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, connections
from django.db.models import Model
from psycopg import sql


class Rows:
    """The rows of one table, of which only some columns differ."""

    def __init__(self, model: type[Model], /, *varying: str, **given: Any) -> None:
        self.table = model._meta.db_table
        fields = [field for field in model._meta.concrete_fields if field.column]
        self.columns = [str(field.column) for field in fields]
        usual = model(**given)
        self._usual = [field.get_db_prep_save(field.pre_save(usual, True), connection) for field in fields]
        by_name = {field.attname: place for place, field in enumerate(fields)}
        self._database = connections["default"]  # itself: to ask for it at each value would take longer
        self._varying = [(by_name[name], fields[by_name[name]]) for name in varying]

    def row(self, *values: Any) -> tuple[Any, ...]:
        """Return a row with these values of the columns that vary."""
        made = list(self._usual)
        for (place, field), value in zip(self._varying, values, strict=True):
            made[place] = field.get_db_prep_save(value, self._database)
        return tuple(made)

    def write(self, rows: Sequence[tuple[Any, ...]]) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                self._copy(cursor, rows)
            else:
                places = ", ".join(["%s"] * len(self.columns))
                names = ", ".join(f'"{name}"' for name in self.columns)
                cursor.executemany(f'INSERT INTO "{self.table}" ({names}) VALUES ({places})', rows)

    def _copy(self, cursor: Any, rows: Sequence[tuple[Any, ...]]) -> None:
        names = sql.SQL(", ").join(map(sql.Identifier, self.columns))
        with cursor.copy(
            sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(self.table), names)
        ) as copy:
            for row in rows:
                copy.write_row(row)
