"""The table of `make faults`, kept in var/ as text and as JSON."""

import json
from dataclasses import asdict

from config.data import HERE
from tests.faults.reckoning import Row, table

FOLDER = HERE / "var"


class Report:
    def __init__(self) -> None:
        self.parts: dict[str, list[Row]] = {}
        self.remarks: dict[str, list[str]] = {}

    def add(self, part: str, row: Row) -> Row:
        self.parts.setdefault(part, []).append(row)
        return row

    def remark(self, part: str, text: str) -> None:
        self.remarks.setdefault(part, []).append(text)

    def __str__(self) -> str:
        return "\n\n".join(
            "\n\n".join([f"## {part}", table(rows), *self.remarks.get(part, [])])
            for part, rows in self.parts.items()
        )

    def write(self) -> None:
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / "faults.md").write_text(f"# Faults\n\n{self}\n")
        rows = {part: [asdict(row) for row in rows] for part, rows in self.parts.items()}
        (FOLDER / "faults.json").write_text(json.dumps(rows, indent=1))
