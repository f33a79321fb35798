"""GET /models and /models/{id}."""

from django.http import JsonResponse

from practice import offered
from practice.accounts import NO_MODELS
from practice.door import Route
from practice.exchange import Exchange


def index(exchange: Exchange) -> JsonResponse:
    shown = [] if exchange.owner.condition == NO_MODELS else offered.MODELS.values()
    return JsonResponse({"object": "list", "data": [model.described() for model in shown]})


def show(exchange: Exchange, model: str) -> JsonResponse:
    exchange.model = model
    return JsonResponse(offered.find(model).described())


ROUTES = (Route("GET", "models", index), Route("GET", "models/<str:model>", show))
