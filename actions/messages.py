"""What a message to an assistant brings along: the tools and files of both, and the words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from actions.tools import CODE_INTERPRETER, Tools, wired_tools, with_files

USES = [
    ("document", _("A document to read")),
    ("image", _("A picture to look at")),
]


def tools_of(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the tools as the request carries them: those of this message, else the assistant's."""
    if rows := values.get("tools"):
        return Tools().wire(rows)
    assistant = values.get("assistant") or {}
    own = list(wired_tools(assistant.get("tools") or (), assistant.get("vector_store_ids") or ()))
    return with_files(own, assistant.get("file_ids") or ())


def files_of(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the ids of the files by what they are used for."""
    found: dict[str, list[str]] = {"document": [], "image": [], "code": []}
    interpreted = any(tool["type"] == CODE_INTERPRETER for tool in tools_of(values))
    for row in values.get("file_ids") or ():
        found[row.get("use") or ("code" if interpreted else "document")].append(row["file_id"])
    if interpreted and found["code"]:
        found["code"] = list(dict.fromkeys([*assistants_files(values), *found["code"]]))
    return found


def assistants_files(values: Mapping[str, Any]) -> list[str]:
    return list((values.get("assistant") or {}).get("file_ids") or ())


def input_of(message: str, files: Mapping[str, list[str]]) -> Any:
    """Return the message as the API takes it, with its documents and pictures."""
    parts = [{"type": "input_file", "file_id": each} for each in files["document"]]
    parts += [{"type": "input_image", "file_id": each, "detail": "auto"} for each in files["image"]]
    if not parts:
        return message
    return [{"role": "user", "content": [{"type": "input_text", "text": message}, *parts]}]
