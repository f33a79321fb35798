"""What a person might put into a field: small, real, and valid."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable, Iterator
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from PIL import Image

from actions.biases import Token
from actions.definitions import Name
from actions.fields import Choice, Filename, Integer, Number, YesNo
from actions.forms import Model
from actions.parameters import OtherParameters
from actions.uploads import File
from tests.actions.models import models_for

# The first that a field accepts is what is typed into it.
TEXTS = (
    "Some words, or JSON",  # a model that is to answer in JSON must be told so
    "some_words",
    "/v1/models",
    "https://example.org/a.png",
    '{"type": "object", "properties": {}, "required": [], "additionalProperties": false}',
    "en",
    "1024x1024",
)
MOST_CHOICES = 12
# One line that is right for every purpose a file of lines can have.
LINE = b'{"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o"}}\n'

Typed = str | tuple[str, bytes, str]


def samples(field: forms.Field) -> Iterator[Typed]:
    """Values for a field: each choice, the limits of a number, a text, a file."""
    if isinstance(field, File):
        yield file_for(field)
    elif isinstance(field, Token):
        yield from ("50256", "1000")
    elif isinstance(field, Filename):
        yield "hello.wav"
    elif isinstance(field, Name):
        yield from ("some_words", "other_words")  # two, since rows may not have the same
    elif isinstance(field, YesNo):
        yield from ("true", "false")
    elif isinstance(field, Choice):
        yield from choices(field)
    elif isinstance(field, Model):
        yield models_for(field.kind)[0]
    elif isinstance(field, Integer | Number):
        yield from dict.fromkeys(limits(field))
    else:
        yield next(text for text in TEXTS if accepts(field, text))


def choices(field: Choice) -> list[str]:
    """The choices of a field; of a long list the first ones and the last."""
    offered = cast(Iterable[tuple[str, str]], field.choices)
    distinct = [str(value) for value, _ in offered if value]
    return distinct if len(distinct) <= MOST_CHOICES else [*distinct[: MOST_CHOICES - 1], distinct[-1]]


def limits(field: Integer | Number) -> Iterator[str]:
    """The least and the greatest number of a field; without a limit, one."""
    for limit in (field.min_value, field.max_value):
        yield str((field.min_value or 1) if limit is None else limit)


def accepts(field: forms.Field, text: str) -> bool:
    """Whether a field takes a text."""
    try:
        field.clean(text)
    except ValidationError:
        return False
    return True


def file_for(field: File) -> tuple[str, bytes, str]:
    """A file of a kind that a field takes."""
    if {"audio/wav", "audio/x-wav"} & set(field.types):
        return "hello.wav", recording(), "audio/wav"
    if "image/png" in field.types:
        return "square.png", picture(), "image/png"
    return "lines.jsonl", LINE, "application/jsonl"


def recording() -> bytes:
    """A moment of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(3_200))
    return file.getvalue()


def picture() -> bytes:
    """A small square that can be seen through in its middle."""
    image = Image.new("RGBA", (64, 64), "teal")
    image.paste((0, 0, 0, 0), (16, 16, 48, 48))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def parameter(taken: Any) -> dict[str, str]:
    """One more parameter, of those that a form does not have itself."""
    assert isinstance(taken, OtherParameters)
    return {"name": "user", "type": "text", "value": "someone"}
