"""A result goes on to the next form, which begins with it, and the run remembers where it came from."""

import re
from typing import Any

import pytest
from django.test import Client

from actions import registry
from actions.beginning import Material, begun, prepared, takes
from connections.models import Connection
from runs import asking, chain, onward
from runs.discarding import purge
from runs.models import Attachment, Output, Run
from tests.catalog.pictures import picture
from tests.runs.pages import MP3, a_connection, a_file, a_form, a_run, answered

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Connection:
    return a_connection()


@pytest.fixture
def run(alice: Any, line: Connection) -> Run:
    return a_run(alice, line)


def image() -> Output:
    return a_file(picture("cat.png").read(), "cat.png", "image/png", "image")


def steps_of(run: Run, output: Output) -> dict[str, str]:
    answered(run, output)
    return {step.label: step.address for step in onward.steps(output, run, run.owner)}


def an_edit(line: Connection, output: Output) -> dict[str, str]:
    """Return the form of an edit as the browser sends it after going on from a picture."""
    return {
        "connection": str(line.pk),
        "source": str(output.key),
        "model": "gpt-image-1",
        "prompt": "A hat",
        "image-TOTAL_FORMS": "1",
        "image-INITIAL_FORMS": "0",
        "image-0-file-kept": str(output.key),
    }


@pytest.mark.parametrize("action", registry.all_actions(), ids=lambda action: action.slug)
def test_every_place_to_begin_is_a_field_that_takes_a_text_or_a_file(action: Any) -> None:
    for place in action.begins:
        name, _, inside = place.partition("-")
        field = action.fields[name].row_fields[inside] if inside else action.fields[name]
        kinds = ["", *(getattr(field, "types", None) or ["image/png"])]
        assert sum(takes(field, Material("x", kind, 1)) for kind in kinds) >= 1


def test_every_place_for_a_prompt_is_a_field_that_takes_a_text() -> None:
    beginnings = [
        begun for action in registry.all_actions() if (begun := prepared(action, "50 % of {a} cat"))
    ]
    assert beginnings
    assert all("50 % of {a} cat" in str(beginning.values) for beginning in beginnings)


def test_a_picture_can_be_edited_asked_about_checked_varied_and_put_on_the_server(run: Run) -> None:
    assert set(steps_of(run, image())) == {
        "Make variations of the prompt",
        "Edit this image",
        "Ask about this image",
        "Check this image",
        "Put this file on the server",
    }


def test_a_recording_can_be_transcribed_and_translated(run: Run) -> None:
    labels = set(steps_of(run, a_file(MP3, "talk.mp3", "audio/mpeg", "audio")))
    assert {"Transcribe this recording", "Translate this recording"} <= labels
    assert "Edit this image" not in labels


@pytest.mark.parametrize("kind", ["text", "transcript"])
def test_words_can_be_spoken_checked_drawn_and_turned_into_data(run: Run, kind: str) -> None:
    assert set(steps_of(run, Output(kind=kind, text="A cat", data={}))) == {
        "Speak this text",
        "Check this text",
        "Draw this",
        "Make variations of the prompt",
        "Ask about this text",
        "Turn it into structured data",
    }


@pytest.mark.parametrize(
    ("action", "values", "prompt"),
    [
        ("generate-an-image", {"prompt": "A cat"}, "A cat"),
        ("edit-an-image", {"prompt": "A hat"}, "A hat"),
        ("create-a-completion", {"method": "prompt", "prompt": "Once"}, "Once"),
        (
            "create-a-completion",
            {"messages": [{"role": "system", "content": "Be"}, {"role": "user", "content": "Hi"}]},
            "Hi",
        ),
        ("generate-an-audio", {"input": "Good morning"}, ""),
        ("create-a-transcription", {}, ""),
    ],
)
def test_a_prompt_is_what_others_could_say_in_other_words(action: str, values: Any, prompt: str) -> None:
    assert registry.get(action).prompt(values) == prompt


@pytest.mark.parametrize(
    ("action", "values"), [("gone", {}), ("create-a-completion", {"messages": [{"text": "Hi"}]})]
)
def test_the_prompt_of_what_has_gone_is_not_offered(run: Run, action: str, values: Any) -> None:
    Run.objects.filter(pk=run.pk).update(action=action, values=values)
    assert "Make variations of the prompt" not in steps_of(Run.objects.get(pk=run.pk), image())


def test_variations_are_asked_for_with_the_prompt_in_place(
    as_alice: Client, alice: Any, line: Connection
) -> None:
    run = a_run(alice, line, action="generate-an-image", values={"prompt": "<b>A cat</b>"})
    output = image()
    page = as_alice.get(steps_of(run, output)["Make variations of the prompt"]).content.decode()
    assert re.search(r"Write five variations[^<]*&lt;b&gt;A cat&lt;/b&gt;</textarea>", page)

    as_alice.post("/actions/create-a-completion/", a_form(line, "Five of them", source=str(output.key)))
    varied = Run.objects.latest("pk")
    assert (varied.parent, varied.source) == (run, output)


