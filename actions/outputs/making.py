"""Making outputs: their files, their names, where they came from."""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import IO

from actions.outputs.kept import Kept, Result
from actions.outputs.passing import Passing

IN_MEMORY = 1024 * 1024


def sourced(values: Iterable[Kept | Passing], sources: Iterable[str]) -> Iterator[Kept | Passing]:
    """Yield the values, those that stay with the inputs that they came from."""
    places = tuple(sources)
    for value in values:
        yield replace(value, sources=places) if isinstance(value, Result) else value


def spooled(content: bytes) -> IO[bytes]:
    """Return content as a file at its start; large content lies on disk, not in memory."""
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever stores the value closes it
    file.write(content)
    file.seek(0)
    return file


def decoded(base64: str) -> bytes:
    """Return what base64, or a data URL of it, stands for. Raises ValueError for what is neither."""
    content = base64.partition(",")[2] if base64.startswith("data:") else base64
    return b64decode("".join(content.split()), validate=True)


def slug_of(words: str, fallback: str) -> str:
    """Return a few words as a file's name without its extension."""
    name = re.sub(r"[^\w]+", "-", words.lower()).strip("-_")[:40].rstrip("-")
    return name or fallback
