"""Runs with all their files in one ZIP archive, and a manifest that says what is in it.

It is written while it is sent: of the largest file no more than a chunk is in memory. A bucket's
files are fetched one after the other.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.db.models import QuerySet
from django.utils import timezone

from audit.exporting import BOM, Line, guarded
from runs.models import Run
from runs.parcel.facts import brief, whole
from runs.parcel.members import Folder, Member

CHUNK = 256 * 1024
PACKED = ("image/", "audio/", "video/", "application/zip", "application/pdf")  # already
FILES = ("path", "media_type", "size", "sha256", "missing")
RUNS = ("key", "asked_at", "title", "action", "model", "connection", "state", "favourite", "tags", "note")


class Outlet(io.RawIOBase):
    """What an archive is written to, and taken from piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def taken(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


class Archive:
    """An archive that is being written, and what its manifest will say."""

    def __init__(self) -> None:
        self.outlet = Outlet()
        self.zip = ZipFile(self.outlet, "w")
        self.runs: list[dict[str, Any]] = []

    def add(self, run: Run) -> Iterator[bytes]:
        """Write a run's folder, and yield it as it comes."""
        folder, files = Folder(run, len(self.runs) + 1), []
        for member in folder.members():
            entry = {"path": member.path, "media_type": member.media_type}
            files.append(entry | (yield from self.put(member, timezone.localtime(run.created_at))))
        self.runs.append({**brief(run), "files": files})

    def put(self, member: Member, when: datetime) -> Any:
        """Write a file, and yield it as it comes; return what came, and whether it is missing."""
        try:
            content = member.open()
        except OSError:  # it has gone, or the storage does not give it now: the rest is worth having
            return {"size": 0, "sha256": "", "missing": True}
        size, digest = 0, hashlib.sha256()
        with content, self.zip.open(info(member, when), "w", force_zip64=True) as into:
            while chunk := content.read(CHUNK):
                into.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                yield self.outlet.taken()
        return {"size": size, "sha256": digest.hexdigest(), "missing": False}

    def finish(self) -> Iterator[bytes]:
        """Write the manifest and the end."""
        now = timezone.localtime()
        told = {"made_at": now.isoformat(timespec="seconds"), "runs": self.runs}
        manifest = json.dumps(told, indent=1, ensure_ascii=False).encode()
        yield from self.text("manifest.json", "application/json", manifest, now)
        yield from self.text("manifest.csv", "text/csv", self.table().encode(), now)
        self.zip.close()
        yield self.outlet.taken()

    def text(self, path: str, media_type: str, content: bytes, when: datetime) -> Iterator[bytes]:
        yield from self.put(Member(path, media_type, lambda: io.BytesIO(content)), when)

    def table(self) -> str:
        """Return a line for each file, with what it belongs to."""
        write = csv.writer(Line()).writerow
        rows = [
            [run[name] for name in RUNS] + [file[name] for name in FILES]
            for run in self.runs
            for file in run["files"]
        ]
        return BOM + "".join(
            str(write([guarded(cell) for cell in line])) for line in [[*RUNS, *FILES], *rows]
        )


def info(member: Member, when: datetime) -> ZipInfo:
    found = ZipInfo(member.path, date_time=when.timetuple()[:6])
    found.compress_type = ZIP_STORED if member.media_type.startswith(PACKED) else ZIP_DEFLATED
    found.external_attr = 0o644 << 16
    return found


def zipped(runs: QuerySet[Run]) -> Iterator[bytes]:
    """Yield the archive of these runs as it is written."""
    archive = Archive()
    for run in whole(runs):
        yield from archive.add(run)
    yield from archive.finish()
