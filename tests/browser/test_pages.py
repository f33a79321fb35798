"""The pages that people work in: axe finds nothing, nothing scrolls sideways, all goes by keyboard."""

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from actions.registry import all_actions
from connections.models import Connection, OfferedModel
from people.models import User
from runs.models import Output, Run
from tests.browser.conftest import Open, faults, looks_right, overflows
from tests.runs.pages import a_connection, a_file, a_run, answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
LOOKS = [(PHONE, "dark"), (DESK, "light")]
ERROR = {
    "kind": "rejected", "message": "The server refused this.", "advice": "Change it and run it again.",
    "code": "unsupported_value", "param": "temperature", "field": "Temperature", "detail": "Only 1.",
    "request_id": "req_1", "status": 400, "charged": False,
}  # fmt: skip


@pytest.fixture
def line(transactional_db: None) -> Connection:
    line = a_connection("Press account")
    for model in ("gpt-4o", "gpt-image-2", "gpt-4o-mini-tts", "whisper-1"):
        OfferedModel.objects.create(connection=line, model_id=model)
    return line


@pytest.fixture
def runs(line: Connection, carol: User) -> list[Run]:
    """One run of every look."""
    picture = BytesIO()
    Image.new("RGB", (640, 320), "teal").save(picture, "PNG")
    segments = [{"start": 0.0, "end": 1.5, "text": "Hello there.", "speaker": "A"}]
    shown = [
        Output(
            kind="text", text="# A heading\n\nSome *words*, a `name` and a list:\n\n- one\n- two\n\n> quoted"
        ),
        Output(kind="json", data={"a": [1, 2, {"b": None}]}),
        Output(
            kind="table", data={"columns": ["Name", "Value"], "rows": [["a" * 60, 1], ["b", 2]]}, note="Rows"
        ),
        Output(
            kind="transcript",
            text="Hello there.",
            data={"segments": segments, "duration": 1.5, "language": "en"},
        ),
        a_file(picture.getvalue(), "teal.png", "image/png", "image"),
        a_file(b"ID3" + bytes(2000), "talk.mp3", "audio/mpeg", "audio"),
        a_file(b"\0\1", "answer.bin", "application/octet-stream"),
        Output(kind="remotefile", text="file-abc", data={"id": "file-abc", "filename": "a.txt", "bytes": 3}),
    ]
    done = answered(a_run(carol, line, "A long question " * 12), *shown, notices=["It was cut off."])
    return [done, answered(a_run(carol, line, "It failed"), state="failed", error=ERROR), a_run(carol, line)]


def fits(page: Page, path: str) -> None:
    page.goto(path)
    looks_right(page)


@pytest.mark.parametrize(("size", "colours"), LOOKS)
def test_the_runs_and_the_history_are_accessible_and_fit(
    visit: Open, carol: User, runs: list[Run], size: dict[str, int], colours: str
) -> None:
    page = visit("/", carol, viewport=size, color_scheme=colours)
    for path in [
        "/",
        "/runs/",
        "/runs/?q=nothing",
        *(run.get_absolute_url() for run in runs),
        "/connections/",
        "/audit/",
    ]:
        fits(page, path)


def test_every_form_is_accessible_and_fits(visit: Open, carol: User, line: Connection) -> None:
    page = visit("/", carol, viewport=PHONE, color_scheme="dark")
    for action in all_actions():
        page.goto(f"/actions/{action.slug}/")
        for more in page.locator("main form details.more > summary").all():
            more.click()
        assert faults(page) == [], action.slug
        assert not overflows(page), action.slug


def test_a_form_is_filled_in_and_sent_by_keyboard(visit: Open, alice: User, line: Connection) -> None:
    page = visit("/actions/create-a-completion/", alice)
    page.get_by_label("Message Content").focus()
    page.keyboard.type("What is a room?")
    while page.evaluate("() => document.activeElement.textContent.trim()") != "Run":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/runs/**")

    expect(page.locator("#run")).to_be_visible()
    assert Run.objects.get().headline == "What is a room?"


def test_a_mistake_leads_to_its_field_and_keeps_what_was_typed(
    visit: Open, alice: User, line: Connection
) -> None:
    page = visit("/actions/create-a-completion/", alice)
    page.get_by_label("Message Content").fill("What is a room?")
    page.get_by_label("Temperature").fill("3")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_text("Temperature can be 2 at most.").first).to_be_visible()
    page.get_by_role("link", name="Temperature", exact=True).press("Enter")

    expect(page.get_by_label("Temperature")).to_be_focused()
    expect(page.get_by_label("Temperature")).to_have_value("3")
    expect(page.get_by_label("Message Content")).to_have_value("What is a room?")
    assert faults(page) == []
    assert not Run.objects.exists()


def test_a_header_is_added_to_a_connection_without_a_reload(visit: Open, carol: User) -> None:
    page = visit("/connections/create/", carol)
    page.locator("details.more summary").click()
    for number in (1, 2):
        page.get_by_role("button", name="Add a header").click()
        expect(page.locator(f"[name='headers-{number}-name']")).to_be_focused()
    assert page.locator("[name='headers-TOTAL_FORMS']").input_value() == "3"


def test_on_a_phone_a_link_leads_from_the_title_of_a_run_to_what_was_asked(
    visit: Open, carol: User, runs: list[Run]
) -> None:
    page = visit(runs[0].get_absolute_url(), carol, viewport=PHONE)
    expect(page.get_by_role("heading", name="What was asked")).not_to_be_in_viewport()
    page.get_by_role("link", name="What was asked").click()
    expect(page.get_by_role("heading", name="What was asked")).to_be_in_viewport()


def test_where_what_was_asked_stands_beside_the_results_no_link_leads_to_it(
    visit: Open, carol: User, runs: list[Run]
) -> None:
    page = visit(runs[0].get_absolute_url(), carol, viewport=DESK)
    expect(page.get_by_role("heading", name="What was asked")).to_be_in_viewport()
    expect(page.get_by_role("link", name="What was asked")).to_be_hidden()
