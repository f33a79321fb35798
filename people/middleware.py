"""Holds every request to what its view declares, and keeps where people are signed in."""

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from people import sessions
from people.access import Access, View, access_of

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


def note_sign_in(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Keep where each person is signed in."""

    def noting(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            sessions.note(request)
        return get_response(request)

    return noting
