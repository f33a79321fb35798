from base64 import b64encode
from typing import Any

import pytest

from actions import outputs
from actions.registry import get
from tests.actions.offers import Shop, posted
from tests.catalog.performing import Server, errors_of, kept, perform, values_of

SLUG = "generate-an-audio"
ASKED = {"model": "gpt-4o-mini-tts", "input": "Good morning, everyone.", "voice": "coral"}


def test_the_file_name_stays_here_and_the_rest_is_sent() -> None:
    values = values_of(
        SLUG, **ASKED, filename="hello", speed="1.5", response_format="wav", instructions="Softly"
    )

    assert get(SLUG).request(values).json == {
        **ASKED,
        "speed": 1.5,
        "response_format": "wav",
        "instructions": "Softly",
    }


def test_the_recording_gets_the_name_asked_for_and_its_extension() -> None:
    (audio,) = kept(
        SLUG, values_of(SLUG, **ASKED, filename="hello", response_format="opus"), Server(b"OggS", "audio/ogg")
    )

    assert isinstance(audio, outputs.Audio)
    assert (audio.filename, audio.media_type, audio.file.read()) == ("hello.opus", "audio/ogg", b"OggS")


def test_without_a_name_the_first_words_are_it() -> None:
    (audio,) = kept(SLUG, values_of(SLUG, **ASKED), Server(b"ID3", "audio/mpeg"))

    assert isinstance(audio, outputs.Audio)
    assert audio.filename == "good-morning-everyone.mp3"


def test_raw_samples_are_a_file_and_not_a_player() -> None:
    (file,) = kept(SLUG, values_of(SLUG, **ASKED, response_format="pcm"), Server(b"\0\0", "audio/pcm"))

    assert isinstance(file, outputs.Binary)


def test_a_recording_with_its_token_counts_is_put_together() -> None:
    events: list[dict[str, Any]] = [
        {"type": "speech.audio.delta", "audio": b64encode(b"ID").decode()},
        {"type": "speech.audio.delta", "audio": b64encode(b"3").decode()},
        {"type": "speech.audio.done", "usage": {"total_tokens": 5}},
    ]
    usage, audio = perform(SLUG, values_of(SLUG, **ASKED, stream_format="sse"), Server(events=events))

    assert usage == outputs.Usage({"total_tokens": 5})
    assert isinstance(audio, outputs.Audio)
    assert audio.file.read() == b"ID3"


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("input", "", "Input is empty"),
        ("input", "x" * 4097, "4096 characters at most"),
        ("speed", "0.2", "Speed must be 0.25 or more."),
        ("speed", "5", "Speed can be 4 at most."),
        ("filename", "../etc", "slashes"),
        ("response_format", "exe", "not one of the choices"),
    ],
)
def test_a_wrong_setting_is_told_what_is_wrong(field: str, value: str, complaint: str) -> None:
    assert complaint in errors_of(SLUG, **{**ASKED, field: value})[field][0]


def test_the_older_model_has_its_own_voices_and_no_instructions() -> None:
    form = get(SLUG).form(posted(**{**ASKED, "model": "tts-1", "voice": "cedar"}), connections=[Shop()])

    assert "instructions" not in form.fields
    assert form.errors["voice"]


def test_a_server_of_ones_own_may_have_voices_of_its_own() -> None:
    assert values_of(SLUG, **{**ASKED, "model": "kokoro", "voice": "af_heart"})["voice"] == "af_heart"
