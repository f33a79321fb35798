"""Chat models that speak."""

import base64
import io
from typing import Any

import av
import openai
import pytest
import requests

from tests.practice.conftest import Call
from tests.practice.test_audio import beep, transcribe
from tests.practice.test_chat import events

WORDS = "The train leaves at nine."


def ask(call: Call, content: Any = WORDS, **more: Any) -> requests.Response:
    body = {
        "model": "gpt-audio-1.5",
        "messages": [{"role": "user", "content": content}],
        "modalities": ["text", "audio"],
        "audio": {"voice": "alloy", "format": "wav"},
        **more,
    }
    return call("chat/completions", body)


@pytest.mark.parametrize(
    ("form", "container"), [("wav", "wav"), ("mp3", "mp3"), ("flac", "flac"), ("opus", "ogg"), ("aac", "aac")]
)
def test_the_question_is_read_aloud_in_the_asked_format(call: Call, form: str, container: str) -> None:
    message = ask(call, audio={"voice": "alloy", "format": form}).json()["choices"][0]["message"]
    assert (message["content"], message["audio"]["transcript"]) == (None, WORDS)
    with av.open(io.BytesIO(base64.b64decode(message["audio"]["data"])), "r") as opened:
        assert opened.format.name == container


def test_what_was_read_aloud_can_be_transcribed(call: Call) -> None:
    sound = base64.b64decode(ask(call).json()["choices"][0]["message"]["audio"]["data"])
    assert transcribe(call, sound, "speech.wav").json()["text"] == WORDS


def test_a_streamed_voice_comes_in_parts(call: Call) -> None:
    audio = {"voice": "alloy", "format": "pcm16"}
    whole = ask(call, audio=audio).json()["choices"][0]["message"]["audio"]
    found = [event["choices"][0]["delta"] for event in events(ask(call, audio=audio, stream=True).content)]
    parts = [delta["audio"] for delta in found if "audio" in delta]
    assert "".join(part.get("transcript", "") for part in parts) == WORDS
    sound = b"".join(base64.b64decode(part.get("data", "")) for part in parts)
    assert sound == base64.b64decode(whole["data"])
    assert "expires_at" in parts[-1]


def test_a_recording_that_is_played_is_measured(call: Call) -> None:
    data = base64.b64encode(beep(1.5)).decode()
    parts = [{"type": "input_audio", "input_audio": {"data": data, "format": "wav"}}]
    answer = ask(call, parts, modalities=["text"], audio=None)
    assert "a recording of 1.5 seconds" in answer.json()["choices"][0]["message"]["content"]


@pytest.mark.parametrize(
    ("more", "code", "param"),
    [
        ({"model": "gpt-4o"}, "unsupported_value", "modalities"),
        ({"modalities": ["smell"]}, "invalid_value", "modalities"),
        ({"audio": None}, "missing_required_parameter", "audio"),
        ({"audio": {"voice": "robot", "format": "wav"}}, "invalid_value", "audio.voice"),
        ({"audio": {"voice": "alloy", "format": "ogg"}}, "invalid_value", "audio.format"),
        ({"stream": True}, "unsupported_value", "audio.format"),
        (
            {"content": "In JSON", "response_format": {"type": "json_object"}},
            "unsupported_value",
            "response_format",
        ),
        (
            {"content": [{"type": "input_audio", "input_audio": {"data": "bm8=", "format": "wav"}}]},
            "invalid_value",
            "messages[0].content[0].input_audio.data",
        ),
    ],
)
def test_what_openai_refuses_is_refused(call: Call, more: dict[str, Any], code: str, param: str) -> None:
    answer = ask(call, **more)
    assert answer.status_code == 400
    assert (answer.json()["error"]["code"], answer.json()["error"]["param"]) == (code, param)


def test_a_model_that_speaks_is_for_chat_only(call: Call) -> None:
    assert call("responses", {"model": "gpt-audio-1.5", "input": "Hello"}).status_code == 404


def test_the_official_client_hears_a_chat(client: openai.OpenAI) -> None:
    answer = client.chat.completions.create(
        model="gpt-audio-1.5",
        modalities=["text", "audio"],
        audio={"voice": "cedar", "format": "wav"},
        messages=[{"role": "user", "content": WORDS}],
    )
    audio = answer.choices[0].message.audio
    assert audio is not None
    assert audio.transcript == WORDS
    assert base64.b64decode(audio.data).startswith(b"RIFF")
