"""What is kept with a run is in its owner's language, whoever wrote it: a worker, or the sweeper."""

from datetime import timedelta

from django.utils import timezone, translation

from people.models import User
from runs import sweep
from runs.models import Run
from runs.sources import Group
from runs.tasks import perform
from tests.openapi.upstream import Reply, Upstream
from tests.runs.conftest import Ask, why


def in_german(run: Run) -> None:
    User.objects.filter(pk=run.owner_id).update(language="de")


def test_a_workers_sentences_are_in_the_owners_language(ask: Ask, upstream: Upstream) -> None:
    run = ask()
    in_german(run)
    upstream.answer(Reply.error(401, "No.", code="invalid_api_key"))
    perform()
    run.refresh_from_db()
    assert why(run)["message"] == "Der Server hat den API-Schlüssel abgelehnt."
    assert why(run)["detail"] == "No."
    assert translation.get_language() == "en"


def test_a_sweepers_sentences_and_notes_are_in_the_owners_language(ask: Ask) -> None:
    run = ask()
    in_german(run)
    attempt = run.claim("worker")
    assert attempt
    attempt.sent()
    Run.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep.end_lost()
    run.refresh_from_db()
    assert why(run)["message"] == "Workroom wurde unterbrochen, während es auf die Antwort wartete."


def test_several_answers_go_side_by_side_in_whichever_language_they_are_numbered(ask: Ask) -> None:
    run = ask()
    for words in ("Answer {} of 2", "Antwort {} von 2", "Respuesta {} de 2"):
        outputs = [(place, run.outputs.model(note=words.format(place))) for place in (1, 2)]
        assert Group([], outputs).answers
    assert not Group([], [(1, run.outputs.model(note="Two 1 2")), (2, run.outputs.model())]).answers
