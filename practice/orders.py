"""An order for pictures: what is asked for, and the answers that carry what was drawn."""

import base64
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PIL.Image import Image

from practice import drawing, image_families, links, sse, svg, words
from practice.exchange import Exchange
from practice.image_families import ImageFamily
from practice.parameters import Parameters

PAUSE = 8  # words: a step of a streamed picture takes as long as speaking so many
LONGEST_FRAME = 655_350  # milliseconds

# Returns the picture of an index, its shapes having moved by a share of its width.
Paint = Callable[[int, float], Image]


@dataclass(frozen=True)
class Order:
    """What pictures are asked for, checked. A moving one has `frames`."""

    prompt: str
    family: ImageFamily
    size: tuple[int, int]
    n: int
    quality: str
    complexity: str
    form: str
    compression: int
    background: str
    response_format: str
    frames: int
    frame_duration: int
    author: str  # the model that writes an SVG

    def draw(self, index: int, drift: float, *, bare: bool = False) -> Image:
        """Return the picture of the prompt; a `bare` one has no background."""
        return drawing.draw(
            self.prompt,
            self.size,
            index=index,
            quality=self.quality,
            complexity=self.complexity,
            transparent=bare or self.background == "transparent",
            drift=drift,
        )

    def file(self, image: Image) -> bytes:
        return drawing.encoded(image, self.form, self.compression)

    def finished(self, paint: Paint, index: int) -> bytes:
        if self.form == "svg":
            return svg.traced(paint(index, 0), self.prompt)
        if self.form != "gif":
            return self.file(paint(index, 0))
        frames = (paint(index, number / self.frames) for number in range(self.frames))
        return drawing.moving(frames, self.frame_duration)

    def described(self) -> dict[str, Any]:
        """Return what OpenAI repeats beside the pictures."""
        return {
            "background": "opaque" if self.background == "auto" else self.background,
            "output_format": self.form,
            "quality": "medium" if self.quality == "auto" else self.quality,
            "size": f"{self.size[0]}x{self.size[1]}",
        }

    def usage(self, images: int, shown: int = 0) -> dict[str, Any]:
        text, seen = words.count(self.prompt), shown * 256
        output = images * self.size[0] * self.size[1] // 1024
        return {
            "input_tokens": text + seen,
            "input_tokens_details": {"text_tokens": text, "image_tokens": seen},
            "output_tokens": output,
            "total_tokens": text + seen + output,
        }


def read(given: Parameters, family: ImageFamily) -> Order:
    """Return what is asked for; refuse what the family does not take."""
    image_families.check(given, family)
    given.require("prompt")
    return Order(
        prompt=given.text("prompt", longest=family.longest_prompt, shortest=1),
        family=family,
        size=family.size(given.text("size")),
        n=given.integer("n", 1, family.most, 1),
        quality=given.choice("quality", family.qualities, family.qualities[0]),
        complexity=given.choice("complexity", tuple(drawing.COMPLEXITIES), "medium"),
        form=given.choice("output_format", family.formats, "png"),
        compression=given.integer("output_compression", 0, 100, 100),
        background=image_families.background(given),
        response_format=given.choice("response_format", ("url", "b64_json"), "url")
        if family.dall_e
        else "b64_json",
        frames=given.integer("frame_count", 2, 16, 9),
        frame_duration=given.integer("frame_duration_ms", 1, LONGEST_FRAME, 200),
        author=str((given.values.get("svg") or {}).get("model") or svg.USUAL_AUTHOR),
    )


def answer(exchange: Exchange, order: Order, paint: Paint, shown: int = 0) -> dict[str, Any]:
    """Return the answer with all pictures; `shown` is how many came with the request."""
    made = [picture(exchange, order, paint, index) for index in range(order.n)]
    answer: dict[str, Any] = {"created": int(time.time()), "data": made}
    if not order.family.dall_e:
        answer |= {**order.described(), "usage": order.usage(order.n, shown)}
    if order.form == "svg":
        answer["svg_usage"] = svg.usage(order.author, len(made[0]["b64_json"]))
    return answer


def picture(exchange: Exchange, order: Order, paint: Paint, index: int) -> dict[str, Any]:
    with drawing.AT_ONCE:
        content = order.finished(paint, index)
    revised = (
        {"revised_prompt": f"{order.prompt} (as practice understood it)"} if order.family.revises else {}
    )
    if order.response_format == "url":
        return {"url": links.keep(exchange, content, order.form), **revised}
    return {"b64_json": base64.b64encode(content).decode(), **revised}


def sharpening(
    order: Order, paint: Paint, kind: str, partials: int, pause: float, shown: int = 0
) -> Iterator[bytes]:
    """Yield each picture's previews, then the picture, as events of that kind."""
    for index in range(order.n):
        with drawing.AT_ONCE:
            image = paint(index, 0)
        facts = {**order.described(), "created_at": int(time.time())}
        for step in range(partials):
            time.sleep(pause)
            hazy = base64.b64encode(order.file(drawing.blurred(image, step, partials))).decode()
            partial = {"type": f"{kind}.partial_image", "partial_image_index": step}
            yield sse.event({**partial, "b64_json": hazy, **facts}, named=True)
        time.sleep(pause)
        final = {"type": f"{kind}.completed", "b64_json": base64.b64encode(order.file(image)).decode()}
        yield sse.event({**final, **facts, "usage": order.usage(1, shown)}, named=True)
