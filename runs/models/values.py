"""Files inside the nested values of a form: `values["images"][0]["file"]` has the path "images-0-file"."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import File


def files_in(values: Any, path: str = "") -> "Iterator[tuple[str, File[Any]]]":
    """Yield each file in the values with its path."""
    if isinstance(values, File):
        yield path, values
    elif isinstance(values, dict | list):
        for name, value in values.items() if isinstance(values, dict) else enumerate(values):
            yield from files_in(value, f"{path}-{name}" if path else str(name))


def without_files(values: Any) -> Any:
    """Return a copy in which every file is None, so that it can be kept as JSON."""
    match values:
        case File():
            return None
        case dict():
            return {name: without_files(value) for name, value in values.items()}
        case list() | tuple():
            return [without_files(value) for value in values]
        case _:
            return values


def at(values: Any, path: str) -> Any:
    """Return what stands at a path, or None."""
    try:
        for part in path.split("-"):
            values = values[int(part)] if isinstance(values, list) else values[part]
    except (LookupError, TypeError, ValueError):
        return None
    return values


def put(values: Any, path: str, value: Any) -> None:
    """Put a value at its path. A place that is no longer there is left alone."""
    outer, _, last = path.rpartition("-")
    home = at(values, outer) if outer else values
    try:
        home[int(last) if isinstance(home, list) else last] = value
    except (LookupError, TypeError, ValueError):
        return


def storable(value: Any) -> Any:
    """Return text, or text inside JSON, without what a database refuses: half characters and NULs."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")
        case dict():
            return {storable(name): storable(item) for name, item in value.items()}
        case list() | tuple():
            return [storable(item) for item in value]
        case _:
            return value
