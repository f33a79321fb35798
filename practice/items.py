"""The items of which a conversation with /responses is made: read, checked, and given their ids."""

import uuid
from typing import Any

from practice.refusals import Refusal, invalid_value, missing_parameter

ROLES = ("user", "assistant", "system", "developer")
# type: the beginning of its id, and what it cannot be without
TYPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "message": ("msg", ("role", "content")),
    "function_call": ("fc", ("call_id", "name", "arguments")),
    "function_call_output": ("fco", ("call_id", "output")),
    "reasoning": ("rs", ("summary",)),
    "file_search_call": ("fs", ("queries", "status")),
    "web_search_call": ("ws", ("action", "status")),
    "code_interpreter_call": ("ci", ("container_id", "status")),
}
# part of a message: what it needs one of
PARTS: dict[str, tuple[str, ...]] = {
    "input_text": ("text",),
    "input_image": ("image_url", "file_id"),
    "input_file": ("file_id", "file_data", "file_url"),
    "output_text": ("text",),
    "refusal": ("refusal",),
}
Item = dict[str, Any]


def new_id(kind: str) -> str:
    return f"{TYPES[kind][0]}_{uuid.uuid4().hex}"


def read(value: Any, param: str = "input") -> list[Item]:
    """Return the items of an input, which may be one text; refuse what OpenAI would."""
    if isinstance(value, str):
        value = [{"role": "user", "content": value}]
    if not isinstance(value, list):
        message = f"Invalid type for '{param}': expected one of a string or an array of items."
        raise Refusal(message, code="invalid_type", param=param)
    return [read_item(each, f"{param}[{number}]") for number, each in enumerate(value)]


def read_item(item: Any, place: str) -> Item:
    if not isinstance(item, dict):
        raise Refusal(f"Invalid type for '{place}': expected an object.", code="invalid_type", param=place)
    kind = item.get("type", "message")
    if not isinstance(kind, str) or kind not in TYPES:
        raise invalid_value(f"{place}.type", kind, TYPES)
    for name in TYPES[kind][1]:
        if item.get(name) is None:
            raise missing_parameter(f"{place}.{name}")
    known = {name: value for name, value in item.items() if value is not None}
    named = {"id": str(item.get("id") or new_id(kind)), "type": kind}
    if kind == "message":
        return {**named, "status": "completed", **read_message(item, place)}
    return {"status": "completed", **known, **named} if kind != "reasoning" else {**known, **named}


def read_message(item: Item, place: str) -> Item:
    """Return role and content, the content as parts."""
    role, content = item["role"], item["content"]
    if role not in ROLES:
        raise invalid_value(f"{place}.role", role, ROLES)
    if isinstance(content, str):
        content = [{"type": "output_text" if role == "assistant" else "input_text", "text": content}]
    if not isinstance(content, list):
        param = f"{place}.content"
        message = f"Invalid type for '{param}': expected one of a string or an array of objects."
        raise Refusal(message, code="invalid_type", param=param)
    parts = [read_part(part, f"{place}.content[{number}]") for number, part in enumerate(content)]
    return {"role": role, "content": parts}


def read_part(part: Any, place: str) -> Item:
    kind = part.get("type") if isinstance(part, dict) else None
    if not isinstance(kind, str) or kind not in PARTS:
        raise invalid_value(f"{place}.type", kind, PARTS)
    known = {name: value for name, value in part.items() if value is not None}
    if not any(isinstance(known.get(name), str) for name in PARTS[kind]):
        raise missing_parameter(f"{place}.{PARTS[kind][0]}")
    if kind == "input_image":
        return {"detail": "auto", **known}
    if kind == "output_text":
        return {"annotations": [], "logprobs": [], **known}
    return known


def texts(item: Item) -> str:
    """Return the words of an item."""
    if item["type"] == "message":
        return " ".join(str(part.get("text", "")) for part in item["content"] if "text" in part)
    return str(item["output"]) if item["type"] == "function_call_output" else ""
