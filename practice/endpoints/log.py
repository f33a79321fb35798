"""GET /practice/journal: what the account has asked of practice. OpenAI has no such thing."""

from django.http import JsonResponse

from practice import journal
from practice.door import Route
from practice.exchange import Exchange


def index(exchange: Exchange) -> JsonResponse:
    return JsonResponse({"object": "list", "data": journal.lines(exchange.owner)})


ROUTES = (Route("GET", "practice/journal", index),)
