"""The table of `make faults`: printed, and kept in var/ as text and as JSON."""

import json
import sys
from dataclasses import asdict

from config.data import HERE
from tests.faults.reckoning import Row, table

FOLDER = HERE / "var"


class Report:
    def __init__(self) -> None:
        self.parts: dict[str, list[Row]] = {}

    def add(self, part: str, row: Row) -> Row:
        self.parts.setdefault(part, []).append(row)
        return row

    def __str__(self) -> str:
        return "\n\n".join(f"## {part}\n\n{table(rows)}" for part, rows in self.parts.items())

    def write(self) -> None:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / "faults.md").write_text(f"# Faults\n\n{self}\n")
        rows = {part: [asdict(row) for row in rows] for part, rows in self.parts.items()}
        (FOLDER / "faults.json").write_text(json.dumps(rows, indent=1))
        sys.stderr.write(f"\n{self}\n\nIt is kept in {FOLDER}/faults.md and faults.json.\n")
