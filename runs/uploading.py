"""Uploads go to disk, and no further than the form can use them: a huge one costs neither memory nor room."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from actions.rows import Rows
from actions.uploads import File
from runs.views import Request, action_or_404

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponse]


class BoundedUpload(FileUploadHandler):
    """Keeps no more of a file than `limit` bytes, but counts them all: the form then says what is wrong.

    The file has no name: however this process ends, the disk has its room back.
    """

    def __init__(self, request: Request, limit: int) -> None:
        super().__init__(request)
        self.limit = limit

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - the upload's, closed with the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start < self.limit:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        self.file.seek(0)
        return UploadedFile(
            self.file, self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "file"):  # it may end before the first file
            self.file.close()


def limits(fields: Iterable[forms.Field]) -> Iterator[int]:
    for field in fields:
        if isinstance(field, File):
            yield field.max_size
        elif isinstance(field, Rows):
            yield from limits(field.row_fields.values())


def bounded_uploads(view: View[P]) -> View[P]:
    """Bound the uploads of a view of the action that the address names."""
    protected: Any = csrf_protect(view)

    @csrf_exempt  # reading the token reads the body: the handler must be there first
    @wraps(view)
    def bounded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        fields = action_or_404(str(kwargs["slug"])).fields.values()
        request.upload_handlers = [BoundedUpload(request, max(limits(fields), default=0) + 1)]
        response: HttpResponse = protected(request, *args, **kwargs)
        return response

    return bounded
