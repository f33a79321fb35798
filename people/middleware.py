"""Holds every request to what its view declares, and keeps where people are signed in."""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from people import factors, rules, sessions
from people.access import Access, View, access_of
from people.models import User

WHERE_IT_IS_SET_UP = {
    f"people:{name}" for name in ("account", "app-add", "passkey-add", "passkey-task", "proof")
}

logger = logging.getLogger(__name__)


class AccessMiddleware(LoginRequiredMiddleware):
    """Keeps out who may not open an address: to the sign-in page, or by PermissionDenied."""

    def process_view(
        self, request: HttpRequest, view_func: View, *_arguments: Any
    ) -> HttpResponseBase | None:
        who = access_of(view_func)
        if who is None:
            logger.error("%s is closed: its view does not declare who may open it", request.path)
            raise PermissionDenied
        if who is Access.ANYONE:
            return None
        if not request.user.is_authenticated:
            return self.handle_no_permission(request, view_func)
        if who is Access.ADMINISTRATORS and not request.user.is_superuser:
            raise PermissionDenied
        return None


class SignInMiddleware:
    """Keeps where each person is signed in, and has whoever must have a second factor set one up first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, User):
            rule = sessions.note(request)
            due = rules.needs_second_factor(request.user, rule) and not request.session.get(factors.SHOWN)
            request.second_factor_due = due  # type: ignore[attr-defined]  # ours, for the account's page
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view_func: View, *_arguments: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if not getattr(request, "second_factor_due", False) or access_of(view_func) is Access.ANYONE:
            return None
        if match and match.view_name in WHERE_IT_IS_SET_UP:
            return None
        leave = HttpResponseClientRedirect if request.headers.get("HX-Request") else HttpResponseRedirect
        return leave(reverse("people:account"))
