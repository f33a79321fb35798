"""The pictures and the recordings of all of one's runs, by day and page by page."""

import re
from datetime import UTC, datetime, timedelta
from html import escape, unescape
from typing import Any

import pytest
from django.test import Client

from connections.models import Connection
from runs import gallery
from runs.models import Output, Run
from tests.catalog.pictures import picture
from tests.runs.pages import HTMX, MP3, a_connection, a_file, a_run, answered

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def line() -> Connection:
    return a_connection()


def image(name: str = "cat.png") -> Output:
    return a_file(picture(name).read(), name, "image/png", "image")


def drawn(owner: Any, line: Connection, *results: Output, at: datetime = NOON, text: str = "A cat") -> Run:
    return answered(a_run(owner, line, headline=text, created_at=at), *results)


def shown(page: gallery.Page) -> list[str]:
    outputs = [output for day in page.days for run in day.runs for output in run.shown]  # type: ignore[attr-defined]  # prefetched
    return [output.filename for output in outputs]


def test_pictures_stand_by_day_newest_first(alice: Any, line: Connection) -> None:
    drawn(alice, line, image("old.png"), at=NOON - timedelta(days=1))
    drawn(alice, line, image("first.png"), image("second.png"))
    drawn(alice, line, Output(kind="text", text="No picture"))
    page = gallery.page(alice, "image")

    assert [day.date.isoformat() for day in page.days] == ["2026-03-10", "2026-03-09"]
    assert shown(page) == ["first.png", "second.png", "old.png"]


def test_pages_follow_each_other_without_a_gap(
    as_alice: Client, alice: Any, line: Connection, monkeypatch: Any
) -> None:
    monkeypatch.setattr(gallery, "RUNS_PER_PAGE", 2)
    for number in range(5):
        drawn(alice, line, image(f"{number}.png"))
    seen, address = [], "/gallery/"
    while address:
        page = as_alice.get(address).content.decode()
        seen += re.findall(r"/(\d)\.png\?small", page)
        older = re.search(r'href="(\?before=\d+)"', page)
        address = f"/gallery/{older[1]}" if older else ""
    assert seen == ["4", "3", "2", "1", "0"]


def test_scrolling_fetches_the_days_alone(as_alice: Client, alice: Any, line: Connection) -> None:
    run = drawn(alice, line, image())
    address = f"/gallery/?before={run.pk + 1}"
    part = as_alice.get(address, headers={**HTMX, "HX-Target": "older"}).content.decode()
    assert "cat.png?small" in part
    assert "<h1" not in part


def test_a_day_that_goes_on_is_named_once(
    as_alice: Client, alice: Any, line: Connection, monkeypatch: Any
) -> None:
    monkeypatch.setattr(gallery, "RUNS_PER_PAGE", 1)
    for _ in range(2):
        drawn(alice, line, image())
    page = as_alice.get("/gallery/").content.decode()
    address = re.search(r'hx-get="(\?[^"]+)"', page)
    assert address
    more = as_alice.get(f"/gallery/{address[1].replace('&amp;', '&')}").content.decode()
    assert page.count("Tuesday, 10 March 2026") == 1
    assert "cat.png?small" in more
    assert "Tuesday, 10 March 2026" not in more


