"""The form of an action: drawing, redrawing, refusing and sending it, with and without a script."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from connections.models import Connection, OfferedModel
from runs.models import Attachment, Run
from tests.runs.pages import COMPLETION, HTMX, TRANSCRIPTION, a_connection, a_form, a_recording, a_run


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_form_is_drawn_with_its_connection_first(as_alice: Client, line: Connection) -> None:
    page = text(as_alice.get(COMPLETION))
    assert page.index('name="connection"') < page.index('name="model"') < page.index('id="run-button"')


def test_the_connection_used_last_is_proposed(as_alice: Client, alice: Any, line: Connection) -> None:
    a_run(alice, other := a_connection("Other"))
    a_connection("A first one")
    assert f'<option value="{other.pk}" selected>' in text(as_alice.get(COMPLETION))


def test_a_form_sent_without_a_script_leads_to_its_run(as_alice: Client, line: Connection) -> None:
    answer = as_alice.post(COMPLETION, a_form(line))
    run = Run.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, run.get_absolute_url())
    assert run.values["messages"] == [{"role": "user", "content": "Hello"}]


def test_a_form_sent_by_htmx_leads_to_its_run(as_alice: Client, line: Connection) -> None:
    answer = as_alice.post(COMPLETION, a_form(line), headers=HTMX)
    assert answer.headers["HX-Redirect"] == Run.objects.get().get_absolute_url()


def test_a_refused_form_keeps_what_was_typed(as_alice: Client, line: Connection) -> None:
    answer = as_alice.post(COMPLETION, a_form(line, "Do keep this", temperature="3"))
    assert answer.status_code == 422
    assert "Do keep this" in text(answer)
    assert 'href="#id_temperature"' in text(answer)
    assert not Run.objects.exists()


def test_a_form_whose_connection_came_as_a_file_goes_through_the_one_there_is(
    as_alice: Client, line: Connection
) -> None:
    as_alice.post(COMPLETION, a_form(line) | {"connection": SimpleUploadedFile("a.png", b"")})
    assert Run.objects.get().connection == line


def changed(page: str) -> str:
    """Return the words of what a form says was changed; nothing if it says nothing."""
    _, _, rest = page.partition('class="changes marked"')
    return " ".join(re.sub(r"<[^>]+>", " ", rest.partition("</section>")[0].partition(">")[2]).split())


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_a_refused_form_says_what_was_changed_since_the_run_before(
    as_alice: Client, alice: Any, line: Connection, headers: dict[str, str]
) -> None:
    run = a_run(alice, line)
    other = a_connection("Other")
    sent = a_form(other, "", parent=str(run.key), temperature="3", top_p="0.1")
    page = text(as_alice.post(COMPLETION, sent, headers=headers))
    assert changed(page) == (
        "Changed from the run before : Connection Line → changed to Other "
        "Messages 1: Role User → changed to not set Messages 1: Message Content Hello → changed to not set "
        "Temperature 0.5 → changed to 3 Top P not set → changed to 0.1"
    )
    assert run.get_absolute_url() in page


def test_a_form_redrawn_for_a_row_says_what_was_changed(
    as_alice: Client, alice: Any, line: Connection
) -> None:
    run = a_run(alice, line)
    sent = a_form(line, parent=str(run.key), temperature="0.9", rows="add:messages")
    assert changed(text(as_alice.post(COMPLETION, sent))).endswith(": Temperature 0.5 → changed to 0.9")


def test_a_form_as_it_was_says_of_no_change(as_alice: Client, alice: Any, line: Connection) -> None:
    run = a_run(alice, line)
    sent = a_form(line, parent=str(run.key), temperature="0.5", rows="add:messages")
    assert changed(text(as_alice.post(COMPLETION, sent))) == ""
    assert changed(text(as_alice.get(f"/runs/{run.key}/again/"))) == ""
    elsewhere = a_run(alice, line, action="generate-an-image")
    assert changed(text(as_alice.post(COMPLETION, {**sent, "parent": str(elsewhere.key)}))) == ""


def test_a_file_that_stayed_is_no_change_and_another_one_is(
    as_alice: Client, alice: Any, line: Connection
) -> None:
    run = a_run(alice, line, action="create-a-transcription", values={"file": None, "model": "whisper-1"})
    kept = Attachment.objects.keep(alice, "file", a_recording("talk.mp3"))
    kept.attach(run)
    sent = {"connection": line.pk, "model": "whisper-1", "parent": run.key, "temperature": "7"}
    stayed = changed(text(as_alice.post(TRANSCRIPTION, {**sent, "file-kept": kept.key})))
    assert stayed.endswith(": Temperature not set → changed to 7")
    page = text(as_alice.post(TRANSCRIPTION, {**sent, "file": a_recording("other.mp3")}))
    assert "File Data talk.mp3 → changed to other.mp3" in changed(page)


def test_somebody_elses_run_is_not_compared_with(as_bob: Client, alice: Any, line: Connection) -> None:
    sent = a_form(line, "", parent=str(a_run(alice, line, "A secret").key))
    page = text(as_bob.post(COMPLETION, sent))
    assert changed(page) == ""
    assert "A secret" not in page


def test_a_refused_form_is_redrawn_in_place_for_htmx(as_alice: Client, line: Connection) -> None:
    answer = as_alice.post(COMPLETION, a_form(line, ""), headers=HTMX)
    assert answer.status_code == 422
    assert "data-error-summary" in text(answer)
    assert "<html" not in text(answer)


def test_a_double_submit_makes_one_run(as_alice: Client, line: Connection) -> None:
    form = a_form(line)
    answers = [as_alice.post(COMPLETION, form), as_alice.post(COMPLETION, form)]
    assert Run.objects.count() == 1
    assert len({answer.headers["Location"] for answer in answers}) == 1


def test_a_double_submit_with_a_file_makes_one_run(as_alice: Client, line: Connection) -> None:
    form = {"connection": line.pk, "model": "whisper-1", "submission": a_form(line)["submission"]}
    for _ in range(2):
        as_alice.post(TRANSCRIPTION, {**form, "file": a_recording()})
    assert Run.objects.get().attachments.count() == 1


def test_the_same_page_corrected_and_sent_again_makes_another_run(as_alice: Client, line: Connection) -> None:
    form = a_form(line)
    as_alice.post(COMPLETION, form)
    as_alice.post(COMPLETION, {**form, "messages-0-content": "Something else"})
    assert Run.objects.count() == 2


def test_two_people_may_send_the_same_submission(as_alice: Client, as_bob: Client, line: Connection) -> None:
    form = a_form(line)
    as_alice.post(COMPLETION, form)
    as_bob.post(COMPLETION, form)
    assert set(Run.objects.values_list("owner__username", flat=True)) == {"alice", "bob"}


@pytest.mark.parametrize("sent", ["", "nonsense"])
def test_a_form_without_a_submission_is_sent_too(as_alice: Client, line: Connection, sent: str) -> None:
    assert as_alice.post(COMPLETION, a_form(line, submission=sent)).status_code == 303


def test_a_connection_of_another_group_is_neither_shown_nor_used(as_alice: Client, line: Connection) -> None:
    secret = a_connection("Secret")
    secret.groups.add(Group.objects.create(name="Board"))
    assert "Secret" not in text(as_alice.get(COMPLETION))
    assert as_alice.post(COMPLETION, a_form(secret)).status_code == 422
    assert not Run.objects.exists()


def test_without_any_connection_the_page_says_why(as_alice: Client, as_carol: Client) -> None:
    page = text(as_alice.get(COMPLETION))
    assert "There is no connection you can use" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]
    assert "/connections/create/" in text(as_carol.get(COMPLETION))
    assert as_alice.post(COMPLETION, {"connection": "1"}).status_code == 422


def test_a_row_is_added_without_a_script_and_without_complaints(as_alice: Client, line: Connection) -> None:
    answer = as_alice.post(COMPLETION, a_form(line, "", rows="add:messages"))
    assert answer.status_code == 200
    assert 'name="messages-1-content"' in text(answer)
    assert "data-error-summary" not in text(answer)
    assert not Run.objects.exists()


def test_the_fields_alone_are_redrawn_for_a_command(as_alice: Client, line: Connection) -> None:
    answer = as_alice.post(f"{COMPLETION}fields/", a_form(line, "Keep", rows="add:messages"), headers=HTMX)
    assert 'name="messages-1-content"' in text(answer)
    assert "Keep" in text(answer)
    assert "<form" not in text(answer)


def test_the_fields_follow_another_method(as_alice: Client, line: Connection) -> None:
    form = a_form(line, method="prompt")
    answer = as_alice.post(f"{COMPLETION}fields/", form, headers={**HTMX, "HX-Trigger-Name": "method"})
    assert 'name="prompt"' in text(answer)
    assert 'name="messages-0-content"' not in text(answer)


def test_choices_that_others_depend_on_redraw_the_fields(as_alice: Client, line: Connection) -> None:
    page = text(as_alice.get(COMPLETION))
    for name in ("connection", "method", "model"):
        control = page.split(f'name="{name}"')[1].split(">")[0]
        assert f'hx-post="{COMPLETION}fields/"' in control


def test_another_connection_brings_a_model_that_it_offers(as_alice: Client, line: Connection) -> None:
    local = a_connection("Local")
    OfferedModel.objects.create(connection=local, model_id="llama-9")
    form = a_form(local, model="gpt-4o")
    answer = as_alice.post(f"{COMPLETION}fields/", form, headers={**HTMX, "HX-Trigger-Name": "connection"})
    assert 'value="llama-9"' in text(answer)
    assert 'value="gpt-4o"' not in text(answer)


def test_a_form_waits_for_the_first_list_of_models_but_not_for_ever(as_alice: Client, db: None) -> None:
    new = a_connection("New", models_refreshed_at=None)
    assert "Fetching the models that New offers" in text(as_alice.get(COMPLETION))
    fields = f"{COMPLETION}fields/"
    assert "Fetching" in text(as_alice.post(fields, a_form(new, awaited="1"), headers=HTMX))
    assert "Fetching" not in text(as_alice.post(fields, a_form(new, awaited="5"), headers=HTMX))


def test_a_valid_upload_is_kept_while_the_rest_is_corrected(as_alice: Client, line: Connection) -> None:
    form = {"connection": line.pk, "model": "whisper-1", "temperature": "3"}
    answer = as_alice.post(TRANSCRIPTION, {**form, "file": a_recording()})
    kept = Attachment.objects.get()
    assert f'name="file-kept" value="{kept.key}"' in text(answer)
    assert (
        as_alice.post(TRANSCRIPTION, {**form, "temperature": "1", "file-kept": kept.key}).status_code == 303
    )
    assert Run.objects.get().attachments.get() == kept


def test_a_valid_upload_is_kept_when_a_row_is_added(as_alice: Client, line: Connection) -> None:
    form = {"connection": line.pk, "model": "gpt-transcribe", "rows": "add:keywords"}
    answer = as_alice.post(TRANSCRIPTION, {**form, "file": a_recording()})
    assert f'value="{Attachment.objects.get().key}"' in text(answer)


def test_somebody_elses_kept_upload_is_not_taken(as_alice: Client, bob: Any, line: Connection) -> None:
    theirs = Attachment.objects.keep(bob, "file", a_recording("private.mp3"))
    for key in (theirs.key, "nonsense"):
        form = {"connection": line.pk, "model": "whisper-1", "file-kept": key}
        answer = as_alice.post(TRANSCRIPTION, form)
        assert answer.status_code == 422
        assert "private.mp3" not in text(answer)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "This file is empty"), (b"just words", "whatever its name says")],
)
def test_a_wrong_file_is_refused_and_not_kept(
    as_alice: Client, line: Connection, content: bytes, sentence: str
) -> None:
    form = {"connection": line.pk, "model": "whisper-1", "file": a_recording("talk.mp3", content)}
    answer = as_alice.post(TRANSCRIPTION, form)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert not Attachment.objects.exists()


def test_a_file_over_the_limit_is_refused_and_not_stored(as_alice: Client, line: Connection) -> None:
    huge = SimpleUploadedFile("huge.mp3", bytes(26 * 1024 * 1024), "audio/mpeg")
    answer = as_alice.post(TRANSCRIPTION, {"connection": line.pk, "model": "whisper-1", "file": huge})
    assert answer.status_code == 422
    assert "The limit is 25.0\xa0MB: choose a smaller file." in text(answer)
    assert not Attachment.objects.exists()


def test_a_form_of_a_run_is_shown_beside_the_latest_ones(
    as_alice: Client, alice: Any, line: Connection
) -> None:
    for number in range(7):
        a_run(alice, line, f"Question {number}")
    page = text(as_alice.get(COMPLETION))
    assert "Question 6" in page
    assert "Question 0" not in page
