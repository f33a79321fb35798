"""What every page's shell needs."""

from typing import Any

from django.http import HttpRequest

from actions.registry import menu


def shell(request: HttpRequest) -> dict[str, Any]:
    """The navigation, and the nonce under the name that django-htmx looks for."""
    return {"menu": menu(), "csp_nonce": getattr(request, "csp_nonce", "")}
