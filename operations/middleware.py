"""Lets machines in that know Workroom by its number and not by its name."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from operations.views import for_machines


class ProbesMiddleware:
    """Answers a probe before anything asks under which host name, by HTTPS or not, it was reached.

    Kubernetes and Prometheus ask a container by its address; nothing in the answer depends on that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = for_machines(request)
        return view(request) if view else self.get_response(request)
