"""Being told, while one is elsewhere, that a run has ended."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from connections.models import Connection
from people.models import Rules, User
from runs import notices
from runs.models import Run
from runs.samples import key_of
from tests.runs.pages import HTMX, a_connection, a_run, answered

ADDRESS = "/notices/"


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


@pytest.fixture
def run(alice: User, line: Connection) -> Run:
    return a_run(alice, line, "Why is the sky blue?")


def asked(client: Client, page: str = "/", **headers: str) -> Any:
    """Ask as the page at an address does."""
    return client.get(ADDRESS, headers={**HTMX, "HX-Current-URL": f"http://testserver{page}", **headers})


def news(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer.headers["HX-Trigger"])["under-way"]
    return found


def test_while_a_run_is_under_way_there_is_only_its_number_to_tell(as_alice: Client, run: Run) -> None:
    answer = asked(as_alice)
    assert (answer.status_code, answer.content) == (204, b"")
    assert news(answer)["count"] == 1


def test_its_end_is_told_with_a_way_to_it(as_alice: Client, run: Run) -> None:
    answered(run)
    answer = asked(as_alice)
    page = answer.content.decode()
    assert "Finished: Create a Completion" in page
    assert "Why is the sky blue?" in page
    assert f'href="{run.get_absolute_url()}"' in page
    assert news(answer) == {"count": 0, "again": 0}


def test_it_is_told_once_whichever_page_asks_first(as_alice: Client, run: Run) -> None:
    answered(run)
    assert asked(as_alice).content
    assert asked(as_alice).content == b""
    assert 'class="message told-notice"' not in as_alice.get("/runs/").content.decode()


def test_two_pages_that_have_read_of_it_do_not_both_tell_it(alice: User, run: Run) -> None:
    answered(run)
    first, second = notices.news(alice), notices.news(alice)
    assert (notices.to_tell(first, "/"), notices.to_tell(second, "/")) == ([run], [])


def test_whoever_only_counts_takes_no_notice_away(as_alice: Client, run: Run) -> None:
    answered(run)
    assert as_alice.get(f"{ADDRESS}?count=yes", headers=HTMX).content == b""
    assert asked(as_alice).content


def test_the_page_of_the_run_is_not_told_what_it_shows(as_alice: Client, run: Run) -> None:
    answered(run)
    assert asked(as_alice, run.get_absolute_url()).content == b""
    assert asked(as_alice).content == b""


def test_a_page_that_nobody_looks_at_is_told_even_of_the_run_that_it_shows(
    as_alice: Client, run: Run
) -> None:
    answered(run)
    as_alice.get(run.get_absolute_url(), headers={**HTMX, "Away": "yes"})
    assert asked(as_alice, run.get_absolute_url(), Away="yes").content


def test_nothing_is_told_of_a_run_that_was_looked_at_when_it_was_over(as_alice: Client, run: Run) -> None:
    answered(run)
    as_alice.get(run.get_absolute_url())
    assert asked(as_alice).content == b""


def test_to_have_looked_at_it_before_is_not_enough(as_alice: Client, run: Run) -> None:
    as_alice.get(run.get_absolute_url())
    answered(run)
    assert asked(as_alice).content


def test_the_next_page_tells_it_without_scripts(as_alice: Client, run: Run) -> None:
    answered(run)
    assert "Finished: Create a Completion" in as_alice.get("/account/").content.decode()


def test_without_scripts_a_page_says_how_many_are_under_way(as_alice: Client, run: Run) -> None:
    assert "One of your runs is under way." in as_alice.get("/account/").content.decode()


def test_a_failure_is_told_as_one(as_alice: Client, run: Run) -> None:
    answered(run, state="failed", error={"kind": "rejected", "message": "No."})
    page = asked(as_alice).content.decode()
    assert "Failed: Create a Completion" in page
    assert 'data-level="error"' in page


def test_nobody_is_told_of_anothers_runs(as_bob: Client, run: Run) -> None:
    answer = asked(as_bob)
    answered(run)
    assert news(answer)["count"] == news(asked(as_bob))["count"] == 0
    assert asked(as_bob).content == b""


def test_what_a_headline_holds_is_shown_as_text(as_alice: Client, run: Run) -> None:
    answered(run, headline="<script>alert(1)</script>")
    assert "<script>alert" not in asked(as_alice).content.decode()


def test_a_sample_that_the_form_plays_by_itself_is_not_told(
    as_alice: Client, run: Run, line: Connection
) -> None:
    answered(run, submission=key_of(line.pk, run.action, run.values))
    assert asked(as_alice).content == b""


@pytest.mark.parametrize(("taken", "pause"), [(1, 3.0), (100, 10.0), (7200, 30.0)])
def test_a_page_asks_less_often_the_longer_it_takes(
    as_alice: Client, run: Run, taken: int, pause: float
) -> None:
    Run.objects.update(created_at=timezone.now() - timedelta(seconds=taken))
    assert news(asked(as_alice))["again"] == pytest.approx(pause, abs=0.2)


@pytest.mark.sqlite
def test_to_ask_is_one_query_by_an_index(
    as_alice: Client, alice: User, run: Run, django_assert_num_queries: Any
) -> None:
    for _ in range(5):
        answered(a_run(alice, run.connection or a_connection()), untold=False)
    with django_assert_num_queries(1):
        notices.news(alice)
    assert "run_untold" in Run.objects.visible_to(alice).filter(untold=True).explain()


def test_a_browser_without_htmx_is_led_to_the_history(as_alice: Client) -> None:
    assert as_alice.get(ADDRESS).headers["Location"] == "/runs/"


def test_whoever_must_set_up_a_second_factor_first_has_a_page_that_asks_nothing(
    as_alice: Client, run: Run
) -> None:
    Rules.objects.create(pk=1, second_factor="everybody")
    assert 'id="told"' not in as_alice.get("/account/").content.decode()
