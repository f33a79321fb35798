from base64 import b64decode
from collections.abc import Iterator, Mapping
from tempfile import SpooledTemporaryFile
from typing import Any

from actions import families, outputs
from actions.action import Action
from actions.fields import Choice, Filename, LongText, Number
from actions.forms import ActionForm, Model
from connections.client import Answer, Client

MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}
FORMATS = [
    ("mp3", "MP3"),
    ("opus", "Opus"),
    ("aac", "AAC"),
    ("flac", "FLAC"),
    ("wav", "WAV"),
    ("pcm", "PCM: raw samples, 24 kHz, no player opens it"),
]


class GenerateAudio(Action):
    """Read a text aloud."""

    title, group, icon = "Generate an Audio", "Audio", "volume"
    path = "/audio/speech"

    class Form(ActionForm):
        model = Model(families.Kind.SPEECH)
        input = LongText(
            label="Input",
            required=True,
            max_length=4096,
            rows=6,
            help_text="The text to read. OpenAI asks that listeners be told the voice is made by AI.",
        )
        voice = Choice(
            [
                "alloy",
                "ash",
                "ballad",
                "cedar",
                "coral",
                "echo",
                "fable",
                "marin",
                "nova",
                "onyx",
                "sage",
                "shimmer",
                "verse",
            ],
            label="Voice",
            required=True,
            initial="alloy",
            free=True,
            help_text="Who reads. Pick one, or type a voice that your server knows.",
        )
        instructions = LongText(
            label="Instructions",
            max_length=4096,
            rows=2,
            advanced=True,
            help_text="How to read: “slowly and warmly, like a bedtime story”.",
        )
        filename = Filename(
            label="Output Filename",
            max_length=100,
            to=None,
            default="the first words of the text",
            help_text="Without the extension.",
        )
        response_format = Choice(FORMATS, label="Response Format", blank="MP3")
        speed = Number(min_value=0.25, max_value=4, step=0.25, label="Speed", default="1")
        stream_format = Choice(
            [("audio", "The recording alone"), ("sse", "The recording with the tokens it used")],
            label="Answer as",
            advanced=True,
            blank="The recording alone",
        )

    def perform(self, client: Client, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        if values.get("stream_format") != "sse":
            yield from super().perform(client, values)
            return
        file = SpooledTemporaryFile(max_size=outputs.IN_MEMORY)  # noqa: SIM115 - whoever stores the value closes it
        for event in client.stream(self.request(values)):
            if event.get("type") == "speech.audio.delta":
                file.write(b64decode(event["audio"]))
            elif usage := event.get("usage"):
                yield outputs.Usage(usage)
        file.seek(0)
        yield self.recording(file, values)

    def present(self, answer: Answer, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        yield self.recording(answer.file, values)

    def recording(self, file: Any, values: Mapping[str, Any]) -> outputs.Value:
        extension = values.get("response_format") or "mp3"
        name = values.get("filename") or outputs.slug_of(values["input"], "speech")
        kind = outputs.Binary if extension == "pcm" else outputs.Audio
        return kind(file=file, filename=f"{name}.{extension}", media_type=MEDIA_TYPES[extension])
