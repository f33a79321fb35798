from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actions import outputs
from actions.registry import get
from connections.client import Request
from connections.errors import BadRequest, Busy, OpenAIError
from runs.asking import follow
from tests.actions.offers import Shop, choices, posted, rows
from tests.catalog.performing import Server, errors_of, kept, perform, sent, values_of
from tests.catalog.pictures import picture

SLUG = "analyze-images"
URL = {"images__0__source": "url", "images__0__url": "https://example.com/a/cat.png?x=1"}
TWO = {**URL, "images__1__source": "url", "images__1__url": "https://example.com/dog.png"}
ASKED = {"model": "gpt-4o", "prompt": "What is this?", "max_completion_tokens": ""}


def chunk(words: str, index: int = 0) -> dict[str, Any]:
    return {"choices": [{"index": index, "delta": {"content": words}}]}


def upload(file: SimpleUploadedFile, **fields: object) -> dict[str, Any]:
    return errors_of(SLUG, {"images-0-file": file}, **ASKED, images__0__source="file", **fields)


def complaint_about(file: SimpleUploadedFile) -> str:
    data = posted(**ASKED, images__0__source="file")
    form = get(SLUG).form(data, {"images-0-file": file}, connections=[Shop()])
    assert not form.is_valid()
    return str(rows(form, "images")[0].errors["file"][0])


def test_the_images_stand_beside_the_prompt_in_one_message() -> None:
    request = get(SLUG).request(values_of(SLUG, **ASKED, **TWO, images__0__detail="low"))

    assert request.json["messages"] == [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is this?"},
                {
                    "type": "image_url",
                    "image_url": {"url": "https://example.com/a/cat.png?x=1", "detail": "low"},
                },
                {"type": "image_url", "image_url": {"url": "https://example.com/dog.png"}},
            ],
        }
    ]


def test_a_file_travels_inside_the_request_as_what_it_is() -> None:
    file = picture("cat.jpg")
    file.content_type = "application/octet-stream"
    values = values_of(SLUG, {"images-0-file": file}, **ASKED, images__0__source="file")
    part = sent(get(SLUG).request(values))["messages"][0]["content"][1]
    file.seek(0)

    assert part["image_url"]["url"] == f"data:image/jpeg;base64,{b64encode(file.read()).decode()}"


@pytest.mark.parametrize(
    ("model", "name"), [("gpt-4o", "max_completion_tokens"), ("a-model-of-our-own", "max_tokens")]
)
def test_an_answer_has_300_tokens_to_begin_with(model: str, name: str) -> None:
    asked = {"model": model, "prompt": "What is this?", **URL}

    assert get(SLUG).request(values_of(SLUG, **asked)).json[name] == 300


@pytest.mark.parametrize(
    ("fields", "warned"),
    [
        ({"model": "gpt-4o"}, False),
        ({"model": "gpt-5.4"}, False),
        ({"model": "gpt-5.4", "reasoning_effort": "high"}, True),
        ({"model": "gpt-5.6-luna"}, True),
        ({"model": "gpt-6-astra"}, True),
        ({"model": "o3"}, True),
    ],
)
def test_a_limit_that_thinking_could_use_up_is_warned_of(fields: dict[str, str], warned: bool) -> None:
    form = get(SLUG).form(posted(**fields), connections=[Shop()])

    assert ("gone before the first" in str(form["max_completion_tokens"].help_text)) is warned


def test_the_original_size_is_offered_where_a_model_takes_it() -> None:
    def details(model: str) -> dict[str, str]:
        form = get(SLUG).form(posted(model=model, **URL), connections=[Shop()])
        return choices(rows(form, "images")[0], "detail")

    assert "original" in details("gpt-5.4")
    assert "original" not in details("gpt-4o")
    assert "original" not in details("gpt-5.2")


@pytest.mark.parametrize("name", ["cat.png", "cat.jpg", "cat.webp", "cat.gif"])
def test_still_pictures_of_the_four_kinds_are_taken(name: str) -> None:
    assert upload(picture(name)) == {}


def test_a_moving_gif_is_refused_in_plain_words() -> None:
    assert "“cat.gif” is a moving GIF" in complaint_about(picture("cat.gif", frames=3))


def test_a_picture_that_cannot_be_read_is_refused() -> None:
    broken = SimpleUploadedFile("cat.png", b"\x89PNG\r\n\x1a\n" + bytes(20), "image/png")

    assert "is cut off" in complaint_about(broken)


def test_a_file_that_is_no_picture_is_refused_whatever_its_name_says() -> None:
    assert "application/pdf" in complaint_about(SimpleUploadedFile("cat.png", b"%PDF-1.7 " + b"x" * 100))


