"""The page of a run, in each of its states."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from connections.models import Connection
from runs import broker, events
from runs.models import Attachment, Attempt, Output, Run
from tests.runs.pages import HTMX, a_connection, a_form, a_recording, a_run, answered

REFUSED = {
    "kind": "unsupported_field",
    "message": "This model does not take that.",
    "advice": "Leave it out.",
    "code": "unsupported_parameter",
    "param": "temperature",
    "field": "Temperature",
    "detail": "Unsupported parameter: 'temperature'",
    "request_id": "req_123",
    "status": 400,
    "charged": False,
}


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


@pytest.fixture
def run(alice: Any, line: Connection) -> Run:
    return a_run(alice, line)


def seen(client: Client, run: Run, **headers: str) -> str:
    return client.get(run.get_absolute_url(), headers=headers).content.decode()


def test_a_waiting_run_says_that_the_queue_cannot_be_reached(as_alice: Client, run: Run) -> None:
    page = seen(as_alice, run)
    assert 'data-run-state="queued"' in page
    assert "the queue cannot be reached just now" in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_a_waiting_run_says_that_no_worker_is_running(
    as_alice: Client, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "reachable", lambda: True)
    assert "no worker is running" in seen(as_alice, run)


def test_a_waiting_run_says_its_place(
    as_alice: Client, bob: Any, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "reachable", lambda: True)
    monkeypatch.setattr(broker, "worker_alive", lambda: True)
    assert "this is the next request to start" in seen(as_alice, run)
    second = a_run(run.owner, run.connection)  # type: ignore[arg-type]  # it has one
    assert "one other request is before this one" in seen(as_alice, second)


def test_a_run_to_be_tried_again_says_when_and_why(as_alice: Client, run: Run) -> None:
    Attempt.objects.create(
        run=run, number=1, error={"message": "The server is overloaded."}, outcome="retried"
    )
    at = timezone.now() + timedelta(minutes=5)
    Run.objects.filter(pk=run.pk).update(not_before=at)
    page = seen(as_alice, run)
    assert f"{at:%H:%M:%S}" in page
    assert "The server is overloaded." in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Connecting to Line"),
        ({"sent_at": timezone.now()}, "Sent, waiting for the answer"),
        ({"progress": "Part 3 of 7"}, "Part 3 of 7"),
        ({"cancel_requested": True}, "Cancelling"),
    ],
)
def test_a_running_run_says_where_it_is(
    as_alice: Client, run: Run, fields: dict[str, Any], words: str
) -> None:
    Run.objects.filter(pk=run.pk).update(state="running", **fields)
    page = seen(as_alice, run)
    assert words in page
    assert "/live/" in page


def test_the_words_so_far_are_on_the_page_and_the_rest_follows(
    as_alice: Client, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Run.objects.filter(pk=run.pk).update(state="running", sent_at=timezone.now())
    monkeypatch.setattr(events, "so_far", lambda _key: events.SoFar({0: "Once <upon", 1: "A time"}, "17-4"))
    page = seen(as_alice, run)
    assert "Receiving the answer" in page
    assert 'data-live-index="0">Once &lt;upon</div>' in page
    assert 'data-live-index="1">A time</div>' in page
    assert '?after=17-4"' in page


def test_htmx_gets_the_run_alone(as_alice: Client, run: Run) -> None:
    part = seen(as_alice, run, **HTMX, **{"HX-Target": "run"})
    assert part.lstrip().startswith('<section class="run" id="run"')


def test_htmx_gets_a_row_for_a_list(as_alice: Client, run: Run) -> None:
    part = seen(as_alice, run, **HTMX, **{"HX-Target": f"row-{run.key}"})
    assert part.lstrip().startswith(f'<li class="run-row" id="row-{run.key}"')


def test_a_run_that_is_over_stops_asking(as_alice: Client, run: Run) -> None:
    assert 'hx-trigger="redraw"' in seen(as_alice, run)
    answered(run, Output(kind="text", text="Hi"))
    page = seen(as_alice, run)
    assert 'hx-trigger="redraw"' not in page
    assert "/live/" not in page
    assert "<noscript>" not in page


def test_a_page_says_what_was_asked_with_its_files(as_alice: Client, run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(action="create-a-transcription", values={"model": "m", "file": None})
    kept = Attachment.objects.keep(run.owner, "file", a_recording("talk.mp3"))
    kept.attach(run)
    page = seen(as_alice, run)
    assert kept.get_absolute_url() in page
    assert "<audio controls" in page


def test_a_failure_says_what_happened_and_what_to_do(as_alice: Client, run: Run) -> None:
    answered(run, state="failed", error={**REFUSED, "charged": True}, request_id="req_123")
    page = seen(as_alice, run)
    for words in (*(str(REFUSED[key]) for key in ("message", "advice", "request_id")), "may have charged"):
        assert words in page


def test_a_refused_parameter_is_left_out_by_one_press(as_alice: Client, run: Run) -> None:
    answered(run, state="failed", error=REFUSED)
    page = seen(as_alice, run)
    assert "Run again without Temperature" in page
    assert '<input type="hidden" name="without" value="temperature">' in page
    as_alice.post(f"/runs/{run.key}/repeat/", {"submission": str(uuid.uuid4()), "without": "temperature"})
    new = Run.objects.exclude(pk=run.pk).get()
    assert new.values.get("temperature") is None
    assert new.values["messages"] == run.values["messages"]
    assert new.parent == run


def test_what_applied_only_with_the_refused_parameter_goes_with_it(as_alice: Client, run: Run) -> None:
    run.values |= {"method": "chat", "model": "gpt-4o", "logprobs": True, "top_logprobs": 3}
    run.save()
    answered(run, state="failed", error={**REFUSED, "param": "logprobs", "field": None})
    as_alice.post(f"/runs/{run.key}/repeat/", {"without": "logprobs"})
    new = Run.objects.exclude(pk=run.pk).get()
    assert not {"logprobs", "top_logprobs"} & {name for name, value in new.values.items() if value}


def test_of_other_parameters_the_refused_one_is_left_out_and_the_rest_stay(
    as_alice: Client, run: Run
) -> None:
    rows = [{"name": name, "type": "text", "value": "x"} for name in ("tier", "store")]
    run.values |= {"other": rows}
    run.save()
    answered(run, state="failed", error={**REFUSED, "param": "tier", "field": None})
    assert "Run again without “tier”" in seen(as_alice, run)
    as_alice.post(f"/runs/{run.key}/repeat/", {"without": "tier"})
    assert Run.objects.exclude(pk=run.pk).get().values["other"] == rows[1:]


def test_a_refused_parameter_that_is_no_field_is_named(as_alice: Client, run: Run) -> None:
    answered(run, state="failed", error={**REFUSED, "param": "foo<b>", "field": None})
    assert "about the parameter <code>foo&lt;b&gt;</code>" in seen(as_alice, run)


def test_a_required_parameter_is_not_offered_to_be_left_out(as_alice: Client, run: Run) -> None:
    answered(run, state="failed", error={**REFUSED, "param": "model", "field": "Model"})
    assert "Run again without" not in seen(as_alice, run)


def test_notices_usage_and_attempts_are_shown(as_alice: Client, run: Run) -> None:
    answered(run, notices=["Cut off at the limit."], usage={"total_tokens": 1234, "details": {}})
    page = seen(as_alice, run)
    assert "Cut off at the limit." in page
    assert "1,234 tokens" in page
    assert "Attempt 1" in page


def test_cancelling_a_waiting_run_ends_it(as_alice: Client, run: Run) -> None:
    answer = as_alice.post(f"/runs/{run.key}/cancel/")
    run.refresh_from_db()
    assert (answer.status_code, run.state) == (302, "cancelled")
    assert "Nothing was sent." in seen(as_alice, run)


def test_cancelling_by_htmx_redraws_the_run(as_alice: Client, run: Run) -> None:
    answer = as_alice.post(f"/runs/{run.key}/cancel/", headers=HTMX)
    assert 'data-run-state="cancelled"' in answer.content.decode()


def test_running_again_makes_one_run_from_the_same_values(as_alice: Client, run: Run) -> None:
    Attachment.objects.keep(run.owner, "file", a_recording()).attach(run)
    answered(run)
    sent = {"submission": a_form(run.connection)["submission"]}  # type: ignore[arg-type]  # it has one
    answers = [as_alice.post(f"/runs/{run.key}/repeat/", sent) for _ in range(2)]
    new = Run.objects.exclude(pk=run.pk).get()
    assert (new.values, new.parent) == ({**run.values, "file": None}, run)
    assert new.attachments.get().key != run.attachments.get().key
    assert {answer.headers["Location"] for answer in answers} == {new.get_absolute_url()}


def test_running_again_needs_a_connection_that_may_be_used(as_alice: Client, run: Run) -> None:
    Connection.objects.update(enabled=False)
    answer = as_alice.post(f"/runs/{run.key}/repeat/")
    assert answer.headers["Location"] == f"/runs/{run.key}/again/"
    assert Run.objects.count() == 1


def test_editing_fills_the_form_in_with_the_files(as_alice: Client, line: Connection, run: Run) -> None:
    values = {"model": "whisper-1", "file": None, "prompt": "Names: Ada"}
    Run.objects.filter(pk=run.pk).update(action="create-a-transcription", values=values)
    kept = Attachment.objects.keep(run.owner, "file", a_recording())
    kept.attach(run)
    page = as_alice.get(f"/runs/{run.key}/again/").content.decode()
    assert "Names: Ada" in page
    assert f'name="file-kept" value="{kept.key}"' in page
    form = {"connection": line.pk, "model": "whisper-1", "file-kept": kept.key, "parent": run.key}
    as_alice.post("/actions/create-a-transcription/", form)
    new = Run.objects.exclude(pk=run.pk).get()
    assert new.parent == run
    assert new.attachments.get() != kept


def test_a_run_of_an_action_that_has_gone_is_still_drawn(as_alice: Client, run: Run) -> None:
    answered(run, Output(kind="text", text="An old answer"), action="paint-a-fence")
    page = seen(as_alice, run)
    for words in ("Paint a fence", "An old answer", "Hello", "cannot be run again"):
        assert words in page
    assert "Paint a fence" in as_alice.get("/runs/").content.decode()
    assert as_alice.get(f"/runs/{run.key}/again/").status_code == 404


def test_a_run_whose_connection_was_deleted_is_still_drawn(as_alice: Client, run: Run) -> None:
    answered(run)
    Connection.objects.all().delete()
    assert "Line" in seen(as_alice, run)


def test_a_page_takes_a_constant_number_of_queries(
    as_alice: Client, run: Run, django_assert_max_num_queries: Any
) -> None:
    answered(run, *(Output(kind="text", text=str(number)) for number in range(20)))
    with django_assert_max_num_queries(17):  # of which four mark it as told
        seen(as_alice, run)


def test_what_was_changed_is_marked_against_the_run_before(as_alice: Client, run: Run) -> None:
    again = a_run(run.owner, run.connection, parent=run)  # type: ignore[arg-type]  # it has one
    assert "The same as <a" in seen(as_alice, again)
    again.values |= {"temperature": 0.9, "top_p": 0.1}
    again.save()
    page = seen(as_alice, again)
    assert f'Changed from <a href="{run.get_absolute_url()}">the run before</a>:' in page
    changed = " ".join(page.split('class="changes marked"')[1].split("</section>")[0].split())
    assert "<del>0.5</del>" in changed
    assert "<ins>0.9</ins>" in changed
    assert "<del>not set</del>" in changed
    assert "Messages" not in changed
    assert "the run before" not in seen(as_alice, run)


def test_a_long_text_that_was_changed_shows_its_words(as_alice: Client, run: Run) -> None:
    words = [f"word{number}" for number in range(100)]
    run.values["messages"] = [{"role": "user", "content": " ".join(words)}]
    run.save()
    again = a_run(run.owner, run.connection, " ".join([*words[:50], "<b>", *words[51:]]), parent=run)  # type: ignore[arg-type]  # it has one
    page = seen(as_alice, again)
    assert "word50<span" in page
    assert "&lt;b&gt;<span" in page


def test_a_run_before_that_was_deleted_is_not_spoken_of(as_alice: Client, run: Run) -> None:
    again = a_run(run.owner, run.connection, parent=run)  # type: ignore[arg-type]  # it has one
    Run.objects.filter(pk=run.pk).update(discarded_at=timezone.now())
    assert "the run before" not in seen(as_alice, again)


def test_the_details_say_where_the_time_went_and_what_to_tell_support(as_alice: Client, run: Run) -> None:
    asked = timezone.now() - timedelta(minutes=5)
    times = {
        "created_at": asked,
        "started_at": asked + timedelta(seconds=65),
        "sent_at": asked + timedelta(seconds=66),
        "finished_at": asked + timedelta(seconds=68.4),
    }
    answered(run, request_id="req_7", **times)
    page = " ".join(seen(as_alice, run).split())
    for label, took in [
        ("Waited for its turn", "1 min 5 s"),
        ("At the server", "2.4 s"),
        ("In all", "1 min 8 s"),
    ]:
        assert f"<dt>{label}</dt><dd>{took}</dd>" in page
    assert '<code id="request-id">req_7</code>' in page
    assert 'data-copy="request-id"' in page
