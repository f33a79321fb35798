"""POST /images/generations."""

import base64
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http.response import HttpResponseBase
from PIL.Image import Image

from practice import bodies, drawing, image_families, links, offered, sse, words
from practice.door import Route
from practice.exchange import Exchange
from practice.image_families import ImageFamily
from practice.parameters import Parameters

USUAL_MODEL = "gpt-image-2"
PAUSE = 8  # words: a step of a streamed picture takes as long as speaking so many


@dataclass(frozen=True)
class Order:
    """What pictures are asked for, checked."""

    prompt: str
    family: ImageFamily
    size: tuple[int, int]
    n: int
    quality: str
    form: str
    compression: int
    background: str
    response_format: str

    def draw(self, index: int) -> Image:
        transparent = self.background == "transparent"
        return drawing.draw(
            self.prompt, self.size, index=index, quality=self.quality, transparent=transparent
        )

    def file(self, image: Image) -> bytes:
        return drawing.encoded(image, self.form, self.compression)

    def described(self) -> dict[str, Any]:
        """Return what OpenAI repeats beside the pictures."""
        return {
            "background": "opaque" if self.background == "auto" else self.background,
            "output_format": self.form,
            "quality": "medium" if self.quality == "auto" else self.quality,
            "size": f"{self.size[0]}x{self.size[1]}",
        }

    def usage(self, images: int) -> dict[str, Any]:
        text = words.count(self.prompt)
        output = images * self.size[0] * self.size[1] // 1024
        return {
            "input_tokens": text,
            "input_tokens_details": {"text_tokens": text, "image_tokens": 0},
            "output_tokens": output,
            "total_tokens": text + output,
        }


def create(exchange: Exchange) -> HttpResponseBase:
    """Draw the prompt, and answer with the pictures or stream them as they sharpen."""
    given = bodies.read_json(exchange.request)
    exchange.model = given.text("model") or USUAL_MODEL
    offered.find_for(offered.IMAGE, exchange.model)
    order = read_order(given, image_families.family_of(exchange.model))
    if given.flag("stream"):
        return sse.response(
            sharpening(order, given.integer("partial_images", 0, 3, 0), PAUSE / exchange.pace)
        )
    made = [picture(exchange, order, index) for index in range(order.n)]
    answer: dict[str, Any] = {"created": int(time.time()), "data": made}
    if not order.family.dall_e:
        answer |= {**order.described(), "usage": order.usage(order.n)}
    return bodies.write_json(answer)


def read_order(given: Parameters, family: ImageFamily) -> Order:
    image_families.check(given, family)
    given.require("prompt")
    return Order(
        prompt=given.text("prompt", longest=family.longest_prompt, shortest=1),
        family=family,
        size=family.size(given.text("size")),
        n=given.integer("n", 1, family.most, 1),
        quality=given.choice("quality", family.qualities, family.qualities[0]),
        form=given.choice("output_format", image_families.FORMATS, "png"),
        compression=given.integer("output_compression", 0, 100, 100),
        background=image_families.background(given),
        response_format=given.choice("response_format", ("url", "b64_json"), "url")
        if family.dall_e
        else "b64_json",
    )


def picture(exchange: Exchange, order: Order, index: int) -> dict[str, Any]:
    with drawing.AT_ONCE:
        content = order.file(order.draw(index))
    revised = (
        {"revised_prompt": f"{order.prompt} (as practice understood it)"} if order.family.revises else {}
    )
    if order.response_format == "url":
        return {"url": links.keep(exchange, content, order.form), **revised}
    return {"b64_json": base64.b64encode(content).decode(), **revised}


def sharpening(order: Order, partials: int, pause: float) -> Iterator[bytes]:
    """Yield each picture's previews, then the picture."""
    for index in range(order.n):
        with drawing.AT_ONCE:
            image = order.draw(index)
        facts = {**order.described(), "created_at": int(time.time())}
        for step in range(partials):
            time.sleep(pause)
            hazy = base64.b64encode(order.file(drawing.blurred(image, step, partials))).decode()
            kind = {"type": "image_generation.partial_image", "partial_image_index": step}
            yield sse.event({**kind, "b64_json": hazy, **facts}, named=True)
        time.sleep(pause)
        final = {
            "type": "image_generation.completed",
            "b64_json": base64.b64encode(order.file(image)).decode(),
        }
        yield sse.event({**final, **facts, "usage": order.usage(1)}, named=True)


ROUTES = (Route("POST", "images/generations", create),)
