"""What practice makes of a document that it is given: a sentence on it, and its words where it is text."""

import base64
from typing import Any

from practice import uploads, words
from practice.accounts import Account
from practice.refusals import Refusal

READ = 1024 * 1024  # of a file's text


def told(account: Account, part: dict[str, Any], place: str) -> str:
    """Return a sentence on a file: its name, its size, and how many words it has if it is text."""
    if "file_url" in part:
        return f"I was given the address {part['file_url']} (practice does not fetch it)."
    name, size, beginning = opened(account, part, place)
    found = text_in(beginning)
    has = "" if found is None else f", which has {words.count(found)} words"
    return f"I was given the file “{name}” of {size} bytes{has}."


def text(account: Account, part: dict[str, Any], place: str) -> str:
    """Return the words of a file; nothing where it is no text."""
    return text_in(opened(account, part, place)[2]) or ""


def opened(account: Account, part: dict[str, Any], place: str) -> tuple[str, int, bytes]:
    """Return a file's name, its size, and as much of its content as practice reads."""
    if "file_id" in part:
        file = uploads.find(account, str(part["file_id"]), f"{place}.file_id")
        return file.name, int(file.facts["bytes"]), file.beginning(READ)
    content = decoded(str(part.get("file_data", "")), f"{place}.file_data")
    return str(part.get("filename", "a file without a name")), len(content), content[:READ]


def decoded(data: str, place: str) -> bytes:
    try:
        return base64.b64decode(data.rpartition(",")[2], validate=True)
    except ValueError:
        message = f"Invalid '{place}': expected the file in base64, or a data URL."
        raise Refusal(message, code="invalid_value", param=place) from None


def text_in(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None
