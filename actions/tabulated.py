"""Structured data as tables: one line for what is there once, and a table for each list."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actions.outputs import Table
from actions.schemas import Row, Rows, is_array, object_named

# A column: its heading, and the way to its value.
Column = tuple[str, tuple[str, ...]]


def tables(data: Mapping[str, Any], parameters: Rows, objects: Rows) -> Iterator[Table]:
    """Yield the tables of an answer; what does not fit its definition stays in its cell as it is."""
    known = {each["name"]: each["properties"] for each in objects}
    lists = [row for row in parameters if is_array(row) and isinstance(data.get(row["name"]), list)]
    single = [row for row in parameters if row not in lists]
    if single:
        columns = [column for row in single for column in columns_of(row, known)]
        yield table(columns, [data])
    for row in lists:
        if items := data[row["name"]]:
            name = object_named(row) or ""
            columns = [column for each in known.get(name, ()) for column in columns_of(each, known, (name,))]
            if columns and all(isinstance(item, Mapping) for item in items):
                yield table(columns, items, row["name"])
            else:
                yield Table((row["name"],), [(item,) for item in items], row["name"])


def columns_of(row: Row, known: Mapping[str, Rows], above: tuple[str, ...] = ()) -> Iterator[Column]:
    """Yield the columns of a value: one, or those of its object unless that comes round again."""
    name = object_named(row)
    if name is None or is_array(row) or name not in known or name in above:
        yield row["name"], (row["name"],)
        return
    for inner in known[name]:
        for heading, way in columns_of(inner, known, (*above, name)):
            yield f"{row['name']}.{heading}", (row["name"], *way)


def table(columns: Sequence[Column], items: Sequence[Mapping[str, Any]], note: str = "") -> Table:
    rows = [[at(item, way) for _, way in columns] for item in items]
    return Table([heading for heading, _ in columns], rows, note)


def at(item: Any, way: Sequence[str]) -> Any:
    for step in way:
        if not isinstance(item, Mapping):
            break
        item = item.get(step)
    return item
