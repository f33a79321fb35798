"""Holds every request to what its view declares."""

import logging
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

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
