from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actions import outputs
from actions.registry import get
from connections.client import Request
from connections.errors import Busy, ModelNotFound, OpenAIError
from tests.actions.offers import Offer, Shop, choices, posted
from tests.catalog.performing import Server, errors_of, kept, perform, values_of

SLUG = "create-a-translation"
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 100
WITHOUT_TRANSLATOR = Shop(models=(Offer("gpt-transcribe"), Offer("gpt-5.4-mini"), Offer("gpt-6-sol")))
STEPS = {"method": "chat", "model": "gpt-transcribe", "chat_model": "gpt-5.4-mini"}
HEARD = {"text": "Guten Morgen.", "usage": {"type": "tokens", "total_tokens": 4}}
SAID: list[dict[str, Any]] = [
    {"choices": [{"index": 0, "delta": {"content": "Good "}}]},
    {"choices": [{"index": 0, "delta": {"content": "morning."}}]},
    {"choices": [], "usage": {"prompt_tokens": 9, "total_tokens": 12}},
]


def upload(content: bytes = MP3) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("talk.mp3", content, "audio/mpeg")}


def values(**fields: object) -> dict[str, Any]:
    return values_of(SLUG, upload(), **{"model": "whisper-1", **fields})


def test_one_step_goes_to_the_translation_endpoint() -> None:
    request = get(SLUG).request(
        values(temperature="0.2", prompt="Names: Ann", response_format="text", filename="a.mp3")
    )

    assert request.path == "/audio/translations"
    assert request.form == (
        ("model", "whisper-1"),
        ("prompt", "Names: Ann"),
        ("temperature", "0.2"),
        ("response_format", "text"),
    )
    assert request.files[0].filename == "a.mp3"


def test_the_formats_are_those_of_the_endpoint() -> None:
    form = get(SLUG).form(posted(model="whisper-1"), connections=[Shop()])

    assert set(choices(form, "response_format")) == {"", "json", "text", "verbose_json", "srt", "vtt"}


def test_one_step_is_chosen_where_there_is_a_translator() -> None:
    form = get(SLUG).form(connections=[Shop()])

    assert form["method"].value() == "endpoint"
    assert form["model"].value() == "whisper-1"
    assert "chat_model" not in form.fields
    assert "26 February 2027" in str(form["method"].help_text)


def test_two_steps_are_chosen_where_there_is_none_and_said_so() -> None:
    form = get(SLUG).form(connections=[WITHOUT_TRANSLATOR])

    assert form["method"].value() == "chat"
    assert form["model"].value() == "gpt-transcribe"
    assert form["chat_model"].value() == "gpt-5.4-mini"
    assert "offers no model that translates" in str(form["method"].help_text)


def test_what_a_person_chose_stays_chosen() -> None:
    data = posted(method="endpoint", model="my-translator")
    form = get(SLUG).form(data, upload(), connections=[WITHOUT_TRANSLATOR])

    assert form.is_valid(), form.errors
    assert form.values["method"] == "endpoint"


def test_two_steps_transcribe_and_then_translate() -> None:
    server = Server(HEARD, events=SAID)
    found = perform(SLUG, values(**STEPS), server)

    assert [request.path for request in server.requests] == ["/audio/transcriptions", "/chat/completions"]
    asked = server.requests[1].json
    assert (asked["model"], asked["stream"], asked["messages"][1]) == (
        "gpt-5.4-mini",
        True,
        {"role": "user", "content": "Guten Morgen."},
    )
    assert found == [
        outputs.Progress("Writing down what is said"),
        outputs.Transcript("Guten Morgen.", note="As it was spoken", sources=("file",)),
        outputs.Usage({"type": "tokens", "total_tokens": 4}),
        outputs.Progress("Translating it into English"),
        outputs.Delta("Good "),
        outputs.Delta("morning."),
        outputs.Usage({"type": "tokens", "prompt_tokens": 9, "total_tokens": 16}),
        outputs.Text("Good morning.", "In English"),
    ]


def test_silence_is_not_translated() -> None:
    server = Server({"text": " "})
    _, notice = kept(SLUG, values(**STEPS), server)

    assert isinstance(notice, outputs.Notice)
    assert len(server.requests) == 1


class Broken(Server):
    """Writes recordings down, and fails to translate."""

    def __init__(self, error: OpenAIError) -> None:
        super().__init__(HEARD)
        self.error = error

    def stream(self, request: Request) -> Iterator[dict[str, Any]]:
        self.requests.append(request)
        raise self.error


@pytest.mark.parametrize("error", [Busy(), ModelNotFound(param="model")])
def test_a_failure_of_the_second_step_does_not_repeat_the_first(error: OpenAIError) -> None:
    with pytest.raises(type(error)) as raised:
        perform(SLUG, values(**STEPS), Broken(error))

    assert not raised.value.retryable


def test_a_failure_of_the_second_step_is_told_at_its_own_field() -> None:
    with pytest.raises(ModelNotFound) as raised:
        perform(SLUG, values(**STEPS), Broken(ModelNotFound(param="model")))

    assert get(SLUG).field_label(raised.value.param) == "Chat Model"


def test_subtitles_in_english_are_kept_as_a_file() -> None:
    text, file = kept(
        SLUG, values(response_format="vtt"), Server(b"WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n", "text/vtt")
    )

    assert isinstance(text, outputs.Text)
    assert isinstance(file, outputs.Binary)
    assert file.filename == "talk.vtt"


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"temperature": "1.1"}, "temperature"),
        ({"temperature": "-0.1"}, "temperature"),
        ({"response_format": "diarized_json"}, "response_format"),
        ({"method": "magic"}, "method"),
        ({**STEPS, "chat_model": ""}, "chat_model"),
    ],
)
def test_a_wrong_setting_is_told_at_its_field(fields: dict[str, str], name: str) -> None:
    assert name in errors_of(SLUG, upload(), **{"model": "whisper-1", **fields})


def test_a_file_that_is_no_recording_is_told_so() -> None:
    assert (
        "application/pdf" in errors_of(SLUG, upload(b"%PDF-1.7 " + b"x" * 99), model="whisper-1")["file"][0]
    )
