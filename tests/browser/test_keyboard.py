"""Every main flow without a pointer: the Tab key leads to what is needed, Enter and the arrows do it."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from actions import registry
from connections.models import Connection
from people.models import User
from runs.models import Run
from tests.browser.conftest import Open
from tests.catalog.pictures import picture
from tests.conftest import PASSWORD
from tests.runs.pages import MP3, a_connection, a_file, a_run, answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAME = """() => {
  const here = document.activeElement;
  const labels = [...(here.labels || [])].map((label) => label.textContent).join(" ");
  const name = here.getAttribute("aria-label") || labels || here.textContent || here.alt || "";
  const image = here.querySelector?.("img")?.alt || "";
  return `${name} ${image}`.replace(/\\s+/g, " ").trim();
}"""
# The ring may be drawn around the whole row of which a link is the name.
RINGED = """() => {
  const row = document.activeElement.closest("li, tr") || document.activeElement;
  return [[document.activeElement], [document.activeElement, "::after"], [row]].some((drawn) => {
    const style = getComputedStyle(...drawn);
    return style.outlineStyle !== "none" || style.boxShadow !== "none";
  });
}"""
MOST_STEPS = 250
PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"
)


def reach(page: Page, words: str) -> None:
    """Press Tab until what begins with these words has the focus, and can be seen to have it."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate(NAME).startswith(words):
            assert page.evaluate(RINGED), f"nothing shows that “{words}” has the focus"
            return
    raise AssertionError(f"“{words}” is not reached by the Tab key")


def fill(page: Page, label: str, text: str) -> None:
    reach(page, label)
    page.keyboard.type(text)


def press(page: Page, words: str) -> None:
    reach(page, words)
    page.keyboard.press("Enter")


@pytest.fixture
def line(transactional_db: None) -> Connection:
    return a_connection("Press account")


def test_somebody_signs_in(visit: Open, alice: User) -> None:
    page = visit("/sign-in/")
    page.keyboard.type("alice")
    fill(page, "Password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_the_first_step_leads_past_the_navigation(visit: Open, alice: User) -> None:
    page = visit("/runs/", alice)
    page.keyboard.press("Tab")
    assert page.evaluate(NAME) == "Skip to the content"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_connection_is_made(visit: Open, carol: User) -> None:
    page = visit("/connections/create/", carol)
    reach(page, "Server")
    page.keyboard.press("Home")
    fill(page, "Connection name", "By keyboard")
    fill(page, "API key", "sk-keyboard")
    press(page, "Save")
    expect(page.get_by_text("The connection “By keyboard” is saved.")).to_be_visible()


def test_rows_are_added_moved_and_removed(visit: Open, alice: User, line: Connection) -> None:
    page = visit("/actions/create-a-completion/", alice)
    fill(page, "Message Content", "First")
    press(page, "Add message")
    expect(page.locator(".row-card:focus-within").get_by_label("Message Content")).to_have_value("")
    page.get_by_label("Message Content").nth(1).focus()
    page.keyboard.type("Second")
    page.get_by_label("Message Content").nth(0).focus()
    press(page, "Move message 2 up")
    expect(page.get_by_label("Message Content").nth(0)).to_have_value("Second")
    page.get_by_label("Message Content").nth(0).focus()
    press(page, "Remove message 2")
    expect(page.get_by_label("Message Content")).to_have_count(1)
    expect(page.get_by_label("Message Content")).to_have_value("Second")


PICTURE: FilePayload = {"name": "room.png", "mimeType": "image/png", "buffer": picture().read()}
RECORDING: FilePayload = {"name": "talk.mp3", "mimeType": "audio/mpeg", "buffer": MP3}
NOTES: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"A room has four walls."}
MODEL = {"Model": "some-model"}
FORMS: dict[str, dict[str, str | FilePayload]] = {
    "analyze-images": {**MODEL, "Prompt": "What is this?", "Image file": PICTURE},
    "create-a-completion": {**MODEL, "Message Content": "What is a room?"},
    "create-a-moderation": {"Input": "What a room!"},
    "create-a-transcription": {**MODEL, "File Data": RECORDING},
    "create-a-translation": {**MODEL, "File Data": RECORDING},
    "edit-an-image": {**MODEL, "Image file": PICTURE, "Prompt": "Paint the room"},
    "generate-an-audio": {**MODEL, "Input": "Good evening"},
    "generate-an-image": {**MODEL, "Prompt": "A lighthouse"},
    "make-an-api-call": {"URL": "/v1/models"},
    "message-an-assistant": {**MODEL, "Message": "What is a room?"},
    "transform-text-to-structured-data": {
        **MODEL,
        "Text to Parse": "A room has four walls.",
        "Prompt": "Count the walls",
        "Parameter Name": "walls",
    },
    "upload-a-file": {"File Data": NOTES},
}


def put(page: Page, label: str, what: str | FilePayload) -> None:
    """Type a text; choose a file in the control that was reached, since its dialogue is the browser's own."""
    page.locator("#main").focus()  # where “Skip to the content” leads
    reach(page, label)
    if isinstance(what, str):
        page.keyboard.type(what)
    else:
        page.locator(":focus").set_input_files(what)
    page.keyboard.press("Tab")
    page.wait_for_function("() => !document.querySelector('.htmx-request')")


def test_there_are_steps_for_every_form() -> None:
    assert sorted(FORMS) == sorted(action.slug for action in registry.all_actions())


@pytest.mark.parametrize("slug", sorted(FORMS))
def test_a_form_is_filled_in_and_sent(visit: Open, carol: User, line: Connection, slug: str) -> None:
    page = visit(f"/actions/{slug}/", carol)
    for label, what in FORMS[slug].items():
        put(page, label, what)
    press(page, "Run")
    page.wait_for_url("**/runs/**")
    run = Run.objects.get()
    assert run.action == slug
    typed = [what if isinstance(what, str) else what["name"] for what in FORMS[slug].values()]
    page.goto(run.get_absolute_url())
    for words in typed:
        expect(page.locator(".inputs")).to_contain_text(words)


def test_a_run_is_found_in_the_history_opened_and_deleted(visit: Open, alice: User, line: Connection) -> None:
    answered(a_run(alice, line, "What is a room?"))
    page = visit("/runs/", alice)
    press(page, "What is a room?")
    page.wait_for_url("**/runs/*-*/")
    press(page, "Delete")
    page.wait_for_url("**/runs/")
    assert not Run.objects.kept().exists()


def test_pictures_are_looked_through(visit: Open, alice: User, line: Connection) -> None:
    for name in ("one", "two"):
        answered(a_run(alice, line, name), a_file(PIXEL, f"{name}.png", "image/png", "image"))
    page = visit("/gallery/", alice)
    press(page, "two")
    page.wait_for_url("**/gallery/*-*/")
    press(page, "Next")
    expect(page.get_by_role("img", name="one")).to_be_visible()
