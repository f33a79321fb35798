"""POST /moderations."""

import uuid
from typing import Any

from django.http import HttpResponse

from practice import bodies, looking, moderating, offered
from practice.door import Route
from practice.exchange import Exchange
from practice.parameters import Parameters
from practice.refusals import Refusal, invalid_value, missing_parameter

USUAL_MODEL = "omni-moderation-latest"
MOST_TEXTS = 1_000


def create(exchange: Exchange) -> HttpResponse:
    """Answer with one result for each text, or one for all parts together."""
    given = bodies.read_json(exchange.request)
    given.only({"model", "input"})
    given.require("input")
    exchange.model = given.text("model") or USUAL_MODEL
    offered.find_for(offered.MODERATION, exchange.model)
    name = f"modr-{uuid.uuid4().hex}"
    return bodies.write_json({"id": name, "model": exchange.model, "results": results(given)})


def results(given: Parameters) -> list[dict[str, Any]]:
    asked = given.values["input"]
    if not asked and isinstance(asked, list):
        raise Refusal("Invalid 'input': empty array.", code="empty_array", param="input")
    if isinstance(asked, list) and any(isinstance(each, dict) for each in asked):
        return [verdict_on_parts(asked)]
    return [moderating.verdict(text, image=False) for text in given.texts("input", most=MOST_TEXTS)]


def verdict_on_parts(parts: list[Any]) -> dict[str, Any]:
    """Return the result for texts and at most one picture."""
    texts: list[str] = []
    images = 0
    for number, part in enumerate(parts):
        place = f"input[{number}]"
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "text":
            texts.append(word(part, "text", f"{place}.text"))
        elif kind == "image_url":
            images += 1
            source = part.get("image_url")
            url = word(source if isinstance(source, dict) else {}, "url", f"{place}.image_url.url")
            looking.at_url(url, f"{place}.image_url.url")
        else:
            raise invalid_value(f"{place}.type", kind, ("text", "image_url"))
    if images > 1:
        message = f"Too many images in the request: {images}. At most 1 image is allowed."
        raise Refusal(message, code="too_many_images", param="input")
    return moderating.verdict("\n".join(texts) if texts else None, image=bool(images))


def word(part: dict[str, Any], name: str, place: str) -> str:
    value = part.get(name)
    if not isinstance(value, str):
        raise missing_parameter(place)
    return value


ROUTES = (Route("POST", "moderations", create),)
