"""POST /audio/speech."""

import base64
from collections.abc import Iterator
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
    voice, speed = read_voice(given, exchange.model), given.number("speed", 0.25, 4, 1)
    recording = recordings.record(exchange.owner, text, voice, speed, form)
    if streamed:
        return sse.response(events(recording, text))
    return StreamingHttpResponse(recordings.contents(recording), content_type=sound.MEDIA_TYPES[form])


def read_voice(given: Parameters, model: str) -> str:
    voice = given.values["voice"]
    name = voice.get("id") if isinstance(voice, dict) else voice
    offered_voices = voices.VOICES[:9] if model.startswith("tts-1") else voices.VOICES
    if name not in offered_voices:
        raise invalid_value("voice", name, offered_voices)
    return str(name)


def events(recording: BinaryIO, text: str) -> Iterator[bytes]:
    for piece in recordings.contents(recording):
        yield sse.event({"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()})
    asked = words.count(text)
    usage = {"input_tokens": asked, "output_tokens": asked * 8, "total_tokens": asked * 9}
    yield sse.event({"type": "speech.audio.done", "usage": usage})


ROUTES = (Route("POST", "audio/speech", create),)
