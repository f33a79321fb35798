"""The one way in: who is asking, what is to go wrong, which endpoint answers, and what is written down."""

import ipaddress
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from practice import accounts, faults, journal
from practice.bodies import LARGEST_FORM
from practice.exchange import Exchange
from practice.refusals import Refusal

logger = logging.getLogger(__name__)
Answer = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Route:
    """One method of one path (below /v1/) and the function that answers it.

    An `open` route needs no key: its address is a secret of its own.
    """

    method: str
    path: str
    answer: Answer
    open: bool = False


def door(routes: Mapping[str, Route]) -> Callable[..., HttpResponseBase]:
    """Return the view of one path, given its routes by method."""

    @csrf_exempt
    def view(request: HttpRequest, **parts: str) -> HttpResponseBase:
        exchange = Exchange(request)
        try:
            response = answered(exchange, routes, parts)
        except Refusal as refusal:
            response = refusal.response()
        except Exception:
            logger.exception("Practice failed on %s %s", request.method, request.path)
            message = "The server had an error while processing your request. (This is practice.)"
            response = Refusal(message, status=500, kind="server_error").response()
        return witnessed(exchange, response)

    view.largest_body = LARGEST_FORM  # type: ignore[attr-defined]  # what Workroom's own pages take is less
    return view


def answered(exchange: Exchange, routes: Mapping[str, Route], parts: dict[str, str]) -> HttpResponseBase:
    """Return the endpoint's answer, or the trouble that was asked for in its place."""
    request = exchange.request
    check_origin(request)
    route = routes.get(request.method or "")
    if not (route and route.open):
        exchange.account = accounts.identify(request)
        exchange.fault = faults.asked_for(request, exchange.account)
    if exchange.fault and (trouble := exchange.fault.before()):
        return trouble
    if not routes:
        raise Refusal(f"Invalid URL ({request.method} {request.path.removeprefix('/practice')})", status=404)
    if not route:
        message = f"Not allowed to {request.method} on {request.path.removeprefix('/practice')}."
        allowed = {"Allow": ", ".join(sorted(routes))}
        raise Refusal(message, status=405, code="method_not_supported", headers=allowed)
    if exchange.account:
        accounts.check_standing(exchange.account)
    response = route.answer(exchange, **parts)
    return exchange.fault.after(response) if exchange.fault else response


def check_origin(request: HttpRequest) -> None:
    """Answer this machine only: nobody is to find a free service behind a public address."""
    if not getattr(settings, "PRACTICE_OPEN", False):
        address = request.META.get("REMOTE_ADDR") or "127.0.0.1"  # no address at all: a local socket
        forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
        if forwarded or not ipaddress.ip_address(address).is_loopback:
            raise Refusal("Practice answers callers on its own machine only.", status=403)
    client_id = request.headers.get("X-Client-Request-Id", "")
    if len(client_id) > 512 or not client_id.isascii():
        message = "X-Client-Request-Id must be ASCII, and no longer than 512 characters."
        raise Refusal(message, param="X-Client-Request-Id")


def witnessed(exchange: Exchange, response: HttpResponseBase) -> HttpResponseBase:
    """Put OpenAI's headers on the answer and see that it gets into the journal once it is over."""
    for name, value in headers(exchange).items():
        response.headers.setdefault(name, value)
    if isinstance(response, StreamingHttpResponse):
        pieces = cast(Iterable[bytes], response.streaming_content)
        response.streaming_content = followed(exchange, response, pieces)
    else:
        journal.add(exchange, response.status_code)
    return response


def followed(exchange: Exchange, response: HttpResponseBase, pieces: Iterable[bytes]) -> Iterator[bytes]:
    complete = False
    try:
        yield from pieces
        complete = True
    finally:
        journal.add(exchange, response.status_code, complete=complete)


def headers(exchange: Exchange) -> dict[str, str]:
    return {
        "x-request-id": exchange.request_id,
        "openai-organization": "practice",
        "openai-processing-ms": str(exchange.elapsed_ms),
        "openai-version": "2020-10-01",
        "x-ratelimit-limit-requests": "10000",
        "x-ratelimit-remaining-requests": "9999",
        "x-ratelimit-reset-requests": "6ms",
        "x-ratelimit-limit-tokens": "2000000",
        "x-ratelimit-remaining-tokens": "1999000",
        "x-ratelimit-reset-tokens": "30ms",
    }
