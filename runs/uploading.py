"""Uploads go to disk, and no further than the form can use them: a huge one costs neither memory nor room."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from actions.rows import Rows
from actions.uploads import File
from runs.views import Request, action_or_404

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponse]


class BoundedUpload(TemporaryFileUploadHandler):
    """Keeps no more of a file than `limit` bytes, but counts them all: the form then says what is wrong."""

    def __init__(self, request: Request, limit: int) -> None:
        super().__init__(request)
        self.limit = limit

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start < self.limit:
            self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        file = super().file_complete(file_size)
        if file:
            file.size = file_size
        return file


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
