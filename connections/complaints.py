"""What a server says went wrong, in each of the envelopes that there are.

Servers that call themselves OpenAI-compatible put it in different ones: OpenAI's `{"error": {…}}`, a bare
string there, a number as the code, vLLM's `{"object": "error"}`, FastAPI's `{"detail": …}`, or a proxy's
HTML page.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

# No server says more that is worth reading, and what follows looks through it all.
LONGEST_MESSAGE = 4_000
LONGEST_NAME = 100
NAME = r"[\[('\"`]{0,2}([a-z_][\w.]*)"
KIND = "(?:parameter|param|argument|field)"
NOT_TAKEN = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # OpenAI's older words and Azure's, llama.cpp's, Python's
        rf"\bun(?:supported|known|recognized|expected) (?:request |keyword )?{KIND}s?(?: supplied)?:? {NAME}",
        rf"\bunsupported value: {NAME}",
        rf"\bdoes not support parameters?:? {NAME}",  # LiteLLM
        r"'extra_forbidden', 'loc': \('body', '(\w+)'",  # vLLM
        r"([a-z_][\w.]*): Extra inputs are not permitted",  # FastAPI
        r"\bGo struct field \w+\.(\w+)",  # Ollama
    )
]


@dataclass(frozen=True)
class Complaint:
    """What a server said went wrong, whatever envelope it came in."""

    message: str = ""
    code: str = ""
    type: str = ""
    param: str = ""
    framed: bool = False  # it came in an envelope like OpenAI's, so the server knows this path

    @classmethod
    def read(cls, body: bytes) -> "Complaint":
        try:
            return cls.of(json.loads(body))
        except (ValueError, RecursionError):
            text = body.decode(errors="replace")[:LONGEST_MESSAGE]
            if text.lstrip()[:1] in {"{", "["}:  # JSON that was cut off, or worse
                return cls()
            text = re.sub(r"(?is)<(script|style)\b.*?</\1>|<[^>]+>", " ", text)
            return cls(" ".join(html.unescape(text).split()))

    @classmethod
    def of(cls, data: Any) -> "Complaint":
        match data:
            case {"error": {} as fields} | ({"object": "error"} as fields) | ({"type": "error"} as fields):
                return cls.from_fields(fields)
            case {"error": str(words)} | {"detail": str(words)} | {"message": str(words)} | str(words):
                return cls(words[:LONGEST_MESSAGE])
            case {"detail": [{"loc": [*_], "msg": str()}, *_] as found}:
                return cls("; ".join(map(misplaced, found))[:LONGEST_MESSAGE])
            case _:
                return cls("; ".join(told(data))[:LONGEST_MESSAGE])

    @property
    def blamed(self) -> str:
        """The parameter that is not taken, where the words alone say so; blank for none."""
        if self.param:
            return ""
        found = next(filter(None, (pattern.search(self.message) for pattern in NOT_TAKEN)), None)
        return found[1][:LONGEST_NAME] if found else ""

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> "Complaint":
        def text(name: str) -> str:
            return "; ".join(told(fields.get(name)))[:LONGEST_MESSAGE]

        return cls(text("message"), text("code"), text("type"), text("param"), framed=True)


def misplaced(found: Any) -> str:
    """Return what FastAPI says is wrong, and where in the body, as words."""
    match found:
        case {"loc": [*steps], "msg": str(words)}:
            where = ".".join(str(step) for step in steps if step != "body")
            return f"{where}: {words}" if where else words
        case _:
            return "; ".join(told(found))


def told(data: Any) -> Iterator[str]:
    """Yield the words and numbers in JSON, wherever they stand: nobody is to read brackets."""
    match data:
        case dict():
            for value in data.values():
                yield from told(value)
        case list():
            for value in data:
                yield from told(value)
        case str() if data.strip():
            yield data.strip()
        case int() | float() if not isinstance(data, bool):
            yield str(data)
