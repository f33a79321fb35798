"""The request that is being answered, so that whoever records something need not hand it through."""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


def middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Remember the request while it is answered."""

    def remembering(asked: HttpRequest) -> HttpResponseBase:
        token = request.set(asked)
        try:
            return get_response(asked)
        finally:
            request.reset(token)

    return remembering
