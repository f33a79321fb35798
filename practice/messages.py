"""The conversation of a chat request: what it may hold, and what practice reads out of it."""

import base64
import binascii
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image, UnidentifiedImageError

from practice.parameters import Parameters
from practice.refusals import Refusal, invalid_value, missing_parameter

ROLES = ("developer", "system", "user", "assistant", "tool", "function")
PARTS = ("text", "image_url", "input_audio", "file", "refusal")


@dataclass(frozen=True)
class Conversation:
    """`question` is the last user's words, `text` everything that was said, `pictures` what was seen."""

    question: str
    text: str
    pictures: tuple[str, ...]
    length: int


def read(given: Parameters) -> Conversation:
    """Return the conversation in `messages`; refuse what OpenAI would."""
    given.require("messages")
    messages = given.typed("messages", list)
    if not messages:
        message = "Invalid 'messages': empty array. Expected an array with minimum length 1."
        raise Refusal(message, code="empty_array", param="messages")
    said: list[tuple[str, str]] = []
    pictures: list[str] = []
    for number, message in enumerate(messages):
        place = f"messages[{number}]"
        role = check_role(message, place)
        said.extend((role, text) for text in texts(message, place))
        pictures.extend(seen(message))
    asked = [text for role, text in said if role == "user"] or [text for _, text in said]
    return Conversation(
        asked[-1] if asked else "", "\n".join(t for _, t in said), tuple(pictures), len(messages)
    )


def check_role(message: Any, place: str) -> str:
    if not isinstance(message, dict):
        raise Refusal(f"Invalid type for '{place}': expected an object.", code="invalid_type", param=place)
    if "role" not in message:
        raise missing_parameter(f"{place}.role")
    role = message["role"]
    if role not in ROLES:
        raise invalid_value(f"{place}.role", role, ROLES)
    if message.get("content") is None and not (role == "assistant" and ("tool_calls" in message)):
        raise missing_parameter(f"{place}.content")
    return str(role)


def texts(message: dict[str, Any], place: str) -> Iterator[str]:
    """Yield the words of a message: its string, or its text parts as one."""
    content = message.get("content")
    if isinstance(content, str):
        yield content
        return
    if content is not None and not isinstance(content, list):
        param = f"{place}.content"
        message_text = f"Invalid type for '{param}': expected one of a string or array of objects."
        raise Refusal(message_text, code="invalid_type", param=param)
    words = []
    for number, part in enumerate(content or []):
        kind = part.get("type") if isinstance(part, dict) else None
        if kind not in PARTS:
            raise invalid_value(f"{place}.content[{number}].type", kind, PARTS)
        if kind == "text":
            words.append(str(part.get("text", "")))
    yield " ".join(words)


def seen(message: dict[str, Any]) -> Iterator[str]:
    """Yield what each picture of a message is; only its size and its format are looked at."""
    content = message.get("content")
    for part in content if isinstance(content, list) else []:
        if part["type"] == "image_url":
            source = part.get("image_url")
            yield picture(str(source.get("url", "")) if isinstance(source, dict) else "")


def picture(url: str) -> str:
    """Return a picture's description; refuse a data URL that holds none."""
    if url.startswith(("http://", "https://")):
        return f"a picture at {url.split('/')[2]} (practice does not fetch it)"
    head, _, data = url.partition(",")
    if not head.startswith("data:image/") or not head.endswith(";base64"):
        message = "Invalid image_url: expected a web address, or 'data:image/…;base64,' and the picture."
        raise Refusal(message, code="invalid_image_url", param="messages")
    try:
        with Image.open(io.BytesIO(base64.b64decode(data, validate=True))) as image:
            return f"a {image.format} picture of {image.width} by {image.height} pixels"
    except (binascii.Error, UnidentifiedImageError, OSError, Image.DecompressionBombError):
        message = (
            "You uploaded an unsupported image. Please make sure it is a png, jpeg, gif or webp picture."
        )
        raise Refusal(message, code="invalid_image_format", param="messages") from None
