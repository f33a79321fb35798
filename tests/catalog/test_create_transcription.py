from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actions import outputs
from actions.registry import get
from connections.bodies import DataUrl
from tests.actions.offers import Shop, choices, posted
from tests.catalog.performing import Server, errors_of, kept, perform, values_of

SLUG = "create-a-transcription"
MP3 = b"ID3\x04\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x00" * 100


def upload(content: bytes = MP3, name: str = "talk.mp3") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content, "audio/mpeg")}


def values(model: str = "whisper-1", **fields: object) -> dict[str, Any]:
    return values_of(SLUG, upload(), model=model, **fields)


def test_the_recording_goes_as_a_form_with_only_what_was_set() -> None:
    request = get(SLUG).request(values(language="de", temperature="0.2", response_format="verbose_json"))

    assert request.form == (
        ("model", "whisper-1"),
        ("language", "de"),
        ("temperature", "0.2"),
        ("response_format", "verbose_json"),
    )
    (file,) = request.files
    assert (file.field, file.filename, file.content_type) == ("file", "talk.mp3", "audio/mpeg")


def test_the_file_can_be_sent_under_another_name() -> None:
    (file,) = get(SLUG).request(values(filename="meeting.mp3")).files

    assert file.filename == "meeting.mp3"


def test_a_name_without_an_extension_gets_the_files_own() -> None:
    (file,) = get(SLUG).request(values(filename="meeting")).files

    assert file.filename == "meeting.mp3"


def test_lists_are_sent_with_brackets() -> None:
    request = get(SLUG).request(
        values(
            "gpt-transcribe",
            languages__0__language="de",
            languages__1__language="en",
            keywords__0__keyword="Zürich",
        )
    )

    assert ("languages[]", "de") in request.form
    assert ("languages[]", "en") in request.form
    assert ("keywords[]", "Zürich") in request.form
    assert ("stream", "true") in request.form


def test_times_for_each_word_are_asked_for() -> None:
    request = get(SLUG).request(
        values(response_format="verbose_json", timestamp_granularities__0__granularity="word")
    )

    assert ("timestamp_granularities[]", "word") in request.form


def test_known_speakers_are_sent_with_a_sample_of_their_voice() -> None:
    files = {**upload(), "known_speaker_names-0-reference": SimpleUploadedFile("ann.mp3", MP3, "audio/mpeg")}
    found = values_of(
        SLUG,
        files,
        model="gpt-4o-transcribe-diarize",
        response_format="diarized_json",
        known_speaker_names__0__name="Ann",
    )
    form = dict(get(SLUG).request(found).form)
    sample = form["known_speaker_references[]"]

    assert form["known_speaker_names[]"] == "Ann"
    assert isinstance(sample, DataUrl)
    assert b"".join(sample).startswith(b"data:audio/mpeg;base64,SUQz")


@pytest.mark.parametrize(
    ("content", "name", "complaint"),
    [
        (b"", "talk.mp3", "0 bytes"),
        (b"just some words, and no recording", "talk.mp3", "whatever its name says"),
        (b"%PDF-1.7 " + b"x" * 100, "talk.mp3", "application/pdf"),
    ],
)
def test_a_file_that_is_no_recording_is_told_so(content: bytes, name: str, complaint: str) -> None:
    assert complaint in errors_of(SLUG, upload(content, name), model="whisper-1")["file"][0]


def test_a_file_over_the_limit_is_told_both_sizes() -> None:
    error = errors_of(SLUG, upload(MP3 + bytes(25 * 1024 * 1024)), model="whisper-1")["file"][0]

    assert "25.0" in error
    assert "talk.mp3" in error


def test_no_file_is_told_so() -> None:
    assert errors_of(SLUG, model="whisper-1")["file"] == ["File Data is missing. Choose a file."]


def test_the_formats_are_those_of_the_models_family() -> None:
    def formats(model: str) -> set[str]:
        return {
            value
            for value in choices(get(SLUG).form(posted(model=model), connections=[Shop()]), "response_format")
            if value
        }

    assert formats("whisper-1") == {"json", "text", "verbose_json", "srt", "vtt"}
    assert formats("gpt-transcribe") == {"json"}
    assert "diarized_json" in formats("gpt-4o-transcribe-diarize")


def test_a_plain_answer_becomes_a_transcript() -> None:
    assert kept(SLUG, values(), Server({"text": "Hello there."})) == [
        outputs.Transcript("Hello there.", sources=("file",))
    ]


def test_times_become_segments() -> None:
    body = {
        "text": "Hello.",
        "language": "english",
        "duration": 1.5,
        "segments": [{"start": 0, "end": 1.5, "text": " Hello."}],
    }

    assert kept(SLUG, values(response_format="verbose_json"), Server(body)) == [
        outputs.Transcript("Hello.", (outputs.Segment(0, 1.5, "Hello."),), "english", 1.5, sources=("file",))
    ]


def test_speakers_are_kept_with_their_segments() -> None:
    body = {"text": "Hi.", "duration": 1, "segments": [{"start": 0, "end": 1, "text": "Hi.", "speaker": "A"}]}
    found = values("gpt-4o-transcribe-diarize", response_format="diarized_json", stream="false")
    (transcript,) = kept(SLUG, found, Server(body))

    assert isinstance(transcript, outputs.Transcript)
    assert transcript.segments[0].speaker == "A"


def test_subtitles_are_shown_and_kept_as_a_file() -> None:
    text, file = kept(
        SLUG, values(response_format="srt"), Server(b"1\n00:00:00,000 --> 00:00:01,000\nHi\n", "text/plain")
    )

    assert isinstance(text, outputs.Text)
    assert text.plain
    assert isinstance(file, outputs.Binary)
    assert (file.filename, file.media_type) == ("talk.srt", "application/x-subrip")


def test_words_come_as_they_are_recognised() -> None:
    events: list[dict[str, Any]] = [
        {"type": "transcript.text.delta", "delta": "Hel"},
        {"type": "transcript.text.delta", "delta": "lo"},
        {"type": "transcript.text.done", "text": "Hello", "usage": {"type": "tokens", "total_tokens": 4}},
    ]
    one, two, transcript, usage = perform(SLUG, values("gpt-transcribe"), Server(events=events))

    assert (one, two) == (outputs.Delta("Hel"), outputs.Delta("lo"))
    assert transcript == outputs.Transcript("Hello", sources=("file",))
    assert usage == outputs.Usage({"type": "tokens", "total_tokens": 4})


def test_a_silent_recording_says_so() -> None:
    _, notice = kept(SLUG, values(), Server({"text": ""}))

    assert isinstance(notice, outputs.Notice)
