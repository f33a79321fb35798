"""Sharing with people and groups inside: what they see, what they never see, and how it ends."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from audit.models import Entry
from runs.models import Run
from runs.paging import PER_PAGE
from sharing.models import Share
from tests.runs.pages import body
from tests.sharing.pages import PROMPT, shared, visible


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_whoever_it_is_shared_with_finds_it_and_sees_question_and_results(
    as_alice: Client, as_bob: Client, run: Run
) -> None:
    share = shared(as_alice, run)
    assert share.get_absolute_url() in text(as_bob.get("/shared/"))
    page = text(as_bob.get(share.get_absolute_url()))
    assert "For you" in page
    assert PROMPT in page
    assert "<strong>42</strong>" in page
    assert "talk.mp3" in page


def test_a_group_sees_it_and_nobody_else(
    as_alice: Client, as_bob: Client, as_carol: Client, bob: Any, run: Run, press: Group
) -> None:
    sent = {**visible(run), "groups": [press.pk]}
    as_alice.post(f"/runs/{run.key}/share/people/", sent)
    address = Share.objects.get().get_absolute_url()
    assert [client.get(address).status_code for client in (as_alice, as_bob, as_carol)] == [200, 200, 404]
    press.user_set.remove(bob)
    assert as_bob.get(address).status_code == 404
    assert address not in text(as_bob.get("/shared/"))


def test_the_run_itself_stays_its_owners(as_alice: Client, as_bob: Client, run: Run) -> None:
    shared(as_alice, run)
    picture = run.outputs.get(kind="image")
    addresses = [run.get_absolute_url(), f"/runs/{run.key}/share/", f"/runs/{run.key}/again/"]
    addresses += [picture.get_absolute_url(), run.attachments.get().get_absolute_url()]
    assert [as_bob.get(address).status_code for address in addresses] == [404] * 5


def test_without_the_question_nothing_tells_it(as_alice: Client, as_bob: Client, run: Run) -> None:
    share = shared(as_alice, run, inputs=False)
    page = text(as_bob.get(share.get_absolute_url()))
    assert "<strong>42</strong>" in page
    assert "image-2.png" in page
    for secret in (PROMPT, "secret-plan", "as it was described", "talk.mp3", "gpt-4o"):
        assert secret not in page
    picture, attachment = run.outputs.get(kind="image"), run.attachments.get()
    given = as_bob.get(f"/shared/{share.key}/outputs/{picture.key}/a-secret-plan.png?download")
    assert 'filename="image-2.png"' in given.headers["Content-Disposition"]
    assert body(given)
    assert as_bob.get(f"/shared/{share.key}/attachments/{attachment.key}/talk.mp3").status_code == 404
    assert as_bob.post(f"/shared/{share.key}/start/").status_code == 404


def test_a_result_that_was_not_chosen_is_neither_shown_nor_given_out(
    as_alice: Client, as_bob: Client, run: Run
) -> None:
    share = shared(as_alice, run, results=1)
    answer, picture = run.outputs.all()
    page = text(as_bob.get(share.get_absolute_url()))
    assert str(answer.key) in page
    assert str(picture.key) not in page
    given = [as_bob.get(f"/shared/{share.key}/outputs/{one.key}/answer.md") for one in (answer, picture)]
    assert [one.status_code for one in given] == [200, 404]
    assert body(given[0])


def test_what_comes_later_is_not_shown(as_alice: Client, as_bob: Client, run: Run) -> None:
    share = shared(as_alice, run)
    later = run.outputs.get(kind="text")
    later.pk, later.key, later.text = None, "0b0e7b6e-6d5c-4b7e-9d3c-1f2f3a4b5c6d", "Came later"
    later.save()
    Run.objects.filter(pk=run.pk).update(headline="Renamed")
    page = text(as_bob.get(share.get_absolute_url()))
    assert "Came later" not in page
    assert "Renamed" not in page


def test_its_files_are_given_out_and_kept_by_no_browser(as_alice: Client, as_bob: Client, run: Run) -> None:
    share = shared(as_alice, run)
    picture, attachment = run.outputs.get(kind="image"), run.attachments.get()
    page = as_bob.get(share.get_absolute_url())
    for file in (picture, attachment):
        kind = "outputs" if file is picture else "attachments"
        address = f"/shared/{share.key}/{kind}/{file.key}/{file.filename}"
        assert address in text(page)
        given = as_bob.get(address)
        assert body(given)
        for answer in (page, given):
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            assert answer.headers["X-Robots-Tag"].startswith("noindex")


def test_it_is_seen_before_it_is_given(as_alice: Client, run: Run) -> None:
    as_alice.get(run.get_absolute_url())  # else she is told on the next page that it has finished
    answer = as_alice.post(f"/runs/{run.key}/share/", visible(run, inputs=False, title="Just the answer"))
    page = text(answer)
    assert "Just the answer" in page
    assert "<strong>42</strong>" in page
    assert PROMPT not in page
    assert "Edit this image" not in page
    assert not Share.objects.exists()


def test_sharing_again_shows_them_the_new_choice_alone(as_alice: Client, as_bob: Client, run: Run) -> None:
    first = shared(as_alice, run)
    second = shared(as_alice, run, inputs=False)
    assert as_bob.get(first.get_absolute_url()).status_code == 404
    assert as_bob.get(second.get_absolute_url()).status_code == 200
    assert text(as_bob.get("/shared/")).count("/shared/") > 0
    assert list(Share.objects.live()) == [second]


def test_it_is_taken_back_by_its_owner_alone(
    as_alice: Client, as_bob: Client, as_carol: Client, run: Run
) -> None:
    share = shared(as_alice, run)
    assert [one.post(f"/shared/{share.key}/end/").status_code for one in (as_bob, as_carol)] == [404, 404]
    assert "cannot see it any more" in text(as_alice.post(f"/shared/{share.key}/end/", follow=True))
    assert as_bob.get(share.get_absolute_url()).status_code == 404
    assert as_alice.post(f"/shared/{share.key}/end/").status_code == 302


def test_it_ends_with_the_run(as_alice: Client, as_bob: Client, run: Run) -> None:
    share = shared(as_alice, run)
    picture = run.outputs.get(kind="image")
    address = f"/shared/{share.key}/outputs/{picture.key}/image-2.png"
    assert body(as_bob.get(address))
    as_alice.post(f"/runs/{run.key}/delete/")
    assert [as_bob.get(one).status_code for one in (share.get_absolute_url(), address)] == [404, 404]
    assert share.get_absolute_url() not in text(as_bob.get("/shared/"))
    run.delete()
    assert not Share.objects.exists()


def test_it_ends_with_the_group_whose_deletion_tells_nobody_of_it(
    as_alice: Client, as_carol: Client, run: Run, press: Group
) -> None:
    as_alice.post(f"/runs/{run.key}/share/people/", {**visible(run), "groups": [press.pk]})
    page = text(as_carol.get(f"/people/groups/{press.pk}/delete/"))
    assert "For you" not in page
    as_carol.post(f"/people/groups/{press.pk}/delete/")
    assert not Share.objects.exists()


def test_the_record_says_who_gave_opened_and_took_back_what_without_its_title(
    as_alice: Client, as_bob: Client, run: Run
) -> None:
    share = shared(as_alice, run)
    for _ in range(2):
        as_bob.get(share.get_absolute_url())
        as_alice.get(share.get_absolute_url())
    as_alice.post(f"/shared/{share.key}/end/")
    told = [
        f"{entry.actor} {entry.label} {entry.name}"
        for entry in Entry.objects.filter(event__startswith="share.").order_by("pk")
    ]
    assert told == [
        "alice shared Create a Completion",
        "bob opened the shared run Create a Completion",
        "alice stopped sharing Create a Completion",
    ]


@pytest.mark.parametrize(
    ("person", "said"),
    [
        ("", "Name a person, or choose a group."),
        ("zoe", "Nobody here has the user name or e-mail address “zoe”."),
        ("alice", "That is you"),
    ],
)
def test_who_cannot_be_named_is_said_and_the_choice_is_kept(
    as_alice: Client, run: Run, person: str, said: str
) -> None:
    sent = {**visible(run, title="Kept"), "person": person}
    answer = as_alice.post(f"/runs/{run.key}/share/people/", sent)
    assert answer.status_code == 422
    assert said in text(answer)
    assert 'name="title" value="Kept"' in text(answer)
    assert not Share.objects.exists()


def test_a_person_is_named_by_their_address_too(as_alice: Client, bob: Any, run: Run) -> None:
    assert shared(as_alice, run, person="Bob@Example.com").person == bob


def test_nothing_at_all_cannot_be_shared(as_alice: Client, run: Run) -> None:
    answer = as_alice.post(f"/runs/{run.key}/share/", visible(run, inputs=False, results=0))
    assert "Choose at least one result, or show what was asked." in text(answer)


def test_a_result_of_another_run_cannot_be_chosen(
    as_alice: Client, as_bob: Client, bob: Any, run: Run
) -> None:
    Run.objects.filter(pk=run.pk).update(owner=bob)
    stolen = {**visible(run), "person": "bob"}
    own = Run.objects.get(pk=run.pk)
    assert as_alice.post(f"/runs/{own.key}/share/people/", stolen).status_code == 404
    assert not Share.objects.exists()


def test_what_is_not_over_is_not_shared(as_alice: Client, run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(state="running")
    sent = {**visible(run), "person": "bob"}
    for path in ("", "people/"):
        assert "not over yet" in text(as_alice.post(f"/runs/{run.key}/share/{path}", sent, follow=True))
    assert not Share.objects.exists()


def test_what_is_received_has_pages_of_as_many_queries_as_few(
    as_bob: Client, bob: Any, run: Run, django_assert_max_num_queries: Any
) -> None:
    for number in range(PER_PAGE + 1):
        Share.objects.create(run=run, person=bob, title=f"Gift {number}.", inputs=True)
    with django_assert_max_num_queries(8):
        page = text(as_bob.get("/shared/"))
    assert ["Gift 0." in page, "Gift 1." in page] == [False, True]
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older
    rest = text(as_bob.get(f"/shared/{older[1]}"))
    assert ["Gift 0." in rest, "Gift 1." in rest] == [True, False]
    assert "There is nothing older" in text(as_bob.get("/shared/?before=1"))
