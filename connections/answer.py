"""A server's whole answer. Its body lies in a temporary file, so a large one is never in memory."""

from collections.abc import Iterator, Mapping
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, Any, Self, cast

import requests
from urllib3.exceptions import HTTPError

from connections import errors, limits

CHUNK = 64 * 1024


class Answer:
    """What came back: `status`, `headers` (any case), and the body as `file`, `text()` or `json()`."""

    def __init__(self, status: int, headers: Mapping[str, str], file: IO[bytes]) -> None:
        self.status, self.headers, self.file = status, headers, file

    @classmethod
    def read(cls, response: requests.Response) -> Self:
        """Read the whole body of `response`. Raises Oversized for one that is larger than its kind may be."""
        file = cast(IO[bytes], SpooledTemporaryFile(max_size=limits.IN_MEMORY))  # noqa: SIM115 - the answer closes it
        try:
            for chunk in chunks_of(response, limits.of_answer(media_type(response.headers))):
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
        """Return the body read as JSON. Raises Malformed if it is not, Oversized if it holds too much."""
        try:
            return limits.loaded(self._body(limits.JSON))
        except limits.TooManyValues:
            raise self._oversized() from None
        except (ValueError, RecursionError):
            words = "" if self.size else "The server answered without any content."
            raise errors.Malformed(words, status=self.status, request_id=self.request_id) from None

    def text(self) -> str:
        """Return the body as text, in the character set the server named, else UTF-8. Raises Oversized."""
        charset = requests.utils.get_encoding_from_headers(self.headers) if self._names_charset else None
        body = self._body(limits.TEXT)
        try:
            return body.decode(charset or "utf-8", errors="replace")
        except LookupError:
            return body.decode(errors="replace")

    def close(self) -> None:
        self.file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    @property
    def _names_charset(self) -> bool:
        return "charset=" in self.headers.get("content-type", "").lower()

    def content(self, limit: int = limits.PICTURE) -> bytes:
        """Return the body as it is. Raises Oversized."""
        return self._body(limit)

    def _oversized(self) -> errors.Oversized:
        return errors.Oversized(status=self.status, request_id=self.request_id)

    def _body(self, limit: int) -> bytes:
        if self.size > limit:
            raise self._oversized()
        self.file.seek(0)
        body = self.file.read()
        self.file.seek(0)
        return body


def media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def chunks_of(response: requests.Response, limit: int) -> Iterator[bytes]:
    """Yield the body as it comes in: what has arrived is never held back to fill a buffer.

    Raises Oversized once it is longer than `limit` bytes, or says that it will be.
    """
    size = 0
    if (response.raw.length_remaining or 0) > limit:
        raise errors.Oversized(status=response.status_code)
    while chunk := response.raw.read1(CHUNK, decode_content=True):
        size += len(chunk)
        if size > limit:
            raise errors.Oversized(status=response.status_code)
        yield chunk


def first_bytes(response: requests.Response) -> bytes:
    """Return the beginning of a body, as far as it comes: enough to read a complaint."""
    body = b""
    try:
        while len(body) < limits.REFUSAL and (chunk := response.raw.read1(CHUNK, decode_content=True)):
            body += chunk
    except HTTPError:
        pass  # the status alone says what happened
    return body[: limits.REFUSAL]
