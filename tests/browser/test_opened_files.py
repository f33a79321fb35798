"""A file that is opened by itself, in a window of its own."""

import io
import wave
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import BrowserContext, Page

from runs.models import Output
from tests.conftest import signed_in
from tests.runs.pages import a_connection, a_file, a_run, answered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(content, "PNG")
    return content.getvalue()


def recording() -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\1" * 8000)
    return content.getvalue()


@pytest.fixture
def opened(live_server: Any, windows: Callable[..., BrowserContext], alice: Any) -> Callable[[Output], Page]:
    """Open a result's file as a page of its own. `visit` would not: Chromium's styles for it are refused."""
    window = windows()
    name = settings.SESSION_COOKIE_NAME
    session = signed_in(alice).cookies[name].value
    window.add_cookies([{"name": name, "value": session, "url": live_server.url}])

    def opened(output: Output) -> Page:
        answered(a_run(alice, a_connection()), output)
        page = window.new_page()
        page.goto(output.get_absolute_url())
        return page

    return opened


def test_a_picture_shows(opened: Callable[[Output], Page]) -> None:
    page = opened(a_file(picture(), "sea.png", "image/png", "image"))
    assert page.locator("img").evaluate("img => [img.naturalWidth, img.naturalHeight]") == [300, 200]


def test_a_recording_plays(opened: Callable[[Output], Page]) -> None:
    page = opened(a_file(recording(), "talk.wav", "audio/wav", "audio"))
    page.wait_for_function("document.querySelector('video').duration === 1")
