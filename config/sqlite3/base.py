"""The backend, where Django looks for it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from config.sqlite3 import pool
from config.sqlite3.disk import disk
from config.sqlite3.line import Line, line
from config.sqlite3.pool import Pool

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")
# When a commit waits for the disk: at once, holding everybody up, or later, together with others. What is
# not one of our transactions stays on the safe side.
AT_ONCE, LATER = "PRAGMA synchronous=FULL", "PRAGMA synchronous=NORMAL"


@lru_cache(maxsize=1000)
def converted(query: str) -> str:
    """Return a statement with question marks for its parameters. Most are the same again and again."""
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    """Stands in line for a statement that is a transaction of its own."""

    def __init__(self, raw: sqlite3.Connection, wrapper: "DatabaseWrapper") -> None:
        super().__init__(raw)
        self.wrapper = wrapper

    def execute(self, query: str, params: Any = None) -> Any:
        alone = query.startswith(WRITES) and not self.connection.in_transaction
        if not alone or not self.wrapper.stand_in_line():
            return super().execute(query, params)
        try:
            return super().execute(query, params)
        finally:
            self.wrapper.leave_line()

    def convert_query(self, query: str, *, param_names: Any = None) -> str:
        if param_names is None:
            return converted(query)
        return super().convert_query(query, param_names=param_names)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection as Django knows it. Closing it gives it to the next thread that needs one."""

    _line: Line | None = None  # while this connection is the one that may write
    _hurry = True

    def get_new_connection(self, conn_params: dict[str, Any]) -> sqlite3.Connection:
        return self._pool.take() or super().get_new_connection(conn_params)

    def create_cursor(self, name: Any = None) -> Cursor:  # noqa: ARG002 - Django's
        return cast(Cursor, self.connection.cursor(factory=lambda raw: Cursor(raw, self)))

    def close_pool(self) -> None:
        """Close what is kept for others; Django's name for it."""
        pool.close(self._name)

    def stand_in_line(self) -> bool:
        """Wait until this connection may write. False where there is no line, or it stands there already."""
        if self._line or self.is_in_memory_db():
            return False
        try:
            found = line(self._name)
        except OSError as error:
            raise OperationalError(str(error)) from error
        if not found.enter(float(self.settings_dict["OPTIONS"].get("timeout", 5))):
            raise OperationalError("database is locked: others write, and do not come to an end")
        self._line = found
        return True

    def leave_line(self) -> None:
        if found := self._line:
            self._line = None
            found.leave()

    @contextmanager
    def in_no_hurry(self) -> Iterator[None]:
        """Have the transactions in the block not wait for the disk: it keeps them with the next that does."""
        self._hurry = False
        try:
            yield
        finally:
            self._hurry = True

    def _wait_for_disk(self) -> None:
        if self._hurry and not self.is_in_memory_db():
            try:
                disk(self._name).keep()
            except OSError as error:
                raise OperationalError(str(error)) from error

    @property
    def _pool(self) -> Pool:
        return pool.pools[self._name, str(self.settings_dict["OPTIONS"])]

    @property
    def _name(self) -> str:
        return str(self.settings_dict["NAME"])

    def _start_transaction_under_autocommit(self) -> None:
        if self.settings_dict["OPTIONS"].get("transaction_mode") == "IMMEDIATE":
            self.stand_in_line()
        try:
            self.connection.execute(LATER)
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the types leave it out
        except BaseException:
            self.leave_line()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # the types leave it out
        self._over()
        self._wait_for_disk()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # the types leave it out
        finally:
            self._over()

    def _over(self) -> None:
        self.leave_line()
        if self.connection is not None and not self.connection.in_transaction:
            self.connection.execute(AT_ONCE)

    def _close(self) -> None:
        raw, spoilt = self.connection, self.errors_occurred or self.connection.in_transaction
        try:
            if spoilt:
                super()._close()  # type: ignore[misc]  # the types leave it out
            else:
                self._pool.give(raw)
        finally:
            self.leave_line()
