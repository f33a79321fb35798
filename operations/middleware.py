"""Lets machines in that know Workroom by its number and not by its name."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from operations.views import PROBES


class ProbesMiddleware:
    """Answers a probe before anything asks under which host name, by HTTPS or not, it was reached.

    Kubernetes asks a container by its address and in plain HTTP; nothing in the answer depends on either.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path_info.removeprefix("/"))
        return probe(request) if probe else self.get_response(request)