def test_another_persons_prompt_is_not_shown(as_bob: Client, run: Run) -> None:
    steps = steps_of(run, image())
    page = as_bob.get(steps["Make variations of the prompt"]).content.decode()
    assert "Write five variations" not in page


def test_what_is_too_large_for_a_field_is_not_offered_it() -> None:
    edit = registry.get("edit-an-image")
    assert begun(edit, Material("x", "image/png", 50 * 1024 * 1024))
    assert begun(edit, Material("x", "image/png", 50 * 1024 * 1024 + 1)) is None


def test_a_file_on_the_server_goes_to_the_actions_that_take_its_purpose(run: Run) -> None:
    file = Output(kind="remotefile", text="file-1", data={"purpose": "user_data"})
    steps = steps_of(run, file)
    assert "file_ids=file-1" in steps["Message an Assistant"]
    assert "text_source=file" in steps["Transform Text to Structured Data"]
    assert "Make an API Call" not in steps


def test_the_next_form_opens_with_the_picture_in_place(as_alice: Client, run: Run) -> None:
    output = image()
    page = as_alice.get(steps_of(run, output)["Ask about this image"]).content.decode()
    assert re.search(rf'name="images-0-file-kept" value="{output.key}"\s+checked', page)
    assert '<option value="file" selected>' in page
    assert f'name="source" value="{output.key}"' in page


def test_the_next_form_opens_with_the_text_in_place(as_alice: Client, run: Run) -> None:
    page = as_alice.get(
        steps_of(run, Output(kind="text", text="<b>A cat</b>"))["Speak this text"]
    ).content.decode()
    assert "&lt;b&gt;A cat&lt;/b&gt;</textarea>" in page


def test_the_run_has_a_copy_of_the_picture_and_knows_where_it_came_from(
    as_alice: Client, run: Run, line: Connection
) -> None:
    output = image()
    answered(run, output)
    assert as_alice.post("/actions/edit-an-image/", an_edit(line, output)).status_code == 303

    edit = Run.objects.latest("pk")
    assert (edit.parent, edit.source) == (run, output)
    kept = edit.attachments.get()
    assert (kept.filename, kept.file.name != output.file.name) == ("cat.png", True)
    with kept.opened() as mine, output.opened() as original:
        assert mine.read() == original.read()


def test_deleting_the_earlier_run_leaves_the_later_one_whole(
    as_alice: Client, run: Run, line: Connection
) -> None:
    output = image()
    answered(run, output)
    as_alice.post("/actions/edit-an-image/", an_edit(line, output))
    as_alice.post(f"/runs/{run.key}/delete/")
    assert purge(Run.objects.exclude(discarded_at=None), 2) == 1

    edit = Run.objects.get()
    assert (edit.parent, edit.source) == (None, None)
    with edit.attachments.get().opened() as file:
        assert file.read()
    assert as_alice.get(edit.get_absolute_url()).status_code == 200


def test_another_persons_result_cannot_be_gone_on_from(as_bob: Client, run: Run, line: Connection) -> None:
    output = image()
    answered(run, output)
    page = as_bob.get(f"/actions/edit-an-image/?source={output.key}").content.decode()
    assert str(output.key) not in page

    assert as_bob.post("/actions/edit-an-image/", an_edit(line, output)).status_code == 422
    as_bob.post("/actions/create-a-completion/", {**a_form(line), "source": str(output.key)})
    assert Run.objects.latest("pk").parent is None
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("key", ["", "x", "\0", "00000000-0000-4000-8000-000000000000"])
def test_a_key_of_no_result_begins_nothing(as_alice: Client, alice: Any, line: Connection, key: str) -> None:
    assert asking.result(alice, key) is None
    assert as_alice.get("/actions/edit-an-image/", {"source": key}).status_code == 200


def test_a_chain_leads_from_the_first_run_to_the_last(as_alice: Client, alice: Any, run: Run) -> None:
    output = Output(kind="text", text="A cat")
    answered(run, output)
    middle = a_run(alice, a_connection("B"), parent=run, source=output)
    last = a_run(alice, a_connection("C"), parent=middle)

    assert [(link.run, link.by) for link in chain.before(last, alice)] == [(run, ""), (middle, "Answer")]
    assert [link.run for link in chain.after(run, alice)] == [middle]
    page = as_alice.get(last.get_absolute_url()).content.decode()
    assert page.index(run.get_absolute_url()) < page.index(middle.get_absolute_url())


def test_a_chain_shows_nothing_of_another_person(alice: Any, bob: Any, run: Run) -> None:
    theirs = a_run(bob, a_connection("B"), parent=run)
    assert chain.before(theirs, bob) == []
    assert chain.after(run, alice) == []


def test_a_long_chain_is_cut_and_a_circle_ends(alice: Any, run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(parent=run)
    run.refresh_from_db()
    assert len(chain.before(run, alice)) == chain.LONGEST
