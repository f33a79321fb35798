"""The files of runs, to whom they belong and to nobody else."""

import io
from pathlib import PurePosixPath
from typing import IO
from uuid import UUID

from django.db.models.fields.files import FieldFile
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from audit.events import Event
from audit.trail import Thing, record
from people.access import Access, access
from runs.exporting import exported
from runs.models import Attachment, Output, Run
from runs.serving import Linking, lead, serve
from runs.thumbnails import KEPT, MEDIA_TYPE, SIDES, small_of, thumbnail
from runs.views import Request

GONE = _("The file is no longer there.")


@access(Access.OWNER)
@require_safe
def output(request: Request, key: UUID, filename: str) -> HttpResponseBase:
    """A result's file, or a result as the kind of file that the name's extension says."""
    found = get_object_or_404(Output, key=key, run__in=Run.objects.visible_to(request.user))
    return given_out(request, found, filename)


def given_out(request: HttpRequest, output: Output, filename: str) -> HttpResponseBase:
    """Give out a result to somebody who may have it."""
    if output.file:
        return recorded(request, stored(request, output), output.audited)
    extension = PurePosixPath(filename).suffix.removeprefix(".")
    found = exported(output, extension)
    if found is None:
        raise Http404(gettext("This result cannot be had as “%(extension)s”.") % {"extension": extension})
    content, media_type = found
    response = serve(
        request,
        io.BytesIO(content),
        size=len(content),
        filename=filename,
        media_type=media_type,
        etag=f'"{output.key.hex}-{extension}"',
    )
    return recorded(request, response, Thing("file", str(output.key), f"{output.kind}.{extension}"))


@access(Access.OWNER)
@require_safe
def attachment(request: Request, key: UUID, filename: str) -> HttpResponseBase:  # noqa: ARG001 - for people to read
    """A file that a person uploaded."""
    found = get_object_or_404(Attachment.objects.visible_to(request.user), key=key)
    return attached(request, found)


def attached(request: HttpRequest, attachment: Attachment) -> HttpResponseBase:
    """Give out an uploaded file to somebody who may have it."""
    return recorded(request, stored(request, attachment), attachment.audited)


def stored(request: HttpRequest, row: Output | Attachment) -> HttpResponseBase:
    """A row's file: by way of its storage if that gives files out, else from here; a smaller one always."""
    filename, media_type, storage = row.filename or str(row), row.media_type, row.file.storage
    asked = next((name for name in SIDES if name in request.GET), "")
    if asked and media_type.startswith("image/") and (content := smaller(row, asked)):
        etag = f'"{row.key.hex}-{asked}"'
        return serve(
            request,
            io.BytesIO(content),
            size=len(content),
            filename=filename,
            media_type=MEDIA_TYPE,
            etag=etag,
        )
    if isinstance(storage, Linking):
        if not storage.exists(str(row.file.name)):
            raise Http404(GONE)
        return lead(request, storage, str(row.file.name), filename=filename, media_type=media_type)
    etag = f'"{row.key.hex}"'
    return serve(
        request, opened(row.file), size=row.size, filename=filename, media_type=media_type, etag=etag
    )


def smaller(row: Output | Attachment, asked: str) -> bytes | None:
    """Return a row's picture as small as an address asks for, or None if it cannot be made smaller."""
    if asked == KEPT:
        try:
            return small_of(row)
        except FileNotFoundError:
            raise Http404(GONE) from None
    with opened(row.file) as file:
        small = thumbnail(file, SIDES[asked])
    return small and small.content


def opened(file: FieldFile) -> IO[bytes]:
    try:
        stored: IO[bytes] = file.storage.open(str(file.name), "rb")
    except FileNotFoundError:
        raise Http404(GONE) from None
    return stored


def recorded(request: HttpRequest, response: HttpResponseBase, thing: Thing) -> HttpResponseBase:
    """Record that a file goes out to be saved. What a page shows is no download."""
    if request.method == "GET" and response.headers.get("Content-Disposition", "").startswith("attachment"):
        record(Event.FILE_DOWNLOADED, thing)
    return response
