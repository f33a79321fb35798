"""Files as a browser asks for them: whole or a range of bytes, shown only where that is safe."""

import re
from collections.abc import Callable, Iterator
from typing import IO, Protocol, TypeVar, runtime_checkable

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header, parse_etags

from connections.filenames import safe_filename

CHUNK = 64 * 1024
# What a browser draws or plays without running anything.
SHOWN = {
    "image/png", "image/jpeg", "image/webp", "image/gif",
    "audio/mpeg", "audio/mp3", "audio/mp4", "audio/x-m4a", "audio/m4a", "audio/aac", "audio/flac",
    "audio/x-flac", "audio/ogg", "audio/wav", "audio/x-wav", "audio/wave", "audio/webm",
    "video/mp4", "video/webm",
}  # fmt: skip
EXPORTED = {"text/csv", "text/markdown", "text/plain", "text/vtt", "application/x-subrip", "application/json"}
# A picture or a recording that is opened is a page of the browser's own, which shows that one file.
POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
R = TypeVar("R", bound=HttpResponseBase)
FOREVER = "private, max-age=31536000, immutable"


class Portion:
    """A stretch of an open file, in chunks. Closing it closes the file."""

    def __init__(self, file: IO[bytes], start: int, length: int) -> None:
        self.file, self.start, self.length = file, start, length
        self.close: Callable[[], None] = file.close

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(self.start)
        left = self.length
        while left > 0 and (chunk := self.file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


@runtime_checkable
class Linking(Protocol):
    """A storage that gives its files out by itself, to whoever has a link."""

    def link(self, name: str, content_type: str, disposition: str) -> str: ...


class Unsatisfiable(Exception):  # noqa: N818 - RFC 9110's own word
    """The range lies outside the file."""


def requested(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte of a Range header; None for the whole. Raises Unsatisfiable."""
    found = re.fullmatch(r"\s*bytes\s*=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})\s*", header)
    if not found or found.groups() == ("", ""):
        return None  # not a range of bytes, or several: the whole is a right answer to that
    first, last = found.groups()
    if not first:
        start, end = max(size - int(last), 0), size - 1
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < start:
            return None
    if start >= size or (not first and int(last) == 0):
        raise Unsatisfiable
    return start, end


def serve(
    request: HttpRequest, file: IO[bytes], *, size: int, filename: str, media_type: str, etag: str
) -> HttpResponseBase:
    """Return the answer to a request for an open file that never changes."""
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        file.close()
        return described(HttpResponseNotModified(), etag, media_type)
    try:
        part = requested(request.headers.get("Range", ""), size) if fresh(request, etag) else None
    except Unsatisfiable:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    start, end = part or (0, size - 1)
    response = StreamingHttpResponse(Portion(file, start, end - start + 1), status=206 if part else 200)
    response.headers["Content-Length"] = str(end - start + 1)
    response.headers["Accept-Ranges"] = "bytes"
    if part:
        response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    response.headers["Content-Type"], response.headers["Content-Disposition"] = kind_of(
        request, filename, media_type
    )
    return described(response, etag, media_type)


def lead(
    request: HttpRequest, storage: Linking, name: str, *, filename: str, media_type: str
) -> HttpResponse:
    """Return the way to a stored file where its storage gives it out. It is good for a minute."""
    media_type, disposition = kind_of(request, filename, media_type)
    response = HttpResponseRedirect(storage.link(name, media_type, disposition))
    response.headers["Content-Disposition"] = disposition
    response.headers["Cache-Control"] = "private, max-age=30"
    return response


def kind_of(request: HttpRequest, filename: str, media_type: str) -> tuple[str, str]:
    """Return Content-Type and Content-Disposition: only what can do nothing is opened, all else is saved."""
    safe = media_type in SHOWN
    known = safe or (media_type.partition(";")[0] in EXPORTED and media_type.isprintable())
    attached = "download" in request.GET or not safe
    disposition = content_disposition_header(attached, safe_filename(filename)) or "attachment"
    return media_type if known else "application/octet-stream", disposition


def fresh(request: HttpRequest, etag: str) -> bool:
    """Whether a range may be answered: If-Range names another version of the file otherwise."""
    return request.headers.get("If-Range", etag) == etag


def described(response: R, etag: str, media_type: str) -> R:
    """Say that it is this person's alone, never changes, and is nothing but data."""
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = FOREVER
    response.headers["Content-Security-Policy"] = POLICY if media_type in SHOWN else f"{POLICY}; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
