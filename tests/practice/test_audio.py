"""Speech sounds, and its words come back."""

import base64
import io
import json
import math
import struct
import wave
from typing import Any

import av
import pytest
import requests

from practice import transcribers, voices
from practice.endpoints import transcriptions
from tests.practice.conftest import Call

WORDS = "The train to Vienna leaves at nine. Please be there early."


def speak(call: Call, text: str = WORDS, **more: Any) -> requests.Response:
    return call("audio/speech", {"model": "gpt-4o-mini-tts", "voice": "coral", "input": text, **more})


def transcribe(call: Call, sound: bytes, name: str = "speech.mp3", **more: Any) -> requests.Response:
    data = {"model": "whisper-1", **more}
    return call("audio/transcriptions", files={"file": (name, sound)}, data=data)


def lasting(sound: bytes) -> float:
    with av.open(io.BytesIO(sound), "r") as container:
        frames = list(container.decode(audio=0))
    return sum(frame.samples for frame in frames) / frames[0].sample_rate


def beep(seconds: float) -> bytes:
    """Return a wave file that practice did not make."""
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        samples = (round(8000 * math.sin(n / 3)) for n in range(round(8000 * seconds)))
        sound.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return out.getvalue()


@pytest.mark.parametrize(
    ("form", "container"), [("mp3", "mp3"), ("opus", "ogg"), ("aac", "aac"), ("flac", "flac"), ("wav", "wav")]
)
def test_speech_comes_in_the_asked_format_and_lasts_as_long_as_the_words(
    call: Call, form: str, container: str
) -> None:
    sound = speak(call, response_format=form).content
    with av.open(io.BytesIO(sound), "r") as opened:
        assert opened.format.name == container
    assert 2 < lasting(sound) < 8


def test_raw_speech_is_24_khz_of_16_bits(call: Call) -> None:
    raw = speak(call, response_format="pcm").content
    as_wave = speak(call, response_format="wav").content
    assert len(raw) / 48_000 == pytest.approx(lasting(as_wave), abs=0.1)


def test_speed_makes_speech_shorter(call: Call) -> None:
    slow, fast = (lasting(speak(call, speed=speed, response_format="wav").content) for speed in (0.5, 2))
    assert slow / fast == pytest.approx(4, rel=0.35)


def test_speech_can_come_in_events(call: Call) -> None:
    answer = speak(call, stream_format="sse")
    found = [json.loads(line[6:]) for line in answer.text.split("\n") if line.startswith("data: ")]
    assert [event["type"] for event in found[-2:]] == ["speech.audio.delta", "speech.audio.done"]
    sound = b"".join(base64.b64decode(event["audio"]) for event in found[:-1])
    assert sound == speak(call).content


def test_without_a_speaking_program_a_tune_as_long_as_the_text_is_played(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voices, "PROGRAMS", {})
    sound = speak(call).content
    assert lasting(sound) == pytest.approx(len(WORDS) / voices.LETTERS_PER_SECOND, abs=0.5)
    assert transcribe(call, sound).json()["text"] == WORDS


def test_words_that_no_program_can_read_become_a_tune(call: Call) -> None:
    assert lasting(speak(call, "火车九点开往维也纳请早点到").content) > 0.5


def test_the_words_of_a_recording_are_its_own_accounts(call: Call) -> None:
    sound = speak(call).content
    stranger = {"key": "sk-practice-stranger"}
    files, data = {"file": ("speech.mp3", sound)}, {"model": "whisper-1"}
    assert WORDS not in call("audio/transcriptions", files=files, data=data, **stranger).text


def test_a_stranger_recording_is_measured_and_no_words_are_made_up(call: Call) -> None:
    answer = transcribe(call, beep(2.5), "beep.wav", response_format="verbose_json").json()
    assert answer["duration"] == pytest.approx(2.5)
    assert "practice" in answer["text"]
    assert "2.5 seconds" in answer["text"]


def test_a_verbose_transcript_times_its_words_and_sentences(call: Call) -> None:
    sound = speak(call, response_format="wav").content
    more = {"response_format": "verbose_json", "timestamp_granularities[]": ["word", "segment"]}
    answer = transcribe(call, sound, "speech.wav", **more).json()
    assert [s["text"].strip() for s in answer["segments"]] == [WORDS[:35], WORDS[36:]]
    assert " ".join(word["word"] for word in answer["words"]) == WORDS
    assert answer["words"][-1]["end"] == pytest.approx(answer["duration"])


