"""POST /audio/speech."""

import base64
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase

from practice import bodies, offered, recordings, sound, sse, voices, words
from practice.door import Route
from practice.exchange import Exchange
from practice.parameters import Parameters
from practice.refusals import Refusal, invalid_value

KNOWN = frozenset(["model", "input", "voice", "response_format", "speed", "instructions", "stream_format"])
LONGEST = 4096
PIECE = 16 * 1024


def create(exchange: Exchange) -> HttpResponseBase:
    """Speak the input, and answer with the recording or with events that carry it."""
    given = bodies.read_json(exchange.request)
    given.only(KNOWN)
    given.require("model", "input", "voice")
    exchange.model = given.text("model")
    offered.find_for(offered.SPEECH, exchange.model)
    text = given.text("input", longest=LONGEST, shortest=1)
    given.text("instructions", longest=LONGEST)
    form = given.choice("response_format", tuple(sound.FORMATS), "mp3")
    streamed = given.choice("stream_format", ("audio", "sse"), "audio") == "sse"
    if streamed and exchange.model.startswith("tts-1"):
        message = (
            f"Unsupported value: 'stream_format' does not support 'sse' with the model '{exchange.model}'."
        )
        raise Refusal(message, code="unsupported_value", param="stream_format")
    recording = record(text, read_voice(given, exchange.model), given.number("speed", 0.25, 4, 1), form)
    recordings.remember(exchange.owner, recording, text)
    if streamed:
        return sse.response(events(recording, text))
    return StreamingHttpResponse(contents(recording), content_type=sound.MEDIA_TYPES[form])


def read_voice(given: Parameters, model: str) -> str:
    voice = given.values["voice"]
    name = voice.get("id") if isinstance(voice, dict) else voice
    offered_voices = voices.VOICES[:9] if model.startswith("tts-1") else voices.VOICES
    if name not in offered_voices:
        raise invalid_value("voice", name, offered_voices)
    return str(name)


def record(text: str, voice: str, speed: float, form: str) -> BinaryIO:
    """Return an open file with the recording; it is gone when it is closed."""
    with tempfile.TemporaryDirectory(prefix="practice-") as folder:
        spoken = voices.speak(text, voice, speed, Path(folder))
        target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
        finished = Path(folder) / "finished"
        with finished.open("w+b") as file:
            sound.encode(spoken, file, form)
        with finished.open("rb") as file:
            while piece := file.read(PIECE):
                target.write(piece)
    target.seek(0)
    return target


def contents(recording: BinaryIO) -> Iterator[bytes]:
    with recording:
        while piece := recording.read(PIECE):
            yield piece


def events(recording: BinaryIO, text: str) -> Iterator[bytes]:
    for piece in contents(recording):
        yield sse.event({"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()})
    asked = words.count(text)
    usage = {"input_tokens": asked, "output_tokens": asked * 8, "total_tokens": asked * 9}
    yield sse.event({"type": "speech.audio.done", "usage": usage})


ROUTES = (Route("POST", "audio/speech", create),)