def test_a_file_over_20_megabytes_is_refused() -> None:
    file = picture()
    file.size = 20 * 1024 * 1024 + 1

    assert "20.0" in complaint_about(file)


def test_files_too_large_to_travel_together_can_be_asked_about_one_by_one() -> None:
    files: dict[str, SimpleUploadedFile] = {}
    for number in range(3):
        files[f"images-{number}-file"] = picture(f"{number}.png")
        files[f"images-{number}-file"].size = 19 * 1024 * 1024
    asked = {**ASKED, **{f"images__{number}__source": "file" for number in range(3)}}

    assert "50.0" in errors_of(SLUG, files, **asked)["images"][0]
    assert errors_of(SLUG, files, **asked, each="each") == {}


@pytest.mark.parametrize("url", ["", "cat.png", "ftp://example.com/cat.png", "file:///etc/passwd"])
def test_an_address_must_be_one_of_the_web(url: str) -> None:
    assert "images" in errors_of(SLUG, **ASKED, images__0__source="url", images__0__url=url)


def test_one_answer_about_all_images_is_one_request() -> None:
    server = Server(events=[chunk("Two "), chunk("animals")])

    assert kept(SLUG, values_of(SLUG, **ASKED, **TWO), server) == [
        outputs.Text("Two animals", sources=("images-0-url", "images-1-url"))
    ]
    assert len(server.requests) == 1


def test_one_answer_for_each_image_is_a_request_for_each_with_its_name() -> None:
    server = Server(events=[chunk("An animal"), {"choices": [], "usage": {"total_tokens": 5}}])
    found = perform(SLUG, values_of(SLUG, **ASKED, **TWO, each="each"), server)

    assert [len(request.json["messages"][0]["content"]) for request in server.requests] == [2, 2]
    assert found == [
        outputs.Progress("Image 1 of 2"),
        outputs.Delta("An animal", 0),
        outputs.Usage({"total_tokens": 5}),
        outputs.Text("An animal", "cat.png", sources=("images-0-url",)),
        outputs.Progress("Image 2 of 2"),
        outputs.Delta("An animal", 1),
        outputs.Usage({"total_tokens": 10}),
        outputs.Text("An animal", "dog.png", sources=("images-1-url",)),
    ]


def test_several_answers_for_each_image_do_not_run_together() -> None:
    server = Server(events=[chunk("One", 0), chunk("Other", 1)])
    found = perform(SLUG, values_of(SLUG, **ASKED, **TWO, each="each", n="2"), server)

    assert [value.index for value in found if isinstance(value, outputs.Delta)] == [0, 1, 2, 3]
    assert outputs.Text("Other", "dog.png: answer 2 of 2", sources=("images-1-url",)) in found


class Failing(Server):
    """Answers once, then fails."""

    def __init__(self, error: OpenAIError) -> None:
        super().__init__(events=[chunk("A cat")])
        self.error = error

    def stream(self, request: Request) -> Iterator[dict[str, Any]]:
        if len(self.requests) == 1:
            self.requests.append(request)
            raise self.error
        yield from super().stream(request)


def test_an_image_that_the_server_cannot_take_does_not_stop_the_others() -> None:
    three = {**TWO, "images__2__source": "url", "images__2__url": "https://example.com/cow.png"}
    server = Failing(BadRequest("It cannot be read."))
    found = kept(SLUG, values_of(SLUG, **ASKED, **three, each="each"), server)

    assert found == [
        outputs.Text("A cat", "cat.png", sources=("images-0-url",)),
        outputs.Notice("dog.png: It cannot be read."),
        outputs.Text("A cat", "cow.png", sources=("images-2-url",)),
    ]


def test_what_was_paid_for_is_not_asked_again_because_a_later_image_failed() -> None:
    assert Busy().retryable
    with pytest.raises(Busy) as raised:
        kept(SLUG, values_of(SLUG, **ASKED, **TWO, each="each"), Failing(Busy()))

    assert (raised.value.retryable, raised.value.sent) == (False, True)


def test_an_error_about_the_message_is_told_at_the_images() -> None:
    assert get(SLUG).field_label("messages[0].content[1].image_url") == "Images"
    assert get(SLUG).field_label("temperature") == "Temperature"


def test_choosing_a_source_draws_its_field() -> None:
    form = get(SLUG).form(posted(**URL), connections=[Shop()])
    follow(form, "/redraw/")
    (row,) = rows(form, "images")

    assert 'hx-post="/redraw/"' in str(row["source"])
    assert 'hx-post="/redraw/"' not in str(row["detail"])
