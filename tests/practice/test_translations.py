"""Translation is honest: practice keeps the words."""

from typing import Any

import openai
import pytest
import requests

from tests.practice.conftest import Call
from tests.practice.test_audio import beep, speak

WORDS = "Der Zug fährt um neun. Bitte sei da."


def translate(call: Call, sound: bytes, name: str = "speech.mp3", **more: Any) -> requests.Response:
    data = {"model": "whisper-1", **more}
    return call("audio/translations", files={"file": (name, sound)}, data=data)


def test_the_words_of_its_own_recording_come_back_as_practices_translation(call: Call) -> None:
    text = translate(call, speak(call, WORDS).content).json()["text"]
    assert text.endswith(WORDS)
    assert "practice's translation into English" in text


def test_a_stranger_recording_is_not_translated(call: Call) -> None:
    text = translate(call, beep(1), "beep.wav").json()["text"]
    assert "nobody listened to this recording" in text


def test_a_translation_comes_in_every_format(call: Call) -> None:
    sound = speak(call, WORDS, response_format="wav").content
    verbose = translate(call, sound, "speech.wav", response_format="verbose_json").json()
    assert verbose["language"] == "english"
    assert verbose["segments"][-1]["text"] == " Bitte sei da."
    assert translate(call, sound, "speech.wav", response_format="srt").text.startswith("1\n00:00:00,000")
    assert translate(call, sound, "speech.wav", response_format="vtt").text.startswith("WEBVTT")
    assert translate(call, sound, "speech.wav", response_format="text").text.endswith(f"{WORDS}\n")


@pytest.mark.parametrize(
    ("more", "code", "param"),
    [
        ({"model": "gpt-4o-transcribe"}, "invalid_value", "model"),
        ({"language": "de"}, "unknown_parameter", "language"),
        ({"response_format": "diarized_json"}, "invalid_value", "response_format"),
        ({"temperature": "2"}, "decimal_above_max_value", "temperature"),
    ],
)
def test_what_openai_refuses_is_refused(call: Call, more: dict[str, Any], code: str, param: str) -> None:
    answer = translate(call, beep(1), "beep.wav", **more)
    assert answer.status_code == 400
    assert (answer.json()["error"]["code"], answer.json()["error"]["param"]) == (code, param)


def test_the_official_client_translates(client: openai.OpenAI) -> None:
    speech = client.audio.speech.create(model="tts-1", voice="alloy", input=WORDS).read()
    with pytest.warns(DeprecationWarning, match="deprecated"):
        answer = client.audio.translations.create(model="whisper-1", file=("speech.mp3", speech))
    assert answer.text.endswith(WORDS)
