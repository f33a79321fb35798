"""A voice is heard before it is chosen: a small run, paid for once, heard by all who use the connection."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from actions.catalog.generate_audio import SAMPLE
from connections.models import Connection
from runs.models import Run
from tests.runs.pages import HTMX, MP3, a_connection, a_file, a_run, answered, body

SAMPLE_URL = "/actions/generate-an-audio/sample/"


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


def pressed(client: Client, line: Connection, voice: str = "coral", **more: str) -> Any:
    """Press the button in a form in which nothing else is filled in."""
    form = {"connection": str(line.pk), "method": "speech", "model": "gpt-4o-mini-tts", "voice": voice}
    return client.post(SAMPLE_URL, {**form, **more}, headers=HTMX)


def spoken(run: Run) -> Run:
    return answered(run, a_file(MP3, "sample-coral.mp3", "audio/mpeg", "audio"))


def address(run: Run, more: str = "") -> str:
    return f"/connections/{run.connection_id}/samples/{run.key}/{more}"


def test_a_sample_is_a_small_run_of_the_same_action(as_alice: Client, alice: Any, line: Connection) -> None:
    answer = pressed(as_alice, line)
    run = Run.objects.get()
    assert run.owner == alice
    assert run.action == "generate-an-audio"
    assert {"model": "gpt-4o-mini-tts", "voice": "coral", "input": SAMPLE}.items() <= run.values.items()
    assert f'hx-get="{address(run)}"' in answer.content.decode()


def test_the_form_says_what_a_sample_costs(as_alice: Client, line: Connection) -> None:
    page = as_alice.get("/actions/generate-an-audio/").content.decode()
    assert "Hear a sample" in page
    assert "Uses about 50 characters" in page
    assert "Hear a sample" not in as_alice.get("/actions/create-a-completion/").content.decode()


def test_once_it_is_spoken_it_is_played(as_alice: Client, line: Connection) -> None:
    pressed(as_alice, line)
    run = spoken(Run.objects.get())
    assert f'src="{address(run, "sound")}"' in as_alice.get(address(run), headers=HTMX).content.decode()
    assert body(as_alice.get(address(run, "sound"))) == MP3


def test_it_is_paid_for_once_whoever_asks(as_alice: Client, as_bob: Client, line: Connection) -> None:
    pressed(as_alice, line)
    pressed(as_alice, line)
    run = spoken(Run.objects.get())
    assert f'src="{address(run, "sound")}"' in pressed(as_bob, line).content.decode()
    assert Run.objects.count() == 1
    assert body(as_bob.get(address(run, "sound"))) == MP3
    assert as_bob.get(run.get_absolute_url()).status_code == 404


def test_another_voice_model_or_connection_is_another_sample(as_alice: Client, line: Connection) -> None:
    pressed(as_alice, line)
    pressed(as_alice, line, voice="nova")
    pressed(as_alice, line, model="tts-1")
    pressed(as_alice, a_connection("Other"))
    assert Run.objects.count() == 4


def test_one_that_failed_is_asked_again_only_by_a_person(as_alice: Client, line: Connection) -> None:
    pressed(as_alice, line)
    failed = answered(
        Run.objects.get(), state="failed", error={"message": "It broke.", "advice": "Try another voice."}
    )
    page = as_alice.get(address(failed), headers=HTMX).content.decode()
    assert "It broke. Try another voice." in page
    assert "hx-get" not in page
    assert Run.objects.count() == 1
    pressed(as_alice, line)
    assert [run.state for run in Run.objects.order_by("pk")] == ["failed", "queued"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"voice": ""}, "Voice is empty. Fill it in."),
        ({"model": ""}, "Model is empty. Fill it in."),
        ({"model": "tts-1", "voice": "marin"}, "“marin” is not one of the choices for Voice."),
    ],
)
def test_what_a_sample_needs_is_told(
    as_alice: Client, line: Connection, fields: dict[str, str], sentence: str
) -> None:
    answer = pressed(as_alice, line, **fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Run.objects.exists()


def test_whoever_may_not_use_the_connection_has_no_sample_of_it(
    as_alice: Client, as_bob: Client, alice: Any, line: Connection
) -> None:
    group = Group.objects.create(name="Press")
    line.groups.add(group)
    alice.groups.add(group)
    pressed(as_alice, line)
    run = spoken(Run.objects.get())
    assert pressed(as_bob, line).status_code == 422
    assert [as_bob.get(address(run, end)).status_code for end in ("", "sound")] == [404, 404]


def test_no_other_run_is_given_out_as_a_sample(as_alice: Client, as_bob: Client, alice: Any) -> None:
    line = a_connection()
    run = answered(a_run(alice, line), a_file(MP3, "secret.mp3", "audio/mpeg", "audio"))
    for client in (as_alice, as_bob):
        assert [client.get(address(run, end)).status_code for end in ("", "sound")] == [404, 404]


def test_without_scripts_a_sample_is_a_page_of_its_own(as_alice: Client, line: Connection) -> None:
    form = {"connection": str(line.pk), "method": "speech", "model": "gpt-4o-mini-tts", "voice": "coral"}
    page = as_alice.post(SAMPLE_URL, form).content.decode()
    run = Run.objects.get()
    assert f'<meta http-equiv="refresh" content="2; url={address(run)}">' in page
    spoken(run)
    page = as_alice.get(address(run)).content.decode()
    assert "<audio controls" in page
    assert "refresh" not in page
