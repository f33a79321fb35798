"""Runs side by side: what differs in what was asked, and in what came of it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from connections.models import Connection
from runs import comparing
from runs.changes import settings_of, version
from runs.models import Attachment, Output, Run
from tests.runs.pages import MP3, a_connection, a_file, a_recording, a_run, answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Connection:
    return a_connection()


@pytest.fixture
def first(alice: Any, line: Connection) -> Run:
    return answered(a_run(alice, line, "Write of the sea"), Output(kind="text", text="The sea is calm."))


@pytest.fixture
def second(alice: Any, line: Connection, first: Run) -> Run:
    run = a_run(alice, line, "Write of the sea", parent=first)
    return answered(with_values(run, temperature=0.9), Output(kind="text", text="The sea is wild."))


def with_values(run: Run, **values: Any) -> Run:
    run.values |= values
    run.save()
    return run


def address(*runs: Run) -> str:
    return "/compare/?" + "&".join(f"run={run.key}" for run in runs)


def seen(client: Client, *runs: Run) -> str:
    return client.get(address(*runs)).content.decode()


def test_settings_that_differ_stand_apart_from_those_that_do_not(first: Run, second: Run) -> None:
    compared = comparing.compared([first, second])
    assert [label for label, _ in compared.different] == ["Temperature"]
    assert {"Model", "Connection", "Messages 1: Message Content"} <= {label for label, _ in compared.alike}
    ((_, values),) = compared.different
    assert [(letter, value and value.text) for letter, value in values] == [("A", "0.5"), ("B", "0.9")]


def test_a_setting_that_only_one_has_differs(first: Run, second: Run) -> None:
    with_values(second, top_p=0.1)
    (setting,) = [one for one in settings_of([first, second]) if one.label == "Top P"]
    assert setting.differs
    assert setting.values[0] is None


def test_a_copy_of_a_file_is_the_same_file(alice: Any, line: Connection) -> None:
    runs = [a_run(alice, line, action="create-a-transcription", values={"file": None}) for _ in range(3)]
    for run, content in zip(runs, (MP3, MP3, MP3[:-1]), strict=True):
        Attachment.objects.keep(alice, "file", a_recording("talk.mp3", content)).attach(run)
    same, copied, other = runs
    assert not [one for one in settings_of([same, copied]) if one.differs]
    assert [one.label for one in settings_of([same, other]) if one.differs] == ["File Data"]


def test_what_changed_is_said_against_a_version_of_the_same_action(
    alice: Any, line: Connection, first: Run, second: Run
) -> None:
    found = version(second)
    assert found
    assert found.earlier == first
    assert [change.label for change in found.changes] == ["Temperature"]
    assert version(first) is None
    assert version(a_run(alice, line, "Draw it", action="generate-an-image", parent=first)) is None
    gone_on = a_run(alice, line, "Shorter", parent=first, source=first.outputs.get())
    assert version(gone_on) is None


def test_words_that_differ_are_marked_in_the_second_answer(as_alice: Client, first: Run, second: Run) -> None:
    page = seen(as_alice, second, first)
    assert "Compare 2 runs" in page
    assert "The sea is calm." in page
    assert "<del>" in page
    assert "Removed:" in page
    assert page.index(">calm<") < page.index(">wild<")
    assert "Mark the differences" in page
    assert page.count("Differs") == 1


def test_nothing_of_a_model_is_more_than_text(as_alice: Client, first: Run, second: Run) -> None:
    first.outputs.update(text="The sea is <script>alert(1)</script>")
    second.outputs.update(text="The <img src=x onerror=alert(1)> is wild")
    page = seen(as_alice, first, second)
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (Output(kind="json", data={"sea": "calm"}), "&quot;sea&quot;: &quot;calm&quot;"),
        (Output(kind="table", data={"columns": ["Sea"], "rows": [["calm"]]}), "calm"),
        (Output(kind="transcript", text="It is calm", data={}), "It is calm"),
        (Output(kind="verdict", data={"flagged": False, "scores": []}), "Category,Score,Flagged"),
        (Output(kind="remotefile", text="file-1", data={}), "file-1"),
    ],
)
def test_every_kind_of_data_is_compared_as_text(
    as_alice: Client, alice: Any, line: Connection, output: Output, words: str
) -> None:
    assert words in seen(as_alice, a_run(alice, line), answered(a_run(alice, line), output))


def test_two_pictures_lie_under_a_slider_and_recordings_are_players(
    as_alice: Client, alice: Any, line: Connection
) -> None:
    pictures = [answered(a_run(alice, line), a_file(b"x", "a.png", "image/png", "image")) for _ in range(2)]
    assert "data-slider" in seen(as_alice, *pictures)
    sounds = [answered(a_run(alice, line), a_file(MP3, "a.mp3", "audio/mpeg", "audio")) for _ in range(2)]
    page = seen(as_alice, *sounds)
    assert page.count("<audio controls") == 2
    assert "data-slider" not in page
    assert "data-slider" not in seen(as_alice, pictures[0], sounds[0])


def test_runs_with_more_or_fewer_results_are_aligned(
    as_alice: Client, alice: Any, line: Connection, first: Run
) -> None:
    many = answered(a_run(alice, line), *(Output(kind="text", text=str(number)) for number in range(22)))
    compared = comparing.compared(comparing.chosen(alice, [str(first.key), str(many.key)]))
    assert len(compared.rows) == comparing.MOST_RESULTS
    assert [bool(cell.output) for cell in compared.rows[1].cells] == [False, True]
    assert "2 more results are left out" in seen(as_alice, first, many)


def test_a_run_that_failed_says_why(as_alice: Client, alice: Any, line: Connection, first: Run) -> None:
    failed = answered(a_run(alice, line), state="failed", error={"message": "The server refused this."})
    assert "The server refused this." in seen(as_alice, first, failed)


def test_one_run_alone_is_offered_its_versions_first(
    as_alice: Client, alice: Any, line: Connection, first: Run, second: Run
) -> None:
    other = a_run(alice, line, "Something else")
    a_run(alice, line, "Draw it", action="generate-an-image")
    assert comparing.offered(first, alice) == ([second], [other])
    assert comparing.offered(second, alice) == ([first], [other])
    sibling = a_run(alice, line, "Write of the sea", parent=first)
    assert comparing.offered(second, alice)[0] == [sibling, first]
    page = seen(as_alice, first)
    assert "Its other versions" in page
    assert f'<input type="hidden" name="run" value="{first.key}">' in page
    assert f'href="{address(first)}"' in as_alice.get(first.get_absolute_url()).content.decode()


def test_a_first_run_is_told_how_to_have_something_to_compare(as_alice: Client, first: Run) -> None:
    assert "There is nothing to compare it with yet" in seen(as_alice, first)
    assert "Go to your history" in as_alice.get("/compare/").content.decode()


def test_more_than_four_are_too_many(as_alice: Client, alice: Any, line: Connection) -> None:
    runs = [a_run(alice, line, f"Number {number}") for number in range(5)]
    page = seen(as_alice, *runs)
    assert "You chose 5 runs, and at most 4 fit beside one another." in page
    assert all(str(run.key) in page for run in runs)


def test_what_is_not_there_or_anothers_is_left_out_and_said(
    as_alice: Client, as_bob: Client, first: Run, second: Run
) -> None:
    assert (
        "Compare 2 runs" in as_alice.get(f"{address(first, second)}&run=x&run={first.key}").content.decode()
    )
    assert (
        "One of the runs is not there any more." in as_alice.get(f"{address(first)}&run=x").content.decode()
    )
    page = seen(as_bob, first, second)
    assert "2 of the runs are not there any more." in page
    assert "of the sea" not in page


def test_more_runs_take_no_more_queries(
    as_alice: Client, alice: Any, line: Connection, first: Run, second: Run
) -> None:
    more = [answered(a_run(alice, line), Output(kind="text", text="x")) for _ in range(2)]
    seen(as_alice, first, second)  # what the page tells once, it has told
    counts = []
    for runs in ([first, second], [first, second, *more]):
        with CaptureQueriesContext(connection) as taken:
            seen(as_alice, *runs)
        counts.append(len(taken))
    assert counts[0] == counts[1]