def test_a_page_takes_a_constant_number_of_queries(
    as_alice: Client, alice: Any, line: Connection, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        drawn(alice, line, image(), image())
    Run.objects.update(untold=False)  # else each is marked as told, once
    with django_assert_max_num_queries(7):
        as_alice.get("/gallery/")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["new", "old", "edited"]),
        ({"action": "edit-an-image"}, ["edited"]),
        ({"model": "dall-e-3"}, ["old"]),
        ({"since": "2026-03-10"}, ["new"]),
        ({"until": "2026-03-09"}, ["old", "edited"]),
        ({"action": "generate-an-image", "since": "2026-03-09", "until": "2026-03-09"}, ["old"]),
        ({"action": "x", "since": "never"}, []),
    ],
)
def test_the_pages_are_narrowed_down_and_keep_to_it(
    as_alice: Client, alice: Any, line: Connection, query: dict[str, str], names: list[str]
) -> None:
    yesterday = NOON - timedelta(days=1)
    made: dict[str, Any] = {"action": "generate-an-image", "model": "gpt-image-1", "created_at": yesterday}
    edited = a_run(alice, line, **{**made, "action": "edit-an-image"})
    old = a_run(alice, line, **{**made, "model": "dall-e-3"})
    new = a_run(alice, line, **{**made, "created_at": NOON})
    for run, name in ((edited, "edited"), (old, "old"), (new, "new")):
        answered(run, image(f"{name}.png"))

    filters = gallery.Filters.read(query)
    assert shown(gallery.page(alice, "image", "", filters)) == [f"{name}.png" for name in names]
    page = as_alice.get("/gallery/", query).content.decode()
    assert re.findall(r"/(\w+)\.png\?small", page) == names
    assert ("Nothing here matches" in page) == (not names)
    assert all(f"{key}={value}" in filters.query for key, value in query.items())
    opened = re.findall(r'href="(/gallery/[-0-9a-f]{36}/[^"]*)"', page)
    assert all(address.endswith(f"?{escape(filters.query)}" if query else "/") for address in opened)
    if len(names) > 1:
        first = as_alice.get(unescape(opened[0])).content.decode()
        assert f'rel="next" href="{opened[1]}"' in first


def test_older_pages_keep_to_what_they_are_narrowed_down_to(
    as_alice: Client, alice: Any, line: Connection, monkeypatch: Any
) -> None:
    monkeypatch.setattr(gallery, "RUNS_PER_PAGE", 1)
    for _ in range(2):
        drawn(alice, line, image())
    page = as_alice.get("/gallery/?action=create-a-completion&since=2026-03-10").content.decode()
    older = Run.objects.latest("pk").pk
    query = f"action=create-a-completion&amp;since=2026-03-10&amp;before={older}"
    assert f'href="?{query}"' in page
    assert f'hx-get="?{query}&amp;continued=2026-03-10"' in page


def test_recordings_can_be_heard_and_downloaded(as_alice: Client, alice: Any, line: Connection) -> None:
    recording = a_file(MP3, "talk.mp3", "audio/mpeg", "audio")
    drawn(alice, line, recording, image(), text="Good morning")
    page = as_alice.get("/recordings/").content.decode()
    assert f'src="{recording.get_absolute_url()}"' in page
    assert "talk.mp3?download" in page
    assert "Good morning" in page
    assert "cat.png" not in page


@pytest.mark.parametrize("address", ["/gallery/", "/recordings/"])
@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 30, "1"])
def test_where_there_is_nothing_the_page_says_what_to_do(as_alice: Client, address: str, before: str) -> None:
    page = as_alice.get(address, {"before": before})
    assert page.status_code == 200
    assert 'class="empty"' in page.content.decode()


def test_a_picture_has_its_neighbours_across_runs(alice: Any, line: Connection) -> None:
    old, one, two, new = (image(f"{name}.png") for name in ("old", "one", "two", "new"))
    drawn(alice, line, old)
    drawn(alice, line, Output(kind="text", text="Between"), one, two)
    drawn(alice, line, new)
    chain = [gallery.neighbours(each, alice) for each in (new, one, two, old)]
    assert chain == [(None, one), (new, two), (one, old), (two, None)]


def test_a_large_picture_shows_what_was_asked_and_what_can_be_done(
    as_alice: Client, alice: Any, line: Connection
) -> None:
    output = image()
    run = drawn(alice, line, output, text="A <b>cat</b>")
    page = as_alice.get(f"/gallery/{output.key}/").content.decode()
    assert "A &lt;b&gt;cat&lt;/b&gt;" in page
    assert "Temperature" in page
    assert run.get_absolute_url() in page
    assert "Edit this image" in page


def test_nobody_sees_anothers_pictures(as_bob: Client, alice: Any, bob: Any, line: Connection) -> None:
    output = image()
    drawn(alice, line, output)
    own = image("own.png")
    drawn(bob, line, own)
    assert "cat.png" not in as_bob.get("/gallery/").content.decode()
    assert as_bob.get(f"/gallery/{output.key}/").status_code == 404
    assert gallery.neighbours(own, bob) == (None, None)


def test_what_is_no_picture_has_no_large_view(as_alice: Client, alice: Any, line: Connection) -> None:
    output = a_file(MP3, "talk.mp3", "audio/mpeg", "audio")
    drawn(alice, line, output)
    assert as_alice.get(f"/gallery/{output.key}/").status_code == 404
