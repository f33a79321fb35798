"""The addresses that machines ask."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from operations import health
from people.access import Access, access


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


PROBES: dict[str, Callable[[HttpRequest], HttpResponse]] = {"healthz": healthz, "readyz": readyz}
