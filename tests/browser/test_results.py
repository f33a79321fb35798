"""What came of a run, in a browser: beside what it came from where there is room, else below it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from actions import registry
from people.models import User
from runs.models import Output, Run
from tests.browser.conftest import Open, faults, overflows
from tests.catalog.pictures import picture
from tests.runs.pages import a_connection, a_file, a_run, answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def an_edit(owner: User) -> str:
    values = {"model": "gpt-image-2", "prompt": "A hat", "image": [{"file": picture("cat.png", (600, 400))}]}
    run = Run.objects.submit(owner, a_connection(), registry.get("edit-an-image"), values)
    after = a_file(picture("hat.png", (600, 400)).read(), "hat.png", "image/png", "image")
    after.sources = ["image-0-file"]
    answered(run, after)
    return str(run.get_absolute_url())


def an_analysis(owner: User) -> str:
    images = [{"source": "file", "file": picture("cat.png", (600, 400))},
              {"source": "url", "url": "https://example.com/dog.png"}]  # fmt: skip
    values = {"model": "gpt-4o", "prompt": "What is it?", "images": images}
    run = Run.objects.submit(owner, a_connection(), registry.get("analyze-images"), values)
    places = ("images-0-file", "images-1-url")
    answered(run, *(Output(kind="text", text=f"About {place}", sources=[place]) for place in places))
    return str(run.get_absolute_url())


def box(page: Page, name: str) -> Any:
    return page.get_by_role("img", name=name).bounding_box()


def test_before_and_after_stand_side_by_side_on_a_desktop(visit: Open, alice: User) -> None:
    page = visit(an_edit(alice), alice)
    expect(page.get_by_role("img", name="Image: cat.png")).to_be_visible()
    before, after = box(page, "Image: cat.png"), box(page, "A hat")
    assert before["y"] == pytest.approx(after["y"], abs=1)
    assert before["x"] + before["width"] < after["x"]
    assert before["width"] == pytest.approx(after["width"], abs=1)
    assert faults(page) == []


def test_before_stands_above_after_on_a_phone(visit: Open, alice: User) -> None:
    page = visit(an_edit(alice), alice, viewport={"width": 360, "height": 800})
    expect(page.get_by_role("img", name="Image: cat.png")).to_be_visible()
    before, after = box(page, "Image: cat.png"), box(page, "A hat")
    assert before["y"] + before["height"] < after["y"]
    assert not overflows(page)


def test_an_answer_stands_beside_its_image_and_nothing_is_fetched_from_elsewhere(
    visit: Open, alice: User
) -> None:
    page = visit("/", alice)
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(an_analysis(alice))
    answer = page.get_by_text("About images-0-file").first.bounding_box()
    image = box(page, "Image 1: cat.png")
    assert answer
    assert image["x"] + image["width"] < answer["x"]
    expect(page.get_by_role("link", name="https://example.com/dog.png").first).to_be_visible()
    assert not [url for url in fetched if "example.com" in url]
    assert faults(page) == []


def test_several_answers_by_a_schema_lie_beside_each_other_where_there_is_room(
    visit: Open, alice: User
) -> None:
    values = {
        "model": "gpt-4o",
        "prompt": "?",
        "images": [{"source": "file", "file": picture("cat.png", (600, 400))}],
    }
    run = Run.objects.submit(alice, a_connection(), registry.get("analyze-images"), values)
    results = []
    for number in (1, 2):
        note, table = f"Answer {number} of 2", {"columns": ["animal", "colour"], "rows": [["cat", "grey"]]}
        results += [
            Output(kind="json", data={"animal": "cat"}, note=note),
            Output(kind="table", data=table, note=note),
        ]
    for result in results:
        result.sources = ["images-0-file"]
    answered(run, *results)
    page = visit(run.get_absolute_url(), alice, reduced_motion="reduce")
    first, second = (page.get_by_role("table").nth(number).bounding_box() for number in range(2))
    assert first
    assert second
    assert first["y"] == pytest.approx(second["y"], abs=1)
    assert first["x"] + first["width"] < second["x"]
    assert faults(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert not overflows(page)
    first, second = (page.get_by_role("table").nth(number).bounding_box() for number in range(2))
    assert first
    assert second
    assert first["y"] + first["height"] < second["y"]


@pytest.mark.parametrize("width", [360, 1440])
def test_what_was_asked_stands_beside_what_came_of_it_where_there_is_room(
    visit: Open, alice: User, width: int
) -> None:
    run = answered(a_run(alice, a_connection()), Output(kind="text", text="The sea is blue. " * 200))
    page = visit(run.get_absolute_url(), alice, viewport={"width": width, "height": 900})
    came, asked = page.locator("#run").bounding_box(), page.locator("section.inputs").bounding_box()
    assert came
    assert asked
    beside = asked["x"] >= came["x"] + came["width"] and asked["y"] == came["y"]
    below = asked["y"] >= came["y"] + came["height"] and asked["x"] == came["x"]
    assert (beside, below) == (width == 1440, width == 360)
    assert not overflows(page)
