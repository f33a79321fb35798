"""Making outputs: their files, their names, where they came from."""

import re
from base64 import b64decode
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from actions.outputs.kept import Kept, Result
from actions.outputs.passing import Passing
from connections.encoded import Encoded

IN_MEMORY = 1024 * 1024
FOUR = 4  # letters of base64 that stand for three bytes


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


def decode(base64: str | Encoded, file: IO[bytes]) -> None:
    """Write what base64, or a data URL of it, stands for. Raises ValueError for what is neither."""
    rest, ended = "", False
    for number, piece in enumerate([base64] if isinstance(base64, str) else base64):
        head = number == 0 and piece.startswith("data:")
        text = rest + "".join((piece.partition(",")[2] if head else piece).split())
        if ended and text:
            raise ValueError("base64 goes on after its end")
        whole = len(text) // FOUR * FOUR
        file.write(b64decode(text[:whole], validate=True))
        rest, ended = text[whole:], text[:whole].endswith("=")
    b64decode(rest, validate=True)  # it is broken, unless nothing is left


def decoded(base64: str | Encoded) -> IO[bytes]:
    """Return what base64 stands for as a file at its start. Raises as `decode` does."""
    with ExitStack() as on_failure:
        file = on_failure.enter_context(SpooledTemporaryFile[bytes](max_size=IN_MEMORY))
        decode(base64, file)
        file.seek(0)
        on_failure.pop_all()  # whoever stores the value closes it
    return cast(IO[bytes], file)


def slug_of(words: str, fallback: str) -> str:
    """Return a few words as a file's name without its extension."""
    name = re.sub(r"[^\w]+", "-", words.lower()).strip("-_")[:40].rstrip("-")
    return name or fallback
