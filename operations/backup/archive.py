"""The backup's file: a compressed tar, written and read in one go, whatever its size.

rows/<app>.<model>/<number>.jsonl    rows of a table, a JSON object in each line
media/<name>                         a stored file
keys                                 the secrets, by their names, if they were asked for
manifest.json                        what it holds, and the digest of all that comes before: always last
"""

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, Self

FORMAT = 1
MANIFEST, KEYS = "manifest.json", "keys"
CHUNK = 1024 * 1024


class DamagedError(Exception):
    """The file cannot be used; the message is the sentence to show."""


@dataclass
class Manifest:
    """What a backup holds. `migrations` are those its database had seen; `gone` names files whose rows
    went while it was being written, `missing` files that were not there although their rows were; `seal`
    tells whether a SECRET_KEY is the one that was in use."""

    made_at: str
    migrations: list[list[str]]
    format: int = FORMAT
    tables: dict[str, int] = field(default_factory=dict)
    files: int = 0
    gone: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    keys: bool = False
    seal: str = ""
    digest: str = ""


class Hashing:
    """A file being read, whose content goes into a digest on the way."""

    def __init__(self, file: IO[bytes], digest: Any) -> None:
        self._file, self._digest = file, digest

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size)
        self._digest.update(content)
        return content


class Writer:
    """Writes a backup to an open file, one member after the other."""

    def __init__(self, file: IO[bytes]) -> None:
        self._gzip = gzip.GzipFile(fileobj=file, mode="wb", compresslevel=3, filename="")
        self._tar = tarfile.open(fileobj=self._gzip, mode="w|")  # noqa: SIM115 - closed by close()
        self._digest = hashlib.sha256()

    def add(self, name: str, content: bytes) -> None:
        self.stream(name, len(content), io.BytesIO(content))

    def stream(self, name: str, size: int, content: IO[bytes]) -> None:
        """Add `size` bytes of an open file. Raises OSError if there are fewer."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self._digest.update(heading(member))
        self._tar.addfile(member, Hashing(content, self._digest))

    def close(self, manifest: Manifest) -> None:
        """Write the manifest, and with it the end."""
        manifest.digest = self._digest.hexdigest()
        self.add(MANIFEST, json.dumps(asdict(manifest), indent=1).encode())
        self._tar.close()
        self._gzip.close()


class Member:
    """One part of a backup: its name, and its content while it is the current one."""

    def __init__(self, name: str, size: int, content: IO[bytes]) -> None:
        self.name, self.size, self._content = name, size, content

    def chunks(self) -> Iterator[bytes]:
        while chunk := self._content.read(CHUNK):
            yield chunk

    def read(self) -> bytes:
        return self._content.read()


class Reader:
    """Goes through a backup from its beginning."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        self._gzip = gzip.open(self._path)
        return self

    def __exit__(self, *_: object) -> None:
        self._gzip.close()

    def members(self) -> Iterator[Member]:
        with tarfile.open(fileobj=self._gzip, mode="r|") as tar:
            for member in tar:
                if content := tar.extractfile(member):
                    yield Member(member.name, member.size, content)
        while self._gzip.read(CHUNK):  # up to its end, where its own check sum is
            pass


def heading(member: "tarfile.TarInfo | Member") -> bytes:
    return f"{member.name}\0{member.size}\0".encode("utf-8", "surrogateescape")


def checked(path: Path) -> Manifest:
    """Return the manifest of a backup after all of it has been read and found whole. Raises DamagedError."""
    try:
        manifest = manifest_of(path)
        if manifest is None:
            raise DamagedError(f"{path} is damaged: what it holds is not what was written.")
        if manifest["format"] > FORMAT:
            raise DamagedError(f"{path} was made by a newer version of Workroom: restore it with that one.")
        return Manifest(**manifest)
    except FileNotFoundError as error:
        raise DamagedError(f"There is no file {path}.") from error
    except (OSError, EOFError, tarfile.TarError, zlib.error, ValueError, TypeError, KeyError) as error:
        raise DamagedError(f"{path} is damaged, or no backup of Workroom ({error}).") from error


def manifest_of(path: Path) -> dict[str, Any] | None:
    """Return the manifest, or None if there is none that fits what comes before it."""
    digest, manifest = hashlib.sha256(), None
    with Reader(path) as reader:
        for member in reader.members():
            if manifest is not None:
                return None
            if member.name == MANIFEST:
                manifest = json.loads(member.read())
                continue
            digest.update(heading(member))
            for chunk in member.chunks():
                digest.update(chunk)
    return manifest if manifest and manifest["digest"] == digest.hexdigest() else None


def keys_in(path: Path) -> dict[str, str]:
    """Return the secrets that a backup holds, by their names in the environment."""
    with Reader(path) as reader:
        found = [member.read() for member in reader.members() if member.name == KEYS]
    return dict(json.loads(found[0])) if found else {}
