"""A fault of a server, and the table in docs/operations.md that says what must follow from it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from connections.client import Timeouts
from tests.connections.server import Script

DOCS = Path(__file__).parents[2] / "docs" / "operations.md"
HEADING = "## When a server does not answer as it should"
KEEP_TRYING, FREE_ONLY, NEVER = "yes", "only what is free", "no"
PATIENT = Timeouts(connect=5, read=20, total=30)
CHAT = (
    "create-a-completion",
    {"method": "chat", "model": "gpt-5-mini", "messages": [{"role": "user", "content": "Hello"}]},
)
LOOK = (
    "analyze-images",
    {
        "model": "gpt-5-mini",
        "prompt": "What is it?",
        "images": [{"source": "url", "url": "https://example.com/fox.png"}],
    },
)
PICTURE = ("generate-an-image", {"model": "gpt-image-1.5", "prompt": "A fox"})
SPEECH = ("generate-an-audio", {"method": "speech", "model": "tts-1", "input": "Hello", "voice": "alloy"})
MODERATION = ("create-a-moderation", {"input": "Hello"})


@dataclass(frozen=True)
class Fault:
    """`does` says what happens. `words` are those that had come, `wait` the seconds until the next try."""

    does: str
    script: Script
    words: str = ""
    timeouts: Timeouts = PATIENT
    wait: float | None = None
    asked: tuple[str, dict[str, Any]] = CHAT

    def __str__(self) -> str:
        return self.does


def documented() -> dict[str, tuple[str, str]]:
    """Return what a person reads and whether it is tried again, by what happens."""
    lines = DOCS.read_text().partition(HEADING)[2].partition("\n## ")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return {happens: (reads, again) for happens, reads, again in rows[2:]}
