"""The addresses that machines ask."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from operations import health
from operations.metrics import exposition
from people.access import Access, access

log = logging.getLogger(__name__)


@access(Access.ANYONE)
@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """This process answers. Nothing else is looked at: starting it again would mend nothing else."""
    return JsonResponse({"ok": True})


@access(Access.ANYONE)
@require_safe
@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """Everything that a run needs is there (200), or not (503). Says what, but neither where nor why."""
    parts = health.report()
    ready = all(part["ok"] for part in parts.values())
    return JsonResponse({"ready": ready, "parts": parts}, status=200 if ready else 503)


@access(Access.ADMINISTRATORS)
@require_safe
@never_cache
def metrics(_request: HttpRequest) -> HttpResponse:
    """What Prometheus asks for, with a token (`bearer`); and administrators in their browser."""
    try:
        return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
    except DatabaseError as error:
        log.warning("No metrics: %s", error)
        return HttpResponse("The database does not answer.\n", status=503, content_type="text/plain")


def bearer(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view for whoever names METRICS_TOKEN as a bearer token."""

    def guarded(request: HttpRequest) -> HttpResponse:
        scheme, _, token = request.headers["Authorization"].partition(" ")
        expected: str = settings.METRICS_TOKEN
        known = scheme.lower() == "bearer" and constant_time_compare(token.strip(), expected)
        if not expected or not known:
            refusal = "This is not the token that METRICS_TOKEN names.\n"
            challenge = {"WWW-Authenticate": "Bearer"}
            return HttpResponse(refusal, status=401, content_type="text/plain", headers=challenge)
        return view(request)

    return guarded


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "healthz": healthz,
    "readyz": readyz,
    "metrics": metrics,
}


def for_machines(request: HttpRequest) -> Callable[[HttpRequest], HttpResponse] | None:
    """Return the view for a request that comes without a session, and may come under any host name."""
    address = request.path_info.removeprefix("/")
    if address != "metrics":
        return PROBES.get(address)
    return bearer(metrics) if "Authorization" in request.headers else None
