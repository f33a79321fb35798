"""Data that follows a schema as tables: one line for what is there once, and a table for each list."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from actions.outputs import Table
from actions.schemas import Schema, resolved

# A column: its heading, and the way to its value.
Column = tuple[str, tuple[str, ...]]


def tables(data: Mapping[str, Any], schema: Schema, note: str = "") -> Iterator[Table]:
    """Yield the tables of an answer; what does not fit its schema stays in its cell as it is."""
    inner = properties_of(schema, schema)
    lists = [name for name in inner if is_list(inner[name], schema) and isinstance(data.get(name), list)]
    single = [name for name in inner if name not in lists]
    if single:
        columns = [column for name in single for column in columns_of(name, inner[name], schema)]
        yield table(columns, [data], note)
    for name in lists:
        if items := data[name]:
            each = resolved(resolved(inner[name], schema).get("items"), schema)
            of_items = properties_of(each, schema)
            columns = [
                column for one in of_items for column in columns_of(one, of_items[one], schema, (each,))
            ]
            named = f"{note}: {name}" if note else name
            if columns and all(isinstance(item, Mapping) for item in items):
                yield table(columns, items, named)
            else:
                yield Table((name,), [(item,) for item in items], named)


def properties_of(schema: Schema, root: Schema) -> dict[str, Any]:
    found = resolved(schema, root).get("properties")
    return found if isinstance(found, dict) else {}


def is_list(schema: Any, root: Schema) -> bool:
    kinds = resolved(schema, root).get("type")
    return "array" in (kinds if isinstance(kinds, list) else [kinds])


def columns_of(name: str, schema: Any, root: Schema, above: tuple[Schema, ...] = ()) -> Iterator[Column]:
    """Yield the columns of a value: one, or those of its properties unless the object comes round again."""
    inner, found = properties_of(schema, root), resolved(schema, root)
    if not inner or any(found is each for each in above):
        yield name, (name,)
        return
    for one in inner:
        for heading, way in columns_of(one, inner[one], root, (*above, found)):
            yield f"{name}.{heading}", (name, *way)


def table(columns: Sequence[Column], items: Sequence[Mapping[str, Any]], note: str = "") -> Table:
    rows = [[at(item, way) for _, way in columns] for item in items]
    return Table([heading for heading, _ in columns], rows, note)


def at(item: Any, way: Sequence[str]) -> Any:
    for step in way:
        if not isinstance(item, Mapping):
            break
        item = item.get(step)
    return item
