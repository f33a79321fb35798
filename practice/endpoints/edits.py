"""POST /images/edits."""

from dataclasses import replace

from django.http.response import HttpResponseBase
from PIL.Image import Image

from practice import bodies, drawing, editing, image_families, offered, orders, originals, sse
from practice.door import Route
from practice.exchange import Exchange
from practice.image_families import ImageFamily
from practice.orders import Order
from practice.originals import Originals
from practice.parameters import Parameters
from practice.refusals import Refusal, invalid_value, unsupported_parameter, unsupported_value

USUAL_MODEL = "gpt-image-2"
SIZES = ((1024, 1024), (1536, 1024), (1024, 1536))


def create(exchange: Exchange) -> HttpResponseBase:
    """Paint the prompt into the pictures that came with it."""
    in_json = exchange.request.content_type == "application/json"
    given, files = (bodies.read_json(exchange.request), {}) if in_json else bodies.read_form(exchange.request)
    given = bodies.nested(given, "svg")
    exchange.model = given.text("model") or USUAL_MODEL
    offered.find_for(offered.IMAGE, exchange.model)
    family = image_families.family_of(exchange.model)
    order = read_order(given, family, exchange.model)
    with drawing.AT_ONCE:
        found = (
            originals.from_json(exchange.owner, given, family)
            if in_json
            else originals.from_form(files, family)
        )
    masked = "mask" in files or "mask" in given
    if masked and order.form == "gif":
        raise Refusal("GIF output does not support masks.", code="invalid_value", param="mask")
    if given.text("size") in ("", "auto") and not family.dall_e:
        order = replace(order, size=editing.nearest_size(found.first, SIZES))
    return answered(exchange, given, order, found)


def read_order(given: Parameters, family: ImageFamily, model: str) -> Order:
    """Return what is asked for besides the pictures."""
    if not family.edits:
        raise invalid_value("model", model, [each for each in offered.MODELS if editable(each)])
    own = {"images", "mask", "input_fidelity"}
    if "input_fidelity" in given:
        if not family.fidelities:
            raise unsupported_parameter("input_fidelity")
        fidelity = given.choice("input_fidelity", ("low", "high"), "low")
        if fidelity not in family.fidelities:
            raise unsupported_value("input_fidelity", fidelity, family.fidelities)
    rest = {name: value for name, value in given.values.items() if name not in own}
    return orders.read(Parameters(rest, spelled=given.spelled), family)


def editable(model: str) -> bool:
    kind = offered.MODELS[model].kind
    return kind == offered.IMAGE and image_families.family_of(model).edits


def answered(exchange: Exchange, given: Parameters, order: Order, found: Originals) -> HttpResponseBase:
    """Return the edited pictures, or stream them as they sharpen."""
    base = editing.fitted(found.first, order.size)
    stencil = editing.fitted(found.stencil, order.size) if found.stencil else None

    def paint(index: int, drift: float) -> Image:
        drawn = order.draw(index, drift, bare=stencil is None)
        image = editing.edited(base, drawn, stencil, found.insets)
        return image if order.background == "transparent" else editing.opaque(image)

    if given.flag("stream"):
        partials = given.integer("partial_images", 0, 3, 0)
        pause = orders.PAUSE / exchange.pace
        events = orders.sharpening(order, paint, "image_edit", partials, pause, found.count)
        return sse.response(events)
    return bodies.write_json(orders.answer(exchange, order, paint, found.count))


ROUTES = (Route("POST", "images/edits", create),)
