"""Reading what the transcription endpoints answer, in each of their formats."""

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from actions import outputs
from actions.action import Action
from connections.client import Answer, Client

# Media types as found in the content, with the names people know. Video files are taken for their sound.
RECORDINGS = {
    "audio/mpeg": "MP3",
    "audio/mp4": "M4A",
    "audio/x-m4a": "M4A",
    "audio/m4a": "M4A",
    "video/mp4": "MP4",
    "video/mpeg": "MPEG",
    "audio/x-wav": "WAV",
    "audio/wav": "WAV",
    "audio/ogg": "OGG",
    "video/ogg": "OGG",
    "audio/x-flac": "FLAC",
    "audio/flac": "FLAC",
    "video/webm": "WEBM",
    "audio/webm": "WEBM",
}
SUBTITLES = {"srt": "application/x-subrip", "vtt": "text/vtt"}


class TranscriptAction(Action):
    """An action that asks for a recording in words."""

    def filename(self, field: str, name: str, values: Mapping[str, Any]) -> str:
        wanted = str(values.get("filename") or "")
        if field != "file" or not wanted:
            return name
        # The service goes by the extension, so a name without one gets the file's own.
        return wanted if PurePath(wanted).suffix else wanted + PurePath(name).suffix

    def headline(self, values: Mapping[str, Any]) -> str:
        return str(values.get("filename") or getattr(values.get("file"), "name", "") or self.title)[:200]

    def perform(self, client: Client, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        streamed = values.get("stream")
        heard = (
            self.read(client.stream(self.request(values))) if streamed else super().perform(client, values)
        )
        yield from outputs.sourced(heard, ["file"])

    def read(self, events: Iterator[dict[str, Any]]) -> Iterator[outputs.Value]:
        """Yield the words as they are recognised, then the transcript."""
        segments: list[outputs.Segment] = []
        for event in events:
            match event.get("type"):
                case "transcript.text.delta":
                    yield outputs.Delta(event["delta"])
                case "transcript.text.segment":
                    segments.append(segment_of(event))
                case "transcript.text.done":
                    yield from transcript({**event, "segments": None}, tuple(segments))

    def present(self, answer: Answer, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        answer.refuse_page()
        asked = str(values.get("response_format") or "json")
        if asked in SUBTITLES:
            text = answer.text()
            yield outputs.Text(text, plain=True)
            name = outputs.slug_of(self.headline(values).rsplit(".", 1)[0], "subtitles")
            yield outputs.Binary(
                file=outputs.spooled(text.encode()), filename=f"{name}.{asked}", media_type=SUBTITLES[asked]
            )
        elif asked == "text":
            yield outputs.Transcript(answer.text().strip())
        else:
            yield from transcript(answer.object("text"), ())


def transcript(body: Mapping[str, Any], segments: tuple[outputs.Segment, ...]) -> Iterator[outputs.Value]:
    """Yield the transcript that a JSON answer holds, and what the API counted."""
    parts = segments or tuple(segment_of(part) for part in body.get("segments") or body.get("words") or ())
    text = str(body.get("text") or "")
    yield outputs.Transcript(text, parts, str(body.get("language") or ""), body.get("duration"))
    if not text.strip():
        yield outputs.Notice(_("No words were recognised in this recording."))
    if words := body.get("words") if body.get("segments") else None:
        yield outputs.Table(
            (_("Word"), _("From"), _("To")),
            [(word["word"], word["start"], word["end"]) for word in words],
            _("Words with their times"),
        )
    if logprobs := body.get("logprobs"):
        yield outputs.Table(
            (_("Token"), _("Log probability")),
            [(token["token"], token["logprob"]) for token in logprobs],
            _("Token probabilities"),
        )
    if usage := body.get("usage"):
        yield outputs.Usage(usage)


def segment_of(part: Mapping[str, Any]) -> outputs.Segment:
    words = str(part.get("text") or part.get("word") or "").strip()
    return outputs.Segment(
        float(part.get("start") or 0), float(part.get("end") or 0), words, str(part.get("speaker") or "")
    )
