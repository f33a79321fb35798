"""How much may be sent to each address, decided before any of it is read.

A view that takes more than an ordinary form says so: `largest_body` is the number of bytes, or a function
that gets what the address names and returns it. Files sent to any other view are passed over unread.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

UNTOLD = _("Your browser did not say how much it sends, so nothing was read. Try another browser.")
MANY = _("That has more fields or files than Workroom takes at once. Send less at a time.")
UNREADABLE = _("Workroom could not read what your browser sent. Go back, reload the page and try again.")


class NoFiles(FileUploadHandler):
    """Passes over files that nobody asked for."""

    def new_file(self, *_args: Any, **_kwargs: Any) -> None:
        raise SkipFile

    def receive_data_chunk(self, *_args: Any) -> None:
        raise SkipFile

    def file_complete(self, *_args: Any) -> None:
        return


class BodiesMiddleware:
    """Stands before everything that reads a body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        declared = getattr(view, "largest_body", None)
        if declared is None:
            request.upload_handlers = [NoFiles(request)]
        most = declared(**kwargs) if callable(declared) else declared or settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        length = length_of(request)
        if length is None:
            return refused(request, str(UNTOLD), 411)
        return refused(request, too_large(length, most), 413) if length > most else None


def length_of(request: HttpRequest) -> int | None:
    """Return how many bytes are to come; None if the browser does not say."""
    said = request.META.get("CONTENT_LENGTH") or ("" if "Transfer-Encoding" in request.headers else "0")
    return int(said) if said.isdecimal() else None


def too_large(length: int, most: int) -> str:
    return gettext(
        "That is %(length)s together, and %(most)s is the most that can be sent here. Choose "
        "smaller files, or fewer."
    ) % {"length": filesizeformat(length), "most": filesizeformat(most)}


def refused(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    """Return the page, or for a script the sentence alone: what was typed is still in the browser."""
    if request.headers.get("HX-Request"):
        return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    return render(request, "refused.html", {"sentence": sentence}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of what it could not, or would not, read."""
    match exception:
        case RequestDataTooBig():
            most = filesizeformat(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
            return refused(
                request,
                gettext("That is more text than can be sent: %(most)s is the most.") % {"most": most},
                413,
            )
        case TooManyFieldsSent() | TooManyFilesSent():
            return refused(request, str(MANY), 413)
        case _:
            return refused(request, str(UNREADABLE), 400)
