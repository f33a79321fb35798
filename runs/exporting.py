"""Outputs that have no file of their own, as files: the extension that was asked for says which."""

import csv
import io
import json
from typing import Any

from django.utils.translation import gettext as _

from audit.exporting import guarded
from runs.models import Output

UTF8 = "; charset=utf-8"


def extensions(output: Output) -> list[str]:
    """Return what an output can be downloaded as, the most natural first; nothing if it has a file."""
    match output.kind:
        case "text":
            return ["txt"] if (output.data or {}).get("plain") else ["md", "txt"]
        case "table":
            return ["csv"]
        case "thread":
            return []
        case "verdict":
            return ["csv", "json"]
        case "transcript":
            return ["txt", "srt", "vtt", "json"] if (output.data or {}).get("segments") else ["txt", "json"]
        case _ if output.file:
            return []
        case _:
            return ["json"]


def name_of(output: Output, extension: str) -> str:
    """Return what an output is called as a file of an extension."""
    names = {"text": "answer", "json": "answer", "table": "table", "transcript": "transcript"}
    return f"{names.get(output.kind, output.kind)}.{extension}"


def exported(output: Output, extension: str) -> tuple[bytes, str] | None:
    """Return the content and its media type, or None for something this output cannot be."""
    if extension not in extensions(output):
        return None
    data: Any = output.data
    match extension:
        case "csv":
            return as_csv(data if output.kind == "table" else table_of(data)).encode(
                "utf-8-sig"
            ), f"text/csv{UTF8}"
        case "json":
            return json.dumps(data, indent=2, ensure_ascii=False).encode(), "application/json"
        case "srt":
            return as_srt(data["segments"]).encode(), f"application/x-subrip{UTF8}"
        case "vtt":
            return as_vtt(data["segments"]).encode(), f"text/vtt{UTF8}"
        case _:
            return output.text.encode(), f"text/{'markdown' if extension == 'md' else 'plain'}{UTF8}"


def as_csv(data: dict[str, Any]) -> str:
    lines = io.StringIO()
    csv.writer(lines).writerows([guarded(cell) for cell in row] for row in [data["columns"], *data["rows"]])
    return lines.getvalue()


def table_of(verdict: dict[str, Any]) -> dict[str, Any]:
    rows = [
        (one["category"], one["score"], _("yes") if one["flagged"] else _("no")) for one in verdict["scores"]
    ]
    return {"columns": [_("Category"), _("Score"), _("Flagged")], "rows": rows}


def as_srt(segments: list[dict[str, Any]]) -> str:
    blocks = (
        f"{number}\n{clock(one['start'], ',')} --> {clock(one['end'], ',')}\n{spoken(one)}\n"
        for number, one in enumerate(segments, start=1)
    )
    return "\n".join(blocks)


def as_vtt(segments: list[dict[str, Any]]) -> str:
    blocks = (f"{clock(one['start'], '.')} --> {clock(one['end'], '.')}\n{spoken(one)}\n" for one in segments)
    return "WEBVTT\n\n" + "\n".join(blocks)


def spoken(segment: dict[str, Any]) -> str:
    """Return the words with their speaker. An arrow among them would end the subtitle."""
    words = " ".join(segment["text"].split()).replace("-->", "->")
    return f"{segment['speaker']}: {words}" if segment.get("speaker") else words


def clock(seconds: float, mark: str) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{mark}{rest % 1000:03}"
