"""A server's whole answer. Its body lies in a temporary file, so a large one is never in memory."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, Any, Self, cast

import requests
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from urllib3.exceptions import HTTPError

from connections import encoded, errors, limits

CHUNK = 64 * 1024
EMPTY = _("The server answered without any content.")


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

    def refuse_longer(self, limit: int) -> None:
        """Raise Oversized if the body is longer than `limit` bytes."""
        if self.size > limit:
            raise self._error(errors.Oversized)

    def content(self, limit: int) -> bytes:
        """Return the body as it is. Raises Oversized if it is longer than `limit` bytes."""
        self.refuse_longer(limit)
        self.file.seek(0)
        body = self.file.read()
        self.file.seek(0)
        return body

    def json(self) -> Any:
        """Return the body read as JSON. Raises Malformed if it is not, Oversized if it holds too much."""
        with self._readable():
            return limits.loaded(self.content(limits.TEXT))

    def object(self, *needed: str) -> dict[str, Any]:
        """Return the JSON object that the body is. Raises as `json` does; Unusable if a name is missing."""
        return self._checked(self.json(), needed)

    def object_with_files(self, *needed: str) -> dict[str, Any]:
        """Return the JSON object that the body is, with `Encoded` for the files in it, however long they are.

        They can be read until the answer is closed. Raises as `object` does.
        """
        with self._readable():
            data = encoded.loaded(self.file)
        return self._checked(data, needed)

    def refuse_page(self) -> None:
        """Raise Malformed for a web page: a proxy's, or a sign-in, where an answer ought to be."""
        if self.media_type == "text/html":
            raise self._error(errors.Malformed)

    def text(self) -> str:
        """Return the body as text, in the character set the server named, else UTF-8. Raises Oversized."""
        charset = requests.utils.get_encoding_from_headers(self.headers) if self._names_charset else None
        body = self.content(limits.TEXT)
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

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Translate what goes wrong when the body is read as JSON."""
        try:
            yield
        except limits.TooManyValues:
            raise self._error(errors.Oversized) from None
        except ValueError:
            raise self._error(errors.Malformed, "" if self.size else gettext(EMPTY)) from None

    def _checked(self, data: Any, needed: tuple[str, ...]) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise self._error(errors.Malformed)
        if any(name not in data for name in needed):
            raise self._error(errors.Unusable)
        return data

    def _error(self, kind: type[errors.Malformed], words: str = "") -> errors.Malformed:
        return kind(words, status=self.status, request_id=self.request_id)


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
