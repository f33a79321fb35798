"""The files of a run's folder in an archive, each under a name that every system takes."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import IO

from django.db.models.fields.files import FieldFile

from connections.filenames import safe_filename
from runs.exporting import exported, extensions, name_of
from runs.models import Attachment, Output, Run
from runs.parcel.facts import heading, results
from runs.parcel.texts import page

REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')  # by Windows
LONGEST = 60


@dataclass(frozen=True)
class Member:
    """A file: its path in the archive, what it is, and how to open it. Opening may raise OSError."""

    path: str
    media_type: str
    open: Callable[[], IO[bytes]]


class Folder:
    """A run's folder; no two of its files have the same name."""

    def __init__(self, run: Run, number: int) -> None:
        self.run, self.path = run, f"{number:03} {plain(heading(run))}"
        self._taken: set[str] = set()

    def members(self) -> Iterator[Member]:
        """Yield the run as a page of text, its results, and the files that it was given."""
        yield self.written("run.md", "text/markdown", page(self.run).encode())
        for output in results(self.run):
            if output.file:
                yield self.stored(output, "")
            for extension in wanted(output):
                if found := exported(output, extension):
                    yield self.written(name_of(output, extension), found[1], found[0])
        for attachment in self.run.attachments.all():
            yield self.stored(attachment, "given/")

    def stored(self, row: Output | Attachment, inside: str) -> Member:
        path = self.free(f"{inside}{plain(row.filename or str(row.key))}")
        return Member(path, row.media_type, partial(opened, row.file))

    def written(self, name: str, media_type: str, content: bytes) -> Member:
        return Member(self.free(name), media_type, partial(io.BytesIO, content))

    def free(self, name: str) -> str:
        """Return the path for a name: with a number where the name is taken."""
        place = PurePosixPath(name)
        found, number = name, 1
        while found.casefold() in self._taken:
            number += 1
            found = str(place.with_name(f"{place.stem}-{number}{place.suffix}"))
        self._taken.add(found.casefold())
        return f"{self.path}/{found}"


def wanted(output: Output) -> list[str]:
    """Return the forms in which a result is put in: an answer once, data in each."""
    forms = extensions(output)
    return forms[:1] if output.kind == "text" else forms


def opened(file: FieldFile) -> IO[bytes]:
    content: IO[bytes] = file.storage.open(str(file.name), "rb")
    return content


def plain(name: str) -> str:
    """Return a name that is one on every system: short, on one line, with an ending that counts."""
    whole = safe_filename(REFUSED.sub(" ", name))
    kind = PurePosixPath(whole).suffix if len(PurePosixPath(whole).suffix) < 12 else ""
    stem = " ".join(whole.removesuffix(kind).split())[:LONGEST]
    return f"{stem}{kind}".strip(" .") or "file"
