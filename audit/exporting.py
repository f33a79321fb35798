"""The record as a file: a table for spreadsheets, or a line of JSON for each entry."""

import csv
import json
from collections.abc import Iterable, Iterator
from typing import Any

from audit.models import Entry

COLUMNS = ("at", "who", "who_name", "event", "kind", "key", "name", "address", "request_id", "details")
BOM = "\ufeff"  # without it, spreadsheets take the text for Latin-1
FORMULA = ("=", "+", "-", "@")


class Line:
    """A file for `csv.writer` that hands back the line it is given."""

    def write(self, line: str) -> str:
        return line


def as_csv(entries: Iterable[Entry]) -> Iterator[str]:
    write = csv.writer(Line()).writerow
    yield BOM + write(COLUMNS)
    for entry in entries:
        yield write([guarded(value) for value in row(entry).values()])


def as_json_lines(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        yield json.dumps(row(entry), ensure_ascii=False) + "\n"


def row(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in COLUMNS} | {"at": entry.at.isoformat()}


def guarded(cell: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(cell, dict | list):
        return json.dumps(cell, ensure_ascii=False)
    if (isinstance(cell, str) and cell.lstrip()[:1] in FORMULA) or str(cell)[:1] in ("\t", "\r"):
        return f"'{cell}"
    return cell


FORMATS = {"csv": (as_csv, "text/csv; charset=utf-8"), "jsonl": (as_json_lines, "application/x-ndjson")}
