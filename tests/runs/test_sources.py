"""Results stand beside the inputs that they came from."""

import re
from typing import Any

import pytest
from django.test import Client

from actions import outputs, registry
from runs.models import Attempt, Output, Run
from runs.recording import Recording
from runs.sources import Group, grouped, label
from tests.catalog.pictures import picture
from tests.runs.pages import a_connection, a_file, a_recording, answered, body

CAT, DOG = {"source": "file", "file": picture("cat.png")}, {"source": "file", "file": picture("dog.png")}
ELSEWHERE = {"source": "url", "url": "https://example.com/cow.png?x=1"}


def asked(owner: Any, slug: str, values: dict[str, Any]) -> Run:
    return Run.objects.submit(owner, a_connection(slug), registry.get(slug), values)


@pytest.fixture
def analysis(alice: Any) -> Run:
    values = {"model": "gpt-4o", "prompt": "What is it?", "images": [CAT, DOG, ELSEWHERE]}
    return asked(alice, "analyze-images", values)


@pytest.fixture
def edit(alice: Any) -> Run:
    values = {"model": "gpt-image-2", "prompt": "A hat", "image": [{"file": picture("cat.png")}]}
    return asked(alice, "edit-an-image", {**values, "mask": picture("hole.png", hole=True)})


def text(words: str, *sources: str, note: str = "") -> Output:
    return Output(kind="text", text=words, sources=list(sources), note=note)


def drawn(client: Client, run: Run, *results: Output) -> str:
    answered(run, *results)
    return client.get(run.get_absolute_url()).content.decode()


def sections(page: str) -> list[str]:
    return re.findall(r'<section class="beside".*?</section>', page, re.DOTALL)


def test_a_recorded_result_keeps_its_sources(analysis: Run) -> None:
    recording = Recording(analysis, Attempt.objects.create(run=analysis, number=1))
    recording.take(outputs.Text("A cat", sources=("images-0-file",)))
    recording.take(outputs.Text("Nothing in particular"))
    assert [output.sources for output in recording.record.outputs] == [["images-0-file"], []]


def test_each_answer_stands_beside_its_image(as_alice: Client, analysis: Run) -> None:
    page = drawn(as_alice, analysis, text("Purrs", "images-0-file"), text("Barks", "images-1-file"))
    cat, dog = sections(page)
    assert "Purrs" in cat
    assert 'alt="Image 1: cat.png"' in cat
    assert "Barks" in dog
    assert 'alt="Image 2: dog.png"' in dog


def test_one_answer_about_all_images_is_shown_with_all_of_them(as_alice: Client, analysis: Run) -> None:
    places = ("images-0-file", "images-1-file", "images-2-url")
    (section,) = sections(drawn(as_alice, analysis, text("Animals", *places)))
    assert "example.com/cow.png" in section
    assert re.findall(r'alt="(.*?)"', section) == ["Image 1: cat.png", "Image 2: dog.png"]
    assert "data-above" in section


def test_an_image_on_the_web_is_a_link_that_the_browser_does_not_fetch(
    as_alice: Client, analysis: Run
) -> None:
    (section,) = sections(drawn(as_alice, analysis, text("Moos", "images-2-url")))
    assert '<a class="file-link" href="https://example.com/cow.png?x=1" target="_blank"' in section
    assert "noreferrer" in section
    assert "src=" not in section


def test_a_transcript_is_shown_with_a_player_of_its_recording(as_alice: Client, alice: Any) -> None:
    run = asked(alice, "create-a-transcription", {"model": "gpt-transcribe", "file": a_recording()})
    transcript = Output(kind="transcript", text="Good morning", data={}, sources=["file"])
    (section,) = sections(drawn(as_alice, run, transcript))
    assert '<audio controls preload="metadata"' in section
    assert "data-above" in section


def test_only_an_address_of_the_web_becomes_a_link(as_alice: Client, analysis: Run) -> None:
    analysis.values["images"][2]["url"] = "javascript:alert(1)"
    analysis.save()
    assert sections(drawn(as_alice, analysis, text("Moos", "images-2-url"))) == []


def test_an_edited_picture_is_shown_after_its_original_and_mask(as_alice: Client, edit: Run) -> None:
    after = a_file(b"\x89PNG", "hat.png", "image/png", "image")
    after.sources = ["image-0-file", "mask"]
    (section,) = sections(drawn(as_alice, edit, after))
    assert re.findall(r"<h2.*?>(.*?)</h2>", section) == ["Before", "After"]
    assert re.findall(r'<img src=".*?" alt="(.*?)"', section) == [
        "Image: cat.png", "Mask: hole.png", "A hat",
    ]  # fmt: skip


def test_several_results_of_the_same_originals_share_them(as_alice: Client, edit: Run) -> None:
    files = [a_file(b"\x89PNG", f"{number}.png", "image/png", "image") for number in range(3)]
    for file in files:
        file.sources = ["image-0-file"]
    (section,) = sections(drawn(as_alice, edit, *files))
    assert section.count('class="source"') == 1
    assert section.count('class="sheet output picture"') == 3


def test_a_result_without_sources_stands_alone(as_alice: Client, analysis: Run) -> None:
    page = drawn(as_alice, analysis, text("Hello"))
    assert "Hello" in page
    assert sections(page) == []


def test_an_original_is_had_in_a_size_to_look_at(as_alice: Client, alice: Any) -> None:
    large = {"source": "file", "file": picture("sea.png", (2000, 1000))}
    run = asked(alice, "analyze-images", {"model": "gpt-4o", "prompt": "?", "images": [large]})
    (section,) = sections(drawn(as_alice, run, text("Blue", "images-0-file")))
    found = re.search(r'src="(.*?\?medium)"', section)
    assert found
    answer: Any = as_alice.get(found[1])
    assert answer.headers["Content-Type"] == "image/webp"
    assert 0 < len(body(answer)) < 10_000


def test_inputs_are_called_as_in_the_form(analysis: Run, edit: Run) -> None:
    assert label(analysis, "images-1-file") == "Image 2"
    assert label(edit, "image-0-file") == "Image"
    assert label(edit, "mask") == "Mask"
    edit.action = "gone"
    assert label(edit, "image_file-0") == "Image file"


def test_results_keep_their_numbers_in_their_groups(analysis: Run) -> None:
    results = [text("a", "images-0-file"), text("b", "images-0-file"), text("c")]
    groups = grouped(analysis, results)
    assert [[number for number, _ in group.outputs] for group in groups] == [[1, 2], [3]]


@pytest.mark.parametrize(
    ("notes", "beside"),
    [
        (["Answer 1 of 2", "Answer 2 of 2"], [1, 1]),
        (["Antwort 1 von 3", "Antwort 2 von 3", "Antwort 3 von 3"], [1, 1, 1]),
        (["Answer 1 of 2", "Answer 1 of 2: 7 items", "Answer 2 of 2", "Answer 2 of 2: 7 items"], [2, 2]),
        (["Answer 1 of 2", "Answer 3 of 2"], []),
        (["Answer 1 of 3", "Answer 2 of 3"], []),
        (["Answer 1 of 2", "", "Answer 2 of 2"], []),
        (["", ""], []),
        ([""], []),
        ([], []),
    ],
)
def test_answers_to_the_same_stand_side_by_side_each_with_its_parts(
    notes: list[str], beside: list[int]
) -> None:
    results = [(number, text("x", note=note)) for number, note in enumerate(notes)]
    assert [len(answer) for answer in Group([], results).answers] == beside
