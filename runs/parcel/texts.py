"""Runs as text: JSON for programs, Markdown for people."""

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from runs.models import Attachment, Output, Run
from runs.parcel.facts import asked, brief, heading, results, whole, words


def as_json(runs: QuerySet[Run]) -> Iterator[bytes]:
    """Yield a list of all there is about the runs, but for the content of their files."""
    before = "[\n"
    for run in whole(runs):
        yield (before + json.dumps(everything(run), indent=1, ensure_ascii=False)).encode()
        before = ",\n"
    yield b"\n]\n" if before != "[\n" else b"[]\n"


def everything(run: Run) -> dict[str, Any]:
    return {
        **brief(run),
        "values": run.values,
        "uploads": [named(file) for file in run.attachments.all()],
        "results": [
            {"kind": output.kind, "text": output.text, "data": output.data, "note": output.note}
            | ({"file": named(output)} if output.file else {})
            for output in results(run)
        ],
        "notices": run.notices,
        "error": run.error,
        "usage": run.usage,
        "request_id": run.request_id,
    }


def named(file: Attachment | Output) -> dict[str, Any]:
    return {"name": file.filename, "media_type": file.media_type, "size": file.size}


def as_markdown(runs: QuerySet[Run]) -> Iterator[bytes]:
    for run in whole(runs):
        yield f"{page(run)}\n\n---\n\n".encode()


def page(run: Run) -> str:
    """Return a run as Markdown: what was said of it, what was asked, what came of it."""
    known = brief(run)
    about = [known["asked_at"], known["action"], run.model, run.connection_name, str(run.get_state_display())]
    parts = [f"# {' '.join(heading(run).split())}", " · ".join(filter(None, about))]
    parts += [", ".join(f"#{tag.replace(' ', '-')}" for tag in known["tags"]), run.note]
    parts += [f"## {_('What was asked')}", fenced(asked(run))]
    parts += [f"## {_('Answer')}", *(told(output) for output in results(run))]
    return "\n\n".join(filter(None, [*parts, str((run.error or {}).get("message", ""))]))


def told(output: Output) -> str:
    """Return a result: words as they are, data within a fence, a file by its name."""
    if output.file:
        return f"*{output.filename}*"
    said = words(output)
    return said if output.text else fenced(said) if said else ""


def fenced(text: str) -> str:
    """Return a text that Markdown leaves as it is."""
    longest = max((len(part) for part in text.split() if set(part) == {"`"}), default=2)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"
