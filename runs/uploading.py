"""Uploads go to disk, and no further than the form can use them: a huge one costs neither memory nor room."""

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from actions import registry
from actions.rows import Rows
from actions.uploads import MEGABYTE, File
from runs.views import Request, action_or_404

P = ParamSpec("P")
View = Callable[Concatenate[Request, P], HttpResponse]
# All files of a form together, however many it could have.
MOST_TOGETHER = 1024 * MEGABYTE
ROW = re.compile(r"-\d+-")


class BoundedUpload(FileUploadHandler):
    """Keeps no more of a file than its field takes, but counts it all: the form then says what is wrong.

    `limits` are those of `limits_of`; what no field of the form asked for is passed over. The files have no
    name: however this process ends, the disk has its room back.
    """

    def __init__(self, request: Request, limits: Mapping[str, int]) -> None:
        super().__init__(request)
        self.limits, self.limit = limits, 0

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        name = ROW.sub("-0-", field_name)
        if name not in self.limits:
            vars(self).pop("file", None)  # Django would close it, and it is the one before
            raise SkipFile
        self.limit = self.limits[name] + 1
        super().new_file(field_name, *args, **kwargs)
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


def limits_of(fields: Mapping[str, forms.Field], prefix: str = "") -> dict[str, int]:
    """Return how large the file of each field may be; of a row's fields, by the name in the first row."""
    limits: dict[str, int] = {}
    for name, field in fields.items():
        if isinstance(field, File):
            limits[prefix + name] = field.max_size
        elif isinstance(field, Rows):
            limits |= limits_of(field.row_fields, f"{prefix}{name}-0-")
    return limits


def together(fields: Iterable[forms.Field]) -> Iterator[int]:
    """Yield how large the files of each field may be together."""
    for field in fields:
        if isinstance(field, File):
            yield field.max_size
        elif isinstance(field, Rows):
            yield field.max_rows * sum(together(field.row_fields.values()))


def largest_body(slug: str, **_kwargs: Any) -> int:
    """Return how much the form of an action can be, its files and its text."""
    try:
        files = sum(together(registry.get(slug).fields.values()))
    except KeyError:  # the view says so, to those who may hear it
        files = 0
    return min(files, MOST_TOGETHER) + int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)


def bounded_uploads(view: View[P]) -> View[P]:
    """Bound the uploads of a view of the action that the address names."""
    protected: Any = csrf_protect(view)

    @csrf_exempt  # reading the token reads the body: the handler must be there first
    @wraps(view)
    def bounded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        action = action_or_404(str(kwargs["slug"]))
        request.upload_handlers = [BoundedUpload(request, limits_of(action.fields))]
        response: HttpResponse = protected(request, *args, **kwargs)
        return response

    bounded.largest_body = largest_body  # type: ignore[attr-defined]  # a function may carry anything
    return bounded
