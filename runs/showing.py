"""What was asked, as the history shows it: labels and values, nested as the form was."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.files import File
from django.utils.text import Truncator

from actions import registry
from actions.describing import described
from runs.models import AttachedFile, Attachment, Run

LONG = 400


@dataclass(frozen=True)
class Shown:
    """One input: its text, or its file, or the rows of its group. The `size` in bytes is that of a file
    which is not attached yet, and whose name is the text.
    """

    label: str
    text: str = ""
    attachment: Attachment | None = None
    rows: list[list["Shown"]] = field(default_factory=list)
    size: int = 0

    @property
    def said(self) -> tuple[str, int]:
        """What tells it from another: its text, or the name and the size of its file, which may be a copy."""
        file = self.attachment
        return (file.filename, file.size) if file else (self.text, self.size)

    @property
    def brief(self) -> str:
        return self.attachment.filename if self.attachment else Truncator(self.text).chars(300)

    @property
    def is_long(self) -> bool:
        return len(self.text) > LONG or self.text.count("\n") > 8


def inputs_of(run: Run) -> list[Shown]:
    """Return the run's inputs, the files among them; an action that has gone names its fields plainly."""
    with run.inputs() as values:
        try:
            return list(shown(registry.get(run.action).describe(values)))
        except (
            Exception
        ):  # the action has gone, or does not know these values any more: show them all the same
            return list(shown(described({}, values)))


def shown(pairs: list[tuple[str, Any]]) -> Iterator[Shown]:
    for label, value in pairs:
        match value:
            case AttachedFile():
                yield Shown(label, attachment=value.attachment)
            case File():
                yield Shown(label, str(value.name), size=value.size)
            case [[*_], *_]:
                yield Shown(label, rows=[list(shown(row)) for row in value])
            case [dict(), *_]:
                yield Shown(label, rows=[list(shown(described({}, row))) for row in value])
            case _:
                yield Shown(label, str(value))
