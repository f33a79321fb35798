"""The settings that every action on a recording shares, declared once."""

from django.utils.translation import gettext_lazy as _

from actions.fields import Filename, Number, Words
from actions.recordings import RECORDINGS
from actions.uploads import MEGABYTE, File

FORMATS = [
    ("json", _("Text")),
    ("text", _("Plain text")),
    ("verbose_json", _("Text with times")),
    ("diarized_json", _("Text with speakers and times")),
    ("srt", _("Subtitles (SRT)")),
    ("vtt", _("Subtitles (VTT)")),
]


def recording(help_text: Words) -> File:
    return File(
        label=_("File Data"), required=True, max_size=25 * MEGABYTE, types=RECORDINGS, help_text=help_text
    )


def filename() -> Filename:
    return Filename(
        label=_("File Name"),
        max_length=200,
        to=None,
        default=_("the file's own name"),
        help_text=_("The name to send it under, with its extension."),
    )


def temperature() -> Number:
    return Number(
        min_value=0,
        max_value=1,
        label=_("Temperature"),
        default="0",
        advanced=True,
        help_text=_("Lower is more literal, higher guesses more."),
    )
