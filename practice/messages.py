"""The conversation of a chat request: what it may hold, and what practice reads out of it."""

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from practice import looking, papers, sound
from practice.accounts import Account
from practice.parameters import Parameters
from practice.refusals import Refusal, invalid_value, missing_parameter

ROLES = ("developer", "system", "user", "assistant", "tool", "function")
PARTS = ("text", "image_url", "input_audio", "file", "refusal")


@dataclass(frozen=True)
class Conversation:
    """`question` is the last user's words, `text` everything that was said, `pictures` what was seen.

    `notes` are sentences on whatever else was noticed.
    """

    question: str
    text: str
    pictures: tuple[str, ...]
    length: int
    notes: tuple[str, ...] = ()


def read(given: Parameters, account: Account) -> Conversation:
    """Return the conversation in `messages`; refuse what OpenAI would. The files in it are the account's."""
    given.require("messages")
    messages = given.typed("messages", list)
    if not messages:
        message = "Invalid 'messages': empty array. Expected an array with minimum length 1."
        raise Refusal(message, code="empty_array", param="messages")
    said: list[tuple[str, str]] = []
    pictures: list[str] = []
    notes: list[str] = []
    documents: list[str] = []
    for number, message in enumerate(messages):
        place = f"messages[{number}]"
        role = check_role(message, place)
        said.extend((role, text) for text in texts(message, place))
        pictures.extend(seen(message, place))
        notes.extend(played(message, place))
        for part, where in files(message, place):
            notes.append(papers.told(account, part, where))
            documents.append(papers.text(account, part, where))
    asked = [text for role, text in said if role == "user"] or [text for _, text in said]
    everything = "\n".join([*(text for _, text in said), *documents])
    return Conversation(asked[-1] if asked else "", everything, tuple(pictures), len(messages), tuple(notes))


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


def seen(message: dict[str, Any], place: str) -> Iterator[str]:
    """Yield what practice sees on each picture of a message."""
    content = message.get("content")
    for number, part in enumerate(content if isinstance(content, list) else []):
        if part["type"] == "image_url":
            source = part.get("image_url")
            url = source.get("url") if isinstance(source, dict) else ""
            yield looking.described(str(url), f"{place}.content[{number}].image_url.url")


def files(message: dict[str, Any], place: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each file of a message, with its place."""
    content = message.get("content")
    for number, part in enumerate(content if isinstance(content, list) else []):
        if part["type"] == "file":
            param = f"{place}.content[{number}].file"
            if not isinstance(part.get("file"), dict) or not part["file"].keys() & {"file_id", "file_data"}:
                raise missing_parameter(param)
            yield part["file"], param


def played(message: dict[str, Any], place: str) -> Iterator[str]:
    """Yield a sentence on each recording of a message, which is measured."""
    content = message.get("content")
    for number, part in enumerate(content if isinstance(content, list) else []):
        if part["type"] == "input_audio":
            source = part.get("input_audio")
            data = str(source.get("data", "")) if isinstance(source, dict) else ""
            try:
                seconds = sound.seconds(io.BytesIO(base64.b64decode(data, validate=True)))
            except (ValueError, sound.UndecodableError):
                param = f"{place}.content[{number}].input_audio.data"
                complaint = f"Invalid '{param}': expected a wav or mp3 recording in base64."
                raise Refusal(complaint, code="invalid_value", param=param) from None
            yield f"I was played a recording of {seconds:.1f} seconds (practice did not listen to it)."
