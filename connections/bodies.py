"""What a request carries. Files are read where they lie while it is sent: none is ever whole in memory."""

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from secrets import token_hex
from typing import IO, Any
from urllib.parse import quote

CHUNK = 64 * 1024
THREE = 3  # bytes that four letters of base64 stand for


class Content:
    """A file's content. `file` is read from its start, and left open.

    One that turns out shorter than it said raises OSError while it is sent.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.size = file, file.seek(0, 2)

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[bytes]:
        return read(self.file, self.size)


class DataUrl(Content):
    """A file's content as a data URL: stands for a text, in JSON and in the fields of a form."""

    def __init__(self, file: IO[bytes], media_type: str) -> None:
        super().__init__(file)
        # Quoted, it cannot break out of what it stands in.
        self.head = f"data:{quote(media_type, safe='/+=;')};base64,".encode()

    def __len__(self) -> int:
        return len(self.head) + -(-self.size // THREE) * 4

    def __iter__(self) -> Iterator[bytes]:
        yield self.head
        rest = b""
        for chunk in read(self.file, self.size):
            piece = rest + chunk
            whole = len(piece) // THREE * THREE
            yield b64encode(piece[:whole])
            rest = piece[whole:]
        yield b64encode(rest)


class Body:
    """Parts that are sent one after the other: iterating gives their bytes, `len` the number of these."""

    def __init__(self, parts: Sequence[bytes | Content]) -> None:
        self.parts = parts

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __iter__(self) -> Iterator[bytes]:
        for part in self.parts:
            if isinstance(part, bytes):
                yield part
            else:
                yield from part


def of_json(value: Any) -> Body:
    """Return a value as JSON, which may hold `DataUrl`. Raises ValueError for what JSON cannot say."""
    mark = token_hex(16)  # nothing in the value can look like it
    urls: list[DataUrl] = []

    def put_aside(found: Any) -> str:
        if not isinstance(found, DataUrl):
            raise TypeError(f"{type(found).__name__} is none of the values of JSON")
        urls.append(found)
        return mark

    first, *others = json.dumps(value, allow_nan=False, default=put_aside).encode().split(mark.encode())
    parts: list[bytes | Content] = [first]
    for url, following in zip(urls, others, strict=True):
        parts += [url, following]
    return Body(parts)


def read(file: IO[bytes], size: int) -> Iterator[bytes]:
    file.seek(0)
    while size:
        chunk = file.read(min(CHUNK, size))
        if not chunk:
            raise OSError("the file became shorter while it was sent")
        size -= len(chunk)
        yield chunk
