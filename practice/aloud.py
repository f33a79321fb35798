"""Chat models that speak: they read the question aloud, which is all that practice can say."""

import base64
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from practice import families, recordings, voices
from practice.accounts import Account
from practice.answers import Answer, Wish
from practice.parameters import Parameters
from practice.refusals import invalid_value, unsupported_value

FORMATS = ("wav", "aac", "mp3", "flac", "opus", "pcm16")
MODALITIES = ("text", "audio")
LONGEST = 4096  # letters, as many as at /audio/speech
LIFE = 3600  # seconds
PIECE = 12_000  # bytes of sound in an event


@dataclass(frozen=True)
class Voice:
    name: str
    form: str


def asked(given: Parameters, model: str) -> Voice | None:
    """Return how to speak, or None when words on a screen are wanted; refuse what the model cannot."""
    wanted = given.texts("modalities", most=2)
    for each in wanted:
        if each not in MODALITIES:
            raise invalid_value("modalities", each, MODALITIES)
    if "audio" not in wanted:
        return None
    if not families.family_of(model).speaks:
        raise unsupported_value("modalities", "audio", ("text",))
    if (given.typed("response_format", dict) or {}).get("type", "text") != "text":
        raise unsupported_value("response_format", "json_schema", ("text",))
    given.require("audio")
    return read_voice(given)


def read_voice(given: Parameters) -> Voice:
    audio = given.typed("audio", dict)
    for name, choices in (("voice", voices.VOICES), ("format", FORMATS)):
        if audio.get(name) not in choices:
            raise invalid_value(f"audio.{name}", audio.get(name), choices)
    if given.flag("stream") and audio["format"] != "pcm16":
        raise unsupported_value("audio.format", audio["format"], ("pcm16",))
    return Voice(str(audio["voice"]), str(audio["format"]))


def spoken(account: Account, answer: Answer, wish: Wish, voice: Voice) -> Answer:
    """Return the answer as a recording of the question; a call of a function stays silent."""
    if answer.function:
        return answer
    text = wish.conversation.question[:LONGEST] or "This is practice."
    form = "pcm" if voice.form == "pcm16" else voice.form
    recording = recordings.record(account, text, voice.name, 1, form)
    audio = {
        "id": f"audio_{uuid.uuid4().hex}",
        "data": base64.b64encode(b"".join(recordings.contents(recording))).decode(),
        "expires_at": int(time.time()) + LIFE,
        "transcript": text,
    }
    return replace(answer, text=text, reason="stop", audio=audio)


def deltas(audio: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the sound of a streamed answer in parts, and last how long it can be referred to."""
    sound = base64.b64decode(audio["data"])
    for start in range(0, len(sound), PIECE):
        part = base64.b64encode(sound[start : start + PIECE]).decode()
        yield {"audio": {"id": audio["id"], "data": part}}
    yield {"audio": {"expires_at": audio["expires_at"]}}
