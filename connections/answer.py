"""A server's whole answer. Its body lies in a temporary file, so a large one is never in memory."""

import json
from collections.abc import Iterator, Mapping
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, Any, Self, cast

import requests
from urllib3.exceptions import HTTPError

from connections import errors

CHUNK = 64 * 1024
IN_MEMORY = 1024 * 1024
LARGEST_BODY = 1024 * 1024 * 1024
# Ten large pictures as base64 fit.
LARGEST_JSON = 256 * 1024 * 1024
LARGEST_ERROR = 64 * 1024


class Answer:
    """What came back: `status`, `headers` (any case), and the body as `file`, `text()` or `json()`."""

    def __init__(self, status: int, headers: Mapping[str, str], file: IO[bytes]) -> None:
        self.status, self.headers, self.file = status, headers, file

    @classmethod
    def read(cls, response: requests.Response) -> Self:
        """Read the whole body of `response`. Raises Oversized for one that does not end."""
        file = cast(IO[bytes], SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 - the answer closes it
        try:
            for chunk in chunks_of(response):
                file.write(chunk)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return cls(response.status_code, response.headers, file)

    @property
    def media_type(self) -> str:
        return media_type(self.headers)

    @property
    def request_id(self) -> str:
        return self.headers.get("x-request-id", "")

    @property
    def size(self) -> int:
        here = self.file.tell()
        size = self.file.seek(0, 2)
        self.file.seek(here)
        return size

    def json(self) -> Any:
        """Return the body read as JSON. Raises Malformed if it is not."""
        if self.size > LARGEST_JSON:
            raise errors.Oversized(status=self.status, request_id=self.request_id)
        try:
            return json.loads(self._body())
        except (ValueError, RecursionError):
            raise errors.Malformed(status=self.status, request_id=self.request_id) from None

    def text(self) -> str:
        """Return the body as text, in the character set the server named, else UTF-8."""
        charset = requests.utils.get_encoding_from_headers(self.headers) if self._names_charset else None
        try:
            return self._body().decode(charset or "utf-8", errors="replace")
        except LookupError:
            return self._body().decode(errors="replace")

    def close(self) -> None:
        self.file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    @property
    def _names_charset(self) -> bool:
        return "charset=" in self.headers.get("content-type", "").lower()

    def _body(self) -> bytes:
        self.file.seek(0)
        body = self.file.read()
        self.file.seek(0)
        return body


def media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def chunks_of(response: requests.Response, limit: int = LARGEST_BODY) -> Iterator[bytes]:
    """Yield the body as it comes in: what has arrived is never held back to fill a buffer."""
    size = 0
    while chunk := response.raw.read1(CHUNK, decode_content=True):
        size += len(chunk)
        if size > limit:
            raise errors.Oversized(status=response.status_code)
        yield chunk


def first_bytes(response: requests.Response) -> bytes:
    """Return the beginning of a body, as far as it comes: enough to read a complaint."""
    body = b""
    try:
        for chunk in chunks_of(response):
            body += chunk
            if len(body) > LARGEST_ERROR:
                break
    except HTTPError:
        pass  # the status alone says what happened
    return body[:LARGEST_ERROR]
