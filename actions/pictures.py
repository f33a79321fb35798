"""Reading the pictures that the image endpoints answer, whole or while they sharpen."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import IO, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions import outputs, picture_parts
from actions.steps import paid_before
from actions.streaming import StreamingAction
from connections import limits
from connections.client import Client
from connections.encoded import Encoded
from connections.errors import Unusable

FACTS = {
    "size": _("Size"),
    "quality": _("Quality"),
    "output_format": _("Format"),
    "background": _("Background"),
}
SVG = "image/svg+xml"
HEAD = 4096
EXTENSIONS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    SVG: "svg",
}
NOT_SHOWN = _(
    "An SVG can hold programs, so it is not shown here. Download it, and open it in a program for drawings."
)


class PictureAction(StreamingAction):
    """An action that asks for pictures."""

    def streams(self, values: Mapping[str, Any]) -> bool:
        return values.get("partial_images") is not None

    def prompt(self, values: Mapping[str, Any]) -> str:
        return str(values.get("prompt") or "")

    def perform(self, client: Client, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        if self.streams(values):
            yield from self.read_with(client, client.stream(self.request(values)), values)
            return
        with client.send(self.request(values)) as answer:
            yield from self.present_with(client, answer.object_with_files("data"), values)

    def present_with(
        self, client: Client, body: Mapping[str, Any], values: Mapping[str, Any]
    ) -> Iterator[outputs.Value]:
        pictures = body["data"] or []
        for number, picture in enumerate(pictures, start=1):
            # A link dies within the hour: the bytes are fetched now and kept by us.
            file = file_of(picture, client)
            yield from self.drawn(file, values, {**body, **picture}, number if len(pictures) > 1 else 0)
        if not pictures:
            yield outputs.Notice(gettext("The service answered without a picture."))
        if usage := used(body):
            yield outputs.Usage(usage)

    def read_with(
        self, client: Client, events: Iterator[dict[str, Any]], values: Mapping[str, Any]
    ) -> Iterator[outputs.Value]:
        """Yield the previews and the pictures. Raises Unusable if there was no picture."""
        number = 0
        for event in events:
            name = str(event.get("type"))
            if "data" in event:  # a server that does not stream answers all at once
                yield from self.present_with(client, event, values)
                return
            if name.endswith(".partial_image"):
                file = outputs.decoded(event["b64_json"])
                media_type = media_type_of(file)
                filename = f"preview.{EXTENSIONS.get(media_type, 'bin')}"
                yield outputs.Preview(file=file, filename=filename, media_type=media_type)
            elif name.endswith(".completed"):
                number += 1
                file = outputs.decoded(event["b64_json"])
                yield from self.drawn(file, values, event, number if number > 1 else 0)
                if usage := event.get("usage"):
                    yield outputs.Usage(usage)
        if not number:
            raise Unusable

    def drawn(
        self, file: IO[bytes], values: Mapping[str, Any], delivered: Mapping[str, Any], number: int
    ) -> Iterator[outputs.Value]:
        """Yield a picture; one that a browser must not open as a file to be saved, which is said."""
        picture = self.picture(file, values, delivered, number)
        if picture.media_type != SVG:
            yield picture
            return
        yield outputs.Binary(file=picture.file, filename=picture.filename, media_type=SVG)
        yield outputs.Notice(str(NOT_SHOWN))

    def picture(
        self, file: IO[bytes], values: Mapping[str, Any], delivered: Mapping[str, Any], number: int
    ) -> outputs.Image:
        """Return a picture with what was delivered, and the prompt as its text alternative."""
        media_type = media_type_of(file)
        prompt = str(values.get("prompt") or "")
        facts = facts_of(file, media_type, values, delivered)
        name = outputs.slug_of(prompt, "image") + (f"-{number}" if number else "")
        return outputs.Image(
            file=file,
            filename=f"{name}.{EXTENSIONS.get(media_type, 'bin')}",
            media_type=media_type,
            alt=prompt[:1000],
            facts=facts,
        )


def used(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an answer says was used; for the model that writes an SVG, under names of its own."""
    author = {f"svg_{name}": count for name, count in (body.get("svg_usage") or {}).items()}
    return {**(body.get("usage") or {}), **author}


def facts_of(
    file: IO[bytes], media_type: str, values: Mapping[str, Any], delivered: Mapping[str, Any]
) -> tuple[outputs.Fact, ...]:
    """Return what was asked and delivered: size and format as they are, the rest as it is said."""
    seen = {"size": size_of(file), "output_format": media_type.removeprefix("image/")}
    said = {name: str(seen.get(name) or delivered.get(name) or "") for name in FACTS}
    facts = [
        outputs.Fact(str(label), str(values.get(name) or ""), said[name]) for name, label in FACTS.items()
    ]
    revised, prompt = str(delivered.get("revised_prompt") or ""), str(values.get("prompt") or "")
    if revised and revised != prompt:
        facts.append(outputs.Fact(gettext("Prompt"), prompt, revised))
    return tuple(fact for fact in facts if fact.asked or fact.delivered)


def size_of(file: IO[bytes]) -> str:
    """Return a picture's size as 1024x1024, blank for what cannot be read."""
    try:
        parts = picture_parts.parts_of(file)
    except picture_parts.Flaw:
        return ""
    return f"{parts.width}x{parts.height}"


def file_of(picture: Mapping[str, Any], client: Client) -> IO[bytes]:
    match picture:
        case {"b64_json": str() | Encoded() as encoded}:
            return outputs.decoded(encoded)
        case {"url": str(url)}:
            with paid_before(), ExitStack() as on_failure:
                answer = on_failure.enter_context(client.download(url))
                answer.refuse_longer(limits.PICTURE)
                on_failure.pop_all()  # whoever stores the picture closes it
                return answer.file
    raise Unusable


def media_type_of(file: IO[bytes]) -> str:
    """Return the media type of a picture by its first bytes: servers do not always deliver what they name."""
    head = file.read(HEAD)
    file.seek(0)
    found = picture_parts.media_type_of(head)
    if head.lstrip().startswith((b"<svg", b"<?xml", b"<!")) and b"<svg" in head:
        return SVG
    return found or "application/octet-stream"
