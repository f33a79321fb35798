"""Pictures as SVG: drawn as ever, then traced as small rectangles of a few colours."""

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape

from PIL import Image

from practice import offered
from practice.parameters import Parameters
from practice.refusals import Refusal

COLUMNS = 96
COLOURS = 48
USUAL_AUTHOR = "gpt-6-sol"
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")


def traced(image: Image.Image, prompt: str) -> bytes:
    """Return the file of a picture as it looks from a little further away."""
    width, height = image.size
    size = (COLUMNS, max(round(COLUMNS * height / width), 1))
    small = image.convert("RGBA").resize(size, Image.Resampling.BOX).quantize(COLOURS).convert("RGBA")
    title = f"<title>{escape(' '.join(prompt.split()))} (practice)</title>"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
    box = f' viewBox="0 0 {size[0]} {size[1]}" shape-rendering="crispEdges">'
    return "\n".join([head + box, title, *rectangles(small), "</svg>\n"]).encode()


def rectangles(image: Image.Image) -> Iterator[str]:
    """Yield a rectangle for each stretch of one colour."""
    for y in range(image.height):
        row = [image.getpixel((x, y)) for x in range(image.width)]
        for colour, stretch in groupby(enumerate(row), key=lambda at: at[1]):
            found = list(stretch)
            if isinstance(colour, tuple) and colour[3]:
                fill = "#" + "".join(f"{part:02x}" for part in colour[:3])
                yield f'<rect x="{found[0][0]}" y="{y}" width="{len(found)}" height="1" fill="{fill}"/>'


def check(given: Parameters, form: str) -> None:
    """Refuse what a picture of that form cannot be, where the form or the request is about SVG."""
    author = given.typed("svg", dict)
    if author is not None:
        if form != "svg":
            message = "The 'svg' parameter is only supported with output_format 'svg'."
            raise Refusal(message, code="invalid_value", param="svg")
        parts = Parameters({f"svg.{name}": value for name, value in author.items()})
        parts.require("svg.model")
        offered.find_for(offered.CHAT, parts.text("svg.model"))
        effort = (parts.typed("svg.reasoning", dict) or {}).get("effort")
        Parameters({"svg.reasoning.effort": effort}).choice("svg.reasoning.effort", EFFORTS, "medium")
    if form != "svg":
        return
    if given.flag("stream"):
        raise Refusal("SVG output does not support streaming.", code="invalid_value", param="stream")
    if "output_compression" in given:
        message = "SVG output does not support custom output compression."
        raise Refusal(message, code="invalid_value", param="output_compression")
    if given.integer("n", 1, 10, 1) != 1:
        raise Refusal("SVG output supports only n=1.", code="invalid_value", param="n")


def usage(author: str, length: int) -> dict[str, object]:
    """Return what the author of an SVG of that length used, besides what the picture did."""
    written = length // 4
    counts = {"input_tokens": 1024, "output_tokens": written, "reasoning_tokens": 0}
    return {"model": author, **counts, "total_tokens": 1024 + written}
