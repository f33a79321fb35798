"""HTTP as a browser speaks it, at little cost: what the client takes is taken from what is measured."""

import asyncio
from collections.abc import AsyncIterator
from typing import NamedTuple, Self


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Line:
    """A connection to a port of this machine, kept open. One request at a time."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._streams:
            self._streams[1].close()
        self._streams = None

    async def fetch(self, method: str, path: str, headers: str = "", body: bytes = b"") -> Answer:
        """Return the whole answer. `headers` are lines, each with its end."""
        reader, answer = await self._open(method, path, headers, body)
        whole = b"".join([piece async for piece in pieces(reader, answer.headers)])
        if answer.headers.get("connection") == "close":
            self.close()
        return answer._replace(body=whole)

    async def listen(self, path: str, headers: str = "") -> AsyncIterator[tuple[str, str]]:
        """Yield kind and data of each event. ConnectionError if it is not an event stream."""
        reader, answer = await self._open("GET", path, headers, b"")
        if answer.status != 200:
            raise ConnectionError(f"{path} answered {answer.status}")
        rest = b""
        async for piece in pieces(reader, answer.headers):
            *whole, rest = (rest + piece).split(b"\n\n")
            for block in whole:
                said = dict(line.split(": ", 1) for line in block.decode().split("\n") if line[0] != ":")
                yield said.get("event", ""), said.get("data", "")

    async def _open(
        self, method: str, path: str, headers: str, body: bytes
    ) -> tuple[asyncio.StreamReader, Answer]:
        if self._streams is None or self._streams[0].at_eof():
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        size = f"Content-Length: {len(body)}\r\n" if body else ""
        writer.write(f"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}{size}\r\n".encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = (line.partition(":") for line in head[1:-2])
        found = {name.lower(): value.strip() for name, _, value in fields}
        return reader, Answer(int(head[0].split(" ", 2)[1]), found, b"")


async def pieces(reader: asyncio.StreamReader, headers: dict[str, str]) -> AsyncIterator[bytes]:
    """Yield the body of an answer as it comes."""
    if "content-length" in headers:
        yield await reader.readexactly(int(headers["content-length"]))
    elif headers.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            yield (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
    else:
        while piece := await reader.read(65536):
            yield piece
