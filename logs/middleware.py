"""Gives every web request an id, by which its lines, and those of the runs it asked for, are found."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from logs.about import about

HEADER = "X-Request-ID"
FITTING = re.compile(r"[\w.:/+=-]{1,64}", re.ASCII)
log = logging.getLogger("logs.requests")


class RequestIdMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = id_of(request)
        with about(request_id=request_id):
            began = time.perf_counter()
            response = self.get_response(request)
            tell(request, response, time.perf_counter() - began)
        response.headers.setdefault(HEADER, request_id)  # Practice, like OpenAI, has ids of its own
        return response


def id_of(request: HttpRequest) -> str:
    """Return the id that a proxy of ours gave the request, else a new one."""
    given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
    return given if FITTING.fullmatch(given) else uuid.uuid4().hex


def tell(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    """Log what was asked, by its route: an address may be a secret, a query what somebody seeks."""
    if match := request.resolver_match:
        facts: dict[str, Any] = {"method": request.method, "route": f"/{match.route}"}
        facts |= {"status": response.status_code, "seconds": round(seconds, 4)}
        log.info("%(method)s %(route)s %(status)s in %(seconds)s s", facts, extra={"facts": facts})
