"""What every page's shell needs."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """The nonce, under the name that django-htmx looks for."""
    return {"csp_nonce": getattr(request, "csp_nonce", "")}
