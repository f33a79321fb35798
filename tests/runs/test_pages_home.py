"""The first page: what one can do, did last and has under way, and what an administrator must see to."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from connections.models import Connection, OfferedModel
from people.models import User
from runs import home
from runs.models import Output
from tests.runs.pages import a_connection, a_file, a_run, answered


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


def part(page: str, heading: str) -> str:
    """Return the page from a heading to the end of its section."""
    return page[page.index(f'id="{heading}"') :].split("</section>")[0]


def seen(client: Client) -> str:
    return client.get("/").content.decode()


def test_what_one_did_last_stands_there_with_the_first_words_of_what_came_of_it(
    as_alice: Client, alice: User, line: Connection
) -> None:
    answered(a_run(alice, line, "Why is the sky blue?"), Output(kind="text", text="Because of the air."))
    lately = part(seen(as_alice), "lately")
    assert "Why is the sky blue?" in lately
    assert "Because of the air." in lately


def test_an_answer_is_told_in_words_without_its_marks(
    as_alice: Client, alice: User, line: Connection
) -> None:
    said = "## The sea\n\nIt is **calm** and\n`blue`:\n\n- [a cat](/cat) & <b>\n- 1 * 2\n\n```\nx\n```"
    answered(a_run(alice, line), Output(kind="text", text=said))
    assert ">The sea It is calm and blue: a cat &amp; &lt;b&gt; 1 * 2 x</p>" in seen(as_alice)


def test_a_long_answer_is_not_fetched_whole(alice: User, line: Connection) -> None:
    answered(a_run(alice, line), Output(kind="text", text="long " * 1000))
    (run,) = home.lately(alice)
    assert len(vars(run)["words"]) == home.FIRST_WORDS


def test_a_picture_stands_for_the_run_that_made_it(as_alice: Client, alice: User, line: Connection) -> None:
    picture = a_file(b"x", "sea.png", "image/png", "image")
    answered(a_run(alice, line), picture)
    assert f'src="{picture.get_absolute_url()}?small"' in part(seen(as_alice), "lately")


def test_what_an_answer_says_is_shown_as_text(as_alice: Client, alice: User, line: Connection) -> None:
    answered(a_run(alice, line), Output(kind="text", text="<script>alert(1)</script>"))
    assert "<script>alert" not in seen(as_alice)


def test_what_is_under_way_stands_apart_and_draws_itself_again(
    as_alice: Client, alice: User, line: Connection
) -> None:
    run = a_run(alice, line, "Still waiting")
    assert f'hx-get="{run.get_absolute_url()}"' in part(seen(as_alice), "under-way")
    assert "Still waiting" not in part(seen(as_alice), "lately")
    answered(run)
    assert 'id="under-way"' not in seen(as_alice)


def test_the_actions_used_most_come_first_and_keep_their_place_in_their_group_too(
    as_alice: Client, alice: User, line: Connection
) -> None:
    for action, times in (("generate-an-audio", 1), ("create-a-completion", 3), ("generate-an-image", 2)):
        for _ in range(times):
            a_run(alice, line, action=action)
    page = seen(as_alice)
    favourites = part(page, "favourites")
    places = [
        favourites.index(f"/actions/{slug}/")
        for slug in ("create-a-completion", "generate-an-image", "generate-an-audio")
    ]
    assert places == sorted(places)
    assert page.count('class="tile" data-group="Images" href="/actions/generate-an-image/"') == 2


def test_an_action_that_has_gone_is_no_favourite(as_alice: Client, alice: User, line: Connection) -> None:
    a_run(alice, line, action="paint-a-fence")
    assert 'id="favourites"' not in seen(as_alice)


def test_nothing_of_anybody_elses_is_there(as_bob: Client, alice: User, line: Connection) -> None:
    answered(a_run(alice, line, "Secret plan"), Output(kind="text", text="Secret answer"))
    a_run(alice, line, "Secret too")
    assert "Secret" not in seen(as_bob)


def test_whoever_has_done_nothing_yet_reads_what_will_stand_there(as_alice: Client) -> None:
    page = seen(as_alice)
    assert "Your first result will be here" in page
    assert 'id="favourites"' not in page


def test_a_connection_that_does_not_work_needs_an_administrator(
    as_carol: Client, as_alice: Client, line: Connection
) -> None:
    Connection.objects.update(test_level="error", test_message="The key was refused.")
    page = part(seen(as_carol), "attention")
    assert "“Line” did not work when it was tested: The key was refused." in page
    assert f'href="{line.get_absolute_url()}"' in page
    assert 'id="attention"' not in seen(as_alice)


def test_a_key_that_cannot_be_read_needs_an_administrator(as_carol: Client, settings: Settings) -> None:
    a_connection(api_key="sk-of-the-test")
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert "cannot be read any more" in part(seen(as_carol), "attention")


def test_what_is_switched_off_worries_nobody(as_carol: Client, line: Connection) -> None:
    Connection.objects.update(test_level="error", enabled=False)
    assert 'id="attention"' not in seen(as_carol)


@pytest.mark.parametrize(
    ("days", "said"), [(10, "gpt-4o ends on"), (-1, "gpt-4o ended on"), (200, None)], ids=str
)
def test_a_model_in_use_that_ends_needs_an_administrator(
    as_carol: Client, alice: User, line: Connection, days: int, said: str | None
) -> None:
    ends = timezone.localdate() + timedelta(days=days)
    for model in ("gpt-4o", "unused-1"):
        OfferedModel.objects.create(connection=line, model_id=model, shutdown_date=ends)
    a_run(alice, line)
    page = seen(as_carol)
    assert (said or 'id="attention"') in page or said is None
    assert "unused-1" not in page
    assert ('id="attention"' in page) == bool(said)


def test_more_connections_take_no_more_queries(
    as_carol: Client, line: Connection, django_assert_num_queries: Any
) -> None:
    with CaptureQueriesContext(connection) as one:
        seen(as_carol)
    for number in range(5):
        a_connection(f"Line {number}", test_level="error")
    with django_assert_num_queries(len(one)):
        seen(as_carol)
