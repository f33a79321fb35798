"""The whole way of a newcomer: one command, one link, a connection, five actions, a restart, the history.

It is gone twice: on what `make run` starts, and on what `make up` starts.

Everything is real: the supervisor with its web process, worker, broker and sweeper, and Practice over HTTP.
The screenshots go to WORKROOM_SCREENSHOTS, where that is set; the README's comes from there.
"""

import os
import wave
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.config.copies import Copy, Grown
from tests.conftest import PASSWORD
from tests.processes import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.processes]

SPOKEN = "The meeting begins at nine."
QUESTION = "Write a short note about foxes at dawn."
PATIENCE = 30_000  # milliseconds, on a busy machine; nothing waits longer than it has to


@pytest.fixture(scope="module", params=["run", "up"])
def workroom(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """A fresh Workroom, started as `make run` and as `make up` start it."""
    copy = Grown() if request.param == "up" else Copy(tmp_path_factory.mktemp("journey"))
    try:
        copy.wait_until_ready()
        yield copy
    finally:
        copy.end()


@pytest.fixture(scope="module")
def page(workroom: Copy, browser: Browser) -> Iterator[Page]:
    """One person's window, from the first test of this module to the last."""
    context = browser.new_context(base_url=workroom.address, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    yield context.new_page()
    context.close()


def shoot(page: Page, name: str) -> None:
    if folder := os.environ.get("WORKROOM_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


def ask(page: Page, slug: str, **fields: str) -> None:
    """Fill in the form of an action and send it; the double underscore stands for a hyphen."""
    page.goto(f"/actions/{slug}/")
    for name, value in fields.items():
        field = page.locator(f"[name='{name.replace('__', '-')}']")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/**")


def finished(page: Page, name: str) -> None:
    expect(page.locator("#run[data-run-state='succeeded']")).to_be_visible()
    shoot(page, name)


def fetched(page: Page, url: str | None) -> bytes:
    assert url
    answer = page.request.get(url)
    assert answer.ok
    return answer.body()


def test_the_link_makes_the_administrator_once(workroom: Copy, page: Page) -> None:
    page.goto(workroom.set_up_link)
    page.get_by_label("User name").fill("carol")
    page.get_by_label("E-mail").fill("carol@example.com")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url(workroom.address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    shoot(page, "home")

    assert page.request.get(workroom.set_up_link).status in {404, 410}


def test_the_administrator_makes_a_connection_and_tests_it(page: Page) -> None:
    practice = page.request
    page.goto("/connections/")
    expect(page.get_by_text("Practice", exact=True).first).to_be_visible()
    page.get_by_role("link", name="Add a connection").click()
    page.get_by_label("Connection name").fill("Our account")
    page.get_by_label("Server").select_option("practice")
    page.get_by_label("API key").fill("sk-practice-of-the-journey")
    page.locator("main button[type=submit]").first.click()
    expect(page.get_by_text("The connection “Our account” is saved.")).to_be_visible()
    page.goto("/connections/")
    row = page.locator("tr", has_text="Our account")
    row.get_by_role("button", name="Test").click()
    expect(row.get_by_text("Works", exact=True)).to_be_visible()
    shoot(page, "connections")

    assert "sk-practice-of-the-journey" not in page.content()
    assert practice.get("/practice/v1/models").status == 401


def test_the_words_of_a_completion_appear_while_it_is_written(page: Page) -> None:
    ask(page, "create-a-completion", messages__0__content=QUESTION)
    page.wait_for_function(
        """() => document.querySelector(
            "#run[data-run-state='running'] [data-live-index]")?.textContent.trim()"""
    )
    finished(page, "completion")
    expect(page.locator("#run").get_by_text(QUESTION).first).to_be_visible()


def test_the_image_is_a_png_of_the_size_asked_for(page: Page) -> None:
    ask(page, "generate-an-image", prompt="A red fox at dawn", size="1536x1024")
    finished(page, "image")
    picture = page.get_by_role("img", name="A red fox at dawn").first
    content = fetched(page, picture.get_attribute("src"))

    with Image.open(BytesIO(content)) as image:
        assert (image.format, image.size) == ("PNG", (1536, 1024))


def test_the_audio_can_be_played(page: Page, tmp_path_factory: pytest.TempPathFactory) -> None:
    ask(page, "generate-an-audio", input=SPOKEN, response_format="wav")
    finished(page, "audio")
    player = page.locator("audio")
    player.evaluate("player => player.load()")
    page.wait_for_function("() => document.querySelector('audio').duration > 0.5")
    content = fetched(page, player.evaluate("player => player.currentSrc"))

    with wave.open(BytesIO(content)) as recording:
        assert recording.getnframes() > recording.getframerate() / 2
    (tmp_path_factory.getbasetemp() / "spoken.wav").write_bytes(content)


def test_an_uploaded_recording_comes_back_as_words(
    page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    page.goto("/actions/create-a-transcription/")
    page.set_input_files("[name=file]", tmp_path_factory.getbasetemp() / "spoken.wav")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/**")
    finished(page, "transcription")

    expect(page.locator("#run").get_by_text(SPOKEN).first).to_be_visible()


def test_the_list_of_models_is_shown(page: Page) -> None:
    ask(page, "make-an-api-call", url="/v1/models", method="GET")
    finished(page, "api-call")

    expect(page.locator("#run").get_by_text("gpt-4o-mini-tts").first).to_be_visible()


def lose_a_web_process(workroom: Copy) -> None:
    """What `make up` keeps does not outlive it, so one of its web processes is lost instead."""
    _granian, *serving = workroom.children("granian")
    assert len(serving) >= 2
    serving[-1].kill()
    wait_until(workroom.answers)


def test_everything_is_still_there_after_a_restart(workroom: Copy, page: Page) -> None:
    page.goto("/runs/")
    expect(page.locator("[data-run-state='succeeded']")).to_have_count(5)
    shoot(page, "history")

    if isinstance(workroom, Grown):
        lose_a_web_process(workroom)
    else:
        workroom.end()
        workroom.start()
        workroom.wait_until_ready()

    page.goto("/runs/")
    expect(page.locator("[data-run-state='succeeded']")).to_have_count(5)
    page.get_by_role("link", name="A red fox at dawn").first.click()
    finished(page, "history-again")
    picture = page.get_by_role("img", name="A red fox at dawn").first
    assert fetched(page, picture.get_attribute("src")).startswith(b"\x89PNG")
