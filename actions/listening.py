"""The settings that every action on a recording shares, declared once."""

from actions.fields import Filename, Number
from actions.recordings import RECORDINGS
from actions.uploads import MEGABYTE, File

FORMATS = [
    ("json", "Text"),
    ("text", "Plain text"),
    ("verbose_json", "Text with times"),
    ("diarized_json", "Text with speakers and times"),
    ("srt", "Subtitles (SRT)"),
    ("vtt", "Subtitles (VTT)"),
]


def recording(help_text: str) -> File:
    return File(
        label="File Data", required=True, max_size=25 * MEGABYTE, types=RECORDINGS, help_text=help_text
    )


def filename() -> Filename:
    return Filename(
        label="File Name",
        max_length=200,
        to=None,
        default="the file's own name",
        help_text="The name to send it under, with its extension.",
    )


def temperature() -> Number:
    return Number(
        min_value=0,
        max_value=1,
        label="Temperature",
        default="0",
        advanced=True,
        help_text="Lower is more literal, higher guesses more.",
    )
