"""POST /images/generations."""

from django.http.response import HttpResponseBase

from practice import bodies, image_families, offered, orders, sse
from practice.door import Route
from practice.exchange import Exchange

USUAL_MODEL = "gpt-image-2"


def create(exchange: Exchange) -> HttpResponseBase:
    """Draw the prompt, and answer with the pictures or stream them as they sharpen."""
    given = bodies.read_json(exchange.request)
    exchange.model = given.text("model") or USUAL_MODEL
    offered.find_for(offered.IMAGE, exchange.model)
    order = orders.read(given, image_families.family_of(exchange.model))
    if given.flag("stream"):
        partials = given.integer("partial_images", 0, 3, 0)
        pause = orders.PAUSE / exchange.pace
        return sse.response(orders.sharpening(order, order.draw, "image_generation", partials, pause))
    return bodies.write_json(orders.answer(exchange, order, order.draw))


ROUTES = (Route("POST", "images/generations", create),)
