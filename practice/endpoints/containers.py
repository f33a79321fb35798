"""GET /containers/{id}/files/{id}/content: what the code interpreter made."""

from django.http import HttpResponse

from practice import containers
from practice.door import Route
from practice.exchange import Exchange


def content(exchange: Exchange, container: str, file: str) -> HttpResponse:
    found = containers.find(exchange.owner, container, file)
    return HttpResponse(found.read_bytes(), content_type="application/octet-stream")


ROUTES = (Route("GET", "containers/<str:container>/files/<str:file>/content", content),)
