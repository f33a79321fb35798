"""The pages of what is shared: choosing it, seeing it, taking it back."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from runs.models import Output
from runs.views.files import attached, given_out
from sharing.models import Shown
from sharing.showing import alone

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
OUT_OF_SIGHT = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow, noarchive"}


def out_of_sight(view: V) -> V:
    """Have nobody keep what a view answers, nor find it by a search."""

    @wraps(view)
    def unseen(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        for name, value in OUT_OF_SIGHT.items():
            response.headers[name] = value
        return response

    return unseen  # type: ignore[return-value]  # the same signature


def without_referrer(view: V) -> V:
    """Have no other server hear of the address from a link in it, and not even our own.

    A page with a form cannot say so: what it sends would come from nowhere, and be refused.
    """

    @wraps(view)
    def silent(*args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return silent  # type: ignore[return-value]  # the same signature


def output_of(request: HttpRequest, shown: Shown, key: UUID, filename: str) -> HttpResponseBase:
    """Give out the file of a result, if it is one of those that are shown."""
    found: Output = get_object_or_404(shown.outputs, key=key)
    return given_out(request, found if shown.inputs else alone(found), filename)


def attachment_of(request: HttpRequest, shown: Shown, key: UUID) -> HttpResponseBase:
    """Give out a file that was asked with, if what was asked is shown."""
    files = shown.run.attachments.all() if shown.inputs else shown.run.attachments.none()
    return attached(request, get_object_or_404(files, key=key))
