"""The home page and the history: found again, page by page, in few queries."""

from typing import Any

import pytest
from django.test import Client

from connections.models import Connection
from runs.browsing import PER_PAGE
from runs.models import Output, Run
from tests.runs.pages import HTMX, a_connection, a_file, a_run, answered


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


def headlines(page: str) -> list[str]:
    return [
        part.split("<")[0] for part in page.split('class="run-link"')[1:] for part in [part.split(">")[1]]
    ]


def seen(client: Client, address: str = "/runs/", **headers: str) -> list[str]:
    return headlines(client.get(address, headers=headers).content.decode())


def test_the_newest_come_first_page_by_page(as_alice: Client, alice: Any, line: Connection) -> None:
    runs = [a_run(alice, line, f"Question {number}") for number in range(PER_PAGE + 2)]
    assert seen(as_alice) == [f"Question {number}" for number in range(PER_PAGE + 1, 1, -1)]
    older = f"before={runs[2].pk}"
    assert older in as_alice.get("/runs/").content.decode()
    assert seen(as_alice, f"/runs/?{older}") == ["Question 1", "Question 0"]


def test_htmx_gets_only_the_older_rows(as_alice: Client, alice: Any, line: Connection) -> None:
    runs = [a_run(alice, line, f"Question {number}") for number in range(3)]
    answer = as_alice.get(f"/runs/?before={runs[2].pk}", headers={**HTMX, "HX-Target": "older"})
    assert headlines(answer.content.decode()) == ["Question 1", "Question 0"]
    assert "<h1" not in answer.content.decode()


def test_runs_that_come_meanwhile_do_not_shift_the_pages(
    as_alice: Client, alice: Any, line: Connection
) -> None:
    runs = [a_run(alice, line, f"Question {number}") for number in range(3)]
    a_run(alice, line, "New")
    assert seen(as_alice, f"/runs/?before={runs[1].pk}") == ["Question 0"]


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "٣"])
def test_an_impossible_page_is_no_error(as_alice: Client, alice: Any, line: Connection, before: str) -> None:
    a_run(alice, line)
    assert as_alice.get("/runs/", {"before": before}).status_code == 200


def test_the_history_is_narrowed_down(as_alice: Client, alice: Any, line: Connection) -> None:
    other = a_connection("Other")
    a_run(alice, line, "A waiting one")
    answered(a_run(alice, other, "A finished one"), Output(kind="text", text="The TIDE comes in"))
    answered(a_run(alice, line, "A call", action="make-an-api-call"), state="failed")
    assert seen(as_alice, "/runs/?state=queued") == ["A waiting one"]
    assert seen(as_alice, "/runs/?action=make-an-api-call") == ["A call"]
    assert seen(as_alice, f"/runs/?connection={other.pk}") == ["A finished one"]
    assert seen(as_alice, "/runs/?q=WAITING") == ["A waiting one"]
    assert seen(as_alice, "/runs/?q=tide") == ["A finished one"]
    assert seen(as_alice, "/runs/?q=tide&state=failed") == []


@pytest.mark.parametrize(
    "query", ["state=nonsense", "connection=x", "q=%00z", "action=gone", "q=zzz", "connection=" + "9" * 30]
)
def test_when_nothing_matches_the_page_says_so(
    as_alice: Client, alice: Any, line: Connection, query: str
) -> None:
    a_run(alice, line)
    assert "Nothing here matches" in as_alice.get(f"/runs/?{query}").content.decode()


def test_the_filters_stay_chosen_and_go_with_older_pages(
    as_alice: Client, alice: Any, line: Connection
) -> None:
    for _ in range(PER_PAGE + 1):
        a_run(alice, line, "A & B")
    page = as_alice.get("/runs/", {"q": "A & B", "state": "queued"}).content.decode()
    assert 'value="A &amp; B"' in page
    assert '<option value="queued" selected>' in page
    assert "?state=queued&amp;q=A+%26+B&amp;before=" in page


def test_one_cannot_search_in_what_is_somebody_elses(as_bob: Client, alice: Any, line: Connection) -> None:
    answered(a_run(alice, line, "Secret plan"), Output(kind="text", text="Secret answer"))
    assert seen(as_bob, "/runs/?q=secret") == []


def test_an_empty_history_teaches(as_alice: Client) -> None:
    assert "begins with your first run" in as_alice.get("/runs/").content.decode()


def test_unfinished_rows_draw_themselves_again(as_alice: Client, alice: Any, line: Connection) -> None:
    waiting = a_run(alice, line)
    assert f'hx-get="{waiting.get_absolute_url()}?choosing"' in as_alice.get("/runs/").content.decode()
    answered(waiting)
    assert 'hx-trigger="redraw"' not in as_alice.get("/runs/").content.decode()


def test_a_row_shows_the_first_picture_small(as_alice: Client, alice: Any, line: Connection) -> None:
    picture = a_file(b"x", "sea.png", "image/png", "image")
    answered(a_run(alice, line), picture)
    assert f'src="{picture.get_absolute_url()}?small"' in as_alice.get("/runs/").content.decode()


@pytest.mark.parametrize("address", ["/", "/runs/", "/actions/create-a-completion/"])
def test_more_runs_take_no_more_queries(
    as_alice: Client, alice: Any, line: Connection, address: str, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        answered(a_run(alice, line), a_file(b"x", "sea.png", "image/png", "image"))
    as_alice.get(address)  # the first time, what has ended is told
    with django_assert_max_num_queries(15):
        as_alice.get(address)


def test_home_shows_every_action_and_the_latest_runs(as_alice: Client, alice: Any, line: Connection) -> None:
    a_run(alice, line, "My question")
    page = as_alice.get("/").content.decode()
    assert "Draw one or more images from a description." in page
    assert "My question" in page


def test_home_hints_at_a_real_connection(as_alice: Client, as_carol: Client, db: None) -> None:
    assert "Ask an administrator to give you one" in as_alice.get("/").content.decode()
    practice = a_connection("Practice", preset="practice")
    assert "connect OpenAI" in as_carol.get("/").content.decode()
    assert "connect OpenAI" not in as_alice.get("/").content.decode()
    Connection.objects.filter(pk=practice.pk).update(preset="openai")
    assert "connect OpenAI" not in as_carol.get("/").content.decode()


def test_a_run_is_found_by_all_its_pages(as_alice: Client, alice: Any, line: Connection) -> None:
    run = a_run(alice, line)
    assert Run.objects.get().get_absolute_url() == f"/runs/{run.key}/"
    assert as_alice.get(f"/runs/{run.key}/").status_code == 200
