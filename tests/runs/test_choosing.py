"""What is done with several runs at once, without a script."""

from typing import Any

import pytest
from django.test import Client

from connections.models import Connection
from runs.models import Run
from tests.runs.pages import a_connection, a_run, answered

HERE = "http://testserver/runs/?state=succeeded"


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


@pytest.fixture
def runs(alice: Any, line: Connection) -> list[Run]:
    return [answered(a_run(alice, line, name)) for name in ("One", "Two", "Three", "Four", "Five")]


def done(client: Client, deed: str, runs: list[Run], **more: str) -> str:
    """Press a button of the form with these runs ticked; return the page that follows."""
    data = {"deed": deed, "run": [str(run.key) for run in runs], **more}
    answer = client.post("/runs/chosen/", data, headers={"Referer": HERE})
    assert answer.headers["Location"] == HERE
    return client.get(HERE).content.decode()


def names(**fields: Any) -> list[str]:
    return list(Run.objects.filter(**fields).order_by("pk").values_list("headline", flat=True))


def test_several_get_tags_and_lose_them(as_alice: Client, runs: list[Run]) -> None:
    assert "2 runs have these tags now: Harbour, Sea." in done(as_alice, "tag", runs[:2], tags="Harbour, Sea")
    assert names(tags__name="Harbour") == ["One", "Two"]
    assert "Taken off one run: harbour." in done(as_alice, "untag", runs[:1], tags="harbour")
    assert names(tags__name="Harbour") == ["Two"]
    assert names(tags__name="Sea") == ["One", "Two"]


@pytest.mark.parametrize(
    ("tags", "sentence"),
    [("", "No tag was named"), (" ,\0", "No tag was named"), ("x" * 51, "50 characters at most")],
)
def test_a_tag_that_is_none_is_complained_of(
    as_alice: Client, runs: list[Run], tags: str, sentence: str
) -> None:
    assert sentence in done(as_alice, "tag", runs, tags=tags)
    assert names(tags__isnull=True) == ["One", "Two", "Three", "Four", "Five"]


def test_several_become_favourites_and_are_none_any_more(as_alice: Client, runs: list[Run]) -> None:
    assert "3 runs are favourites now." in done(as_alice, "star", runs[:3])
    assert names(favourite=True) == ["One", "Two", "Three"]
    assert "One run is no favourite any more." in done(as_alice, "unstar", runs[:1])
    assert names(favourite=True) == ["Two", "Three"]


def test_several_are_deleted_and_put_back_together(as_alice: Client, alice: Any, runs: list[Run]) -> None:
    waiting = a_run(alice, runs[0].connection, "Waiting")  # type: ignore[arg-type]  # it has one
    page = done(as_alice, "delete", [*runs[:3], waiting])
    assert "3 runs were deleted, with their files." in page
    assert "One run is not over yet and stays" in page
    assert names(discarded_at=None) == ["Four", "Five", "Waiting"]
    moment = page.partition('name="moment" type="submit" value="')[2].partition('"')[0]
    answer = as_alice.post("/runs/restore/", {"moment": moment}, follow=True)
    assert "3 runs are back." in answer.content.decode()
    assert len(names(discarded_at=None)) == 6


def test_two_to_four_are_compared(as_alice: Client, runs: list[Run]) -> None:
    keys = [str(run.key) for run in runs]
    answer = as_alice.post("/runs/chosen/", {"deed": "compare", "run": keys[:2]})
    assert answer.headers["Location"] == f"/compare/?run={keys[0]}&run={keys[1]}"
    assert "Two to four runs can be compared" in done(as_alice, "compare", runs)


def test_nothing_chosen_is_said(as_alice: Client, runs: list[Run]) -> None:
    assert "Nothing was chosen" in done(as_alice, "delete", [])
    assert len(names(discarded_at=None)) == 5


@pytest.mark.parametrize("deed", ["tag", "star", "delete", "compare"])
def test_nobody_does_anything_with_somebody_elses(as_bob: Client, runs: list[Run], deed: str) -> None:
    assert "Nothing was chosen" in done(as_bob, deed, runs, tags="Mine")
    assert names(favourite=False, discarded_at=None, tags__isnull=True) == [
        "One",
        "Two",
        "Three",
        "Four",
        "Five",
    ]


@pytest.mark.parametrize("data", [{}, {"run": "x"}, {"run": "\0", "deed": "__class__"}])
def test_what_no_form_sends_does_nothing(as_alice: Client, runs: list[Run], data: dict[str, str]) -> None:
    assert as_alice.post("/runs/chosen/", data).headers["Location"] == "/runs/"
    assert len(names(discarded_at=None)) == 5


def test_an_unknown_deed_does_nothing(as_alice: Client, runs: list[Run]) -> None:
    assert "Deleted" not in done(as_alice, "burn", runs)


def test_all_that_are_shown_are_ticked_by_a_link(as_alice: Client, runs: list[Run]) -> None:
    page = as_alice.get("/runs/?state=succeeded").content.decode()
    assert 'href="?state=succeeded&amp;all=yes"' in page
    assert page.count(" checked>") == 0
    assert as_alice.get("/runs/?state=succeeded&all=yes").content.decode().count(" checked>") == 5


def test_a_row_that_draws_itself_again_keeps_its_box(as_alice: Client, alice: Any, line: Connection) -> None:
    run = a_run(alice, line)
    assert f'hx-get="{run.get_absolute_url()}?choosing"' in as_alice.get("/runs/").content.decode()
    target = {"HX-Request": "true", "HX-Target": f"row-{run.key}"}
    box = f'id="choose-{run.key}"'
    assert box in as_alice.get(f"{run.get_absolute_url()}?choosing", headers=target).content.decode()
    assert box not in as_alice.get(run.get_absolute_url(), headers=target).content.decode()
