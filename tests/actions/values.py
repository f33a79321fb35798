"""What a person might put into a field: made up within what the field says of itself, and so valid to it."""

from __future__ import annotations

import io
import json
import wave
from collections.abc import Iterable
from functools import cache
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from hypothesis import strategies as st
from PIL import Image

from actions.answer_format import SchemaText
from actions.biases import Token
from actions.definitions import Name
from actions.fields import Choice, Declared, Filename, Integer, JsonText, LongText, Number, YesNo
from actions.forms import Model
from actions.image_files import ImageUrl
from actions.shelves import OnShelf
from actions.sizes import ImageSize
from actions.uploads import File
from tests.actions.models import models_for

Typed = str | tuple[str, bytes, str]
Strategy = st.SearchStrategy[Any]

# What people type: any letters and signs, but for those that no input lets through.
LETTERS = st.characters(exclude_categories=["C", "Z"])
LINE = st.lists(st.text(LETTERS, min_size=1, max_size=8), min_size=1, max_size=5).map(" ".join)
PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}
NAMES = st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_]{0,20}\Z")
SIMPLE = st.sampled_from(["string", "number", "integer", "boolean"])
MOST = 10**6  # where a number has no limit


def values(field: forms.Field) -> Strategy:
    """Values for a field; those that its own checks would refuse are passed over."""
    made = typed(field)
    return made if isinstance(field, File) else made.filter(lambda text: accepts(field, text))


def typed(field: forms.Field) -> Strategy:
    match field:
        case File():
            return files(field)
        case Model():
            return st.sampled_from(models_for(field.kind))
        case YesNo():
            return st.sampled_from(["true", "false"])
        case ImageSize(free=True, rule=rule) if rule:
            multiples = st.integers(1, rule.max_edge // rule.multiple).map(lambda edge: edge * rule.multiple)
            free = st.builds("{}x{}".format, multiples, multiples)
            return st.one_of(st.sampled_from(choices(field)), free)
        case Choice():
            return st.sampled_from(choices(field)) if choices(field) else st.nothing()
        case Integer() | Number():
            return numbers(field)
        case Token():
            return st.integers(0, 50_000).map(str)
        case SchemaText():
            return schemas().map(json.dumps)
        case JsonText():
            return st.dictionaries(NAMES, st.one_of(st.integers(), LINE), max_size=3).map(json.dumps)
        case Filename():
            return st.from_regex(r"\A[\w][\w .-]{0,20}[\w]\.wav\Z")
        case ImageUrl():
            return st.from_regex(r"\Ahttps://example\.org/[a-z0-9]{1,12}\.png\Z")
        case OnShelf():
            return st.from_regex(r"\A[a-z]{2,5}[-_][A-Za-z0-9]{4,20}\Z")
        case _:
            return texts(field)


def texts(field: forms.Field) -> Strategy:
    """Words that keep to the rules of a field; long ones may ask for JSON, as some requests must."""
    rules = [each for each in field.validators if isinstance(each, RegexValidator) and not each.inverse_match]
    if isinstance(field, Name):
        return NAMES
    if rules:
        return st.from_regex(rules[0].regex, fullmatch=True).map(str.strip)
    if isinstance(field, LongText):
        lines = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
        return st.builds("{}{}".format, lines, st.sampled_from(["", " As JSON."]))
    return LINE


def numbers(field: Integer | Number) -> Strategy:
    """Numbers up to the limits, as they are typed."""
    low = field.min_value if field.min_value is not None else 0
    high = field.max_value if field.max_value is not None else low + MOST
    if isinstance(field, Integer):
        return st.integers(low, high).map(str)
    return st.floats(low, high, allow_subnormal=False).map(str)


def choices(field: Choice) -> list[str]:
    return [str(value) for value, _ in cast(Iterable[tuple[str, str]], field.choices) if value]


@st.composite
def schemas(draw: Any) -> dict[str, Any]:
    """A closed schema of an object, with an object or a list in it."""
    names = draw(st.lists(NAMES, min_size=1, max_size=3, unique=True))
    inner = {name: {"type": draw(SIMPLE)} for name in names}
    inner["all"] = draw(st.sampled_from([{"type": "array", "items": {"type": "string"}}, {"type": "null"}]))
    return {"type": "object", "properties": inner, "required": list(inner), "additionalProperties": False}


def accepts(field: forms.Field, text: str) -> bool:
    """Whether a field takes a text and leaves it as it is."""
    try:
        field.clean(text)
    except ValidationError:
        return False
    return not isinstance(field, Declared) or not isinstance(field, forms.CharField) or bool(text.strip())


def files(field: File) -> Strategy:
    """Files of each kind that a field takes."""
    if {"audio/wav", "audio/x-wav"} & set(field.types):
        return st.builds(spoken, st.integers(1, 20))
    kinds = [kind for kind in PICTURES if kind in field.types]
    if kinds:
        # Every model takes a PNG, and some take nothing else.
        return st.builds(drawn, st.sampled_from([*kinds[:1] * 3, *kinds]))
    return st.builds(written, st.integers(1, 3))


def spoken(tenths: int) -> Typed:
    return "hello.wav", recording(tenths), "audio/wav"


def drawn(kind: str) -> Typed:
    return f"square.{PICTURES[kind].lower()}", picture(PICTURES[kind]), kind


def written(lines: int) -> Typed:
    """Lines that are right for every purpose a file of lines can have."""
    asked = {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o"}}
    return "lines.jsonl", f"{json.dumps(asked)}\n".encode() * lines, "application/jsonl"


@cache
def recording(tenths: int) -> bytes:
    """So many tenths of a second of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(16_000)
        sound.writeframes(bytes(3_200) * tenths)
    return file.getvalue()


@cache
def picture(kind: str) -> bytes:
    """A small square that can be seen through in its middle, where the format allows that."""
    image = Image.new("RGBA", (64, 64), "teal")
    image.paste((0, 0, 0, 0), (16, 16, 48, 48))
    file = io.BytesIO()
    (image.convert("RGB") if kind == "JPEG" else image).save(file, kind)
    return file.getvalue()
