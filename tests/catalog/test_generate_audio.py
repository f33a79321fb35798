from base64 import b64encode
from typing import Any

import pytest

from actions import outputs
from actions.catalog.generate_audio import SAMPLE
from actions.registry import get
from tests.actions.offers import Offer, Shop, posted
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


CHAT = {"method": "chat", "model": "gpt-audio-1.5", "input": "Good morning, everyone.", "voice": "coral"}


def spoken(transcript: str, **more: object) -> dict[str, Any]:
    audio = {"data": b64encode(b"ID3").decode(), "transcript": transcript}
    return {"choices": [{"message": {"audio": audio, **more}}], "usage": {"total_tokens": 7}}


def test_a_chat_model_is_told_to_read_and_how() -> None:
    values = values_of(SLUG, **CHAT, instructions="Softly.", response_format="pcm16")
    request = get(SLUG).request(values)

    assert request.path == "/chat/completions"
    assert request.json["model"] == "gpt-audio-1.5"
    assert request.json["modalities"] == ["text", "audio"]
    assert request.json["audio"] == {"voice": "coral", "format": "pcm16"}
    system, user = request.json["messages"]
    assert system["content"].endswith("Softly.")
    assert user == {"role": "user", "content": CHAT["input"]}


def test_a_chat_models_recording_is_kept_and_its_words_are_not_repeated() -> None:
    audio, usage = perform(SLUG, values_of(SLUG, **CHAT), Server(spoken("good morning everyone")))

    assert isinstance(audio, outputs.Audio)
    assert (audio.filename, audio.file.read()) == ("good-morning-everyone.mp3", b"ID3")
    assert usage == outputs.Usage({"total_tokens": 7})


def test_a_chat_model_that_strays_from_the_text_is_found_out() -> None:
    _, text, notice = kept(SLUG, values_of(SLUG, **CHAT), Server(spoken("Good morning to you!")))

    assert text == outputs.Text("Good morning to you!", "What the model said", plain=True)
    assert notice == outputs.Notice("The model did not read the text word for word.")


def test_a_chat_model_that_cannot_speak_is_found_out() -> None:
    body = {"choices": [{"message": {"content": "Good morning, everyone."}}]}
    (notice,) = kept(SLUG, values_of(SLUG, **CHAT), Server(body))

    assert isinstance(notice, outputs.Notice)
    assert "in words alone" in notice.text


def test_a_connection_without_a_speech_model_begins_with_the_chat_method() -> None:
    line = Shop(models=(Offer("gpt-audio-1.5"), Offer("gpt-5.4-mini")))
    form = get(SLUG).form(connections=[line])

    assert (form["method"].value(), form["model"].value()) == ("chat", "gpt-audio-1.5")
    assert "offers no speech model" in form.fields["method"].help_text
    assert not {"speed", "stream_format"} & set(form.fields)


def test_a_sample_of_a_voice_is_a_short_sentence_in_it() -> None:
    values = get(SLUG).sample(
        {"method": "speech", "model": "tts-1", "voice": "nova", "input": "", "speed": 2}
    )
    request = get(SLUG).request(values)

    assert request.json == {"model": "tts-1", "voice": "nova", "input": SAMPLE}
    assert len(SAMPLE) <= 55