def test_a_transcript_comes_as_subtitles(call: Call) -> None:
    sound = speak(call, response_format="wav").content
    srt = transcribe(call, sound, "speech.wav", response_format="srt").text
    vtt = transcribe(call, sound, "speech.wav", response_format="vtt").text
    assert srt.startswith("1\n00:00:00,000 --> 00:00:0")
    assert vtt.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:0")
    assert transcribe(call, sound, "speech.wav", response_format="text").text == f"{WORDS}\n"


def test_a_diarized_transcript_names_the_known_speaker(call: Call) -> None:
    more = {"model": "gpt-4o-transcribe-diarize", "response_format": "diarized_json"}
    answer = transcribe(call, speak(call).content, **more, **{"known_speaker_names[]": "Anna"}).json()
    assert {segment["speaker"] for segment in answer["segments"]} == {"Anna"}


def test_a_diarized_transcript_can_be_streamed(call: Call) -> None:
    more = {"model": "gpt-4o-transcribe-diarize", "response_format": "diarized_json", "stream": "true"}
    answer = transcribe(call, speak(call).content, **more)
    assert answer.text.count('"transcript.text.segment"') == 2


def test_whisper_does_not_stream(call: Call) -> None:
    assert transcribe(call, beep(1), "beep.wav", stream="true").headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("more", "code", "param"),
    [
        ({"voice": "robot"}, "invalid_value", "voice"),
        ({"model": "tts-1", "voice": "cedar"}, "invalid_value", "voice"),
        ({"voice": None}, "missing_required_parameter", "voice"),
        ({"input": ""}, "string_below_min_length", "input"),
        ({"input": "x" * 4097}, "string_above_max_length", "input"),
        ({"speed": 5}, "decimal_above_max_value", "speed"),
        ({"response_format": "ogg"}, "invalid_value", "response_format"),
        ({"model": "tts-1", "stream_format": "sse"}, "unsupported_value", "stream_format"),
        ({"pitch": 1}, "unknown_parameter", "pitch"),
        ({"model": "gpt-4o"}, "invalid_value", "model"),
    ],
)
def test_speech_that_openai_refuses_is_refused(
    call: Call, more: dict[str, Any], code: str, param: str
) -> None:
    answer = speak(call, **more)
    assert answer.status_code == 400
    assert (answer.json()["error"]["code"], answer.json()["error"]["param"]) == (code, param)


@pytest.mark.parametrize(
    ("more", "code", "param"),
    [
        ({"model": "gpt-4o-transcribe", "response_format": "srt"}, "unsupported_value", "response_format"),
        ({"model": "gpt-transcribe", "language": "en"}, "unsupported_parameter", "language"),
        ({"model": "gpt-4o-transcribe-diarize", "prompt": "x"}, "unsupported_parameter", "prompt"),
        ({"timestamp_granularities[]": "word"}, None, "timestamp_granularities"),
        ({"keywords[]": "Vienna"}, "unsupported_parameter", "keywords"),
        ({"temperature": "1.5"}, "decimal_above_max_value", "temperature"),
        ({"temperature": "warm"}, "invalid_type", "temperature"),
        ({"speed": "2"}, "unknown_parameter", "speed"),
        ({"model": "tts-1"}, "invalid_value", "model"),
    ],
)
def test_a_transcription_that_openai_refuses_is_refused(
    call: Call, more: dict[str, Any], code: str | None, param: str
) -> None:
    answer = transcribe(call, beep(1), "beep.wav", **more)
    assert answer.status_code == 400
    assert (answer.json()["error"]["code"], answer.json()["error"]["param"]) == (code, param)


@pytest.mark.parametrize("sound", [b"", b"ID3 not a recording at all", b"\x00" * 5000])
def test_what_is_no_recording_is_refused(call: Call, sound: bytes) -> None:
    answer = transcribe(call, sound)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "file"


def test_a_file_without_a_known_ending_is_refused(call: Call) -> None:
    assert "Supported formats" in transcribe(call, beep(1), "notes.txt").json()["error"]["message"]


def test_a_recording_that_is_too_short_is_refused(call: Call) -> None:
    assert transcribe(call, beep(0.05), "beep.wav").json()["error"]["code"] == "audio_too_short"


def test_a_recording_that_is_too_large_is_refused(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transcriptions, "LARGEST", 10_000)
    assert transcribe(call, beep(1), "beep.wav").status_code == 413


def test_a_long_recording_needs_a_chunking_strategy_to_be_diarized(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcribers, "LONGEST_UNCUT", 0.5)
    model = {"model": "gpt-4o-transcribe-diarize"}
    answer = transcribe(call, beep(1), "beep.wav", **model)
    assert answer.json()["error"]["param"] == "chunking_strategy"
    assert transcribe(call, beep(1), "beep.wav", **model, chunking_strategy="auto").status_code == 200
