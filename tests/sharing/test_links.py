"""Links for people without an account: what they open, what keeps them shut, and how they end."""

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from audit.models import Entry
from runs.models import Run
from sharing import links
from sharing.models import Link
from tests.conftest import PASSWORD
from tests.people.test_proof import long_ago
from tests.runs.pages import body
from tests.sharing.pages import PROMPT, linked, visible

SECRET = "open sesame, please"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def opened(link: str, typed: str = "") -> Client:
    """Return a visitor's browser in which the link was opened."""
    visitor = Client()
    assert visitor.post(link, {"passphrase": typed}).status_code == 302
    return visitor


def test_a_visitor_opens_it_by_a_button_and_sees_what_was_chosen(as_alice: Client, run: Run) -> None:
    link = linked(as_alice, run, results=1)
    door = text(Client().get(link))
    assert "alice made this link" in door
    assert "For you" not in door
    visitor = opened(link)
    page = text(visitor.get(link))
    assert "For you" in page
    assert PROMPT in page
    assert "<strong>42</strong>" in page
    assert str(run.outputs.get(kind="image").key) not in page


def test_without_the_question_nothing_tells_it(as_alice: Client, run: Run) -> None:
    link = linked(as_alice, run, inputs=False)
    visitor, picture = opened(link), run.outputs.get(kind="image")
    page = text(visitor.get(link))
    for secret in (PROMPT, "secret-plan", "as it was described", "talk.mp3", "gpt-4o", str(run.key)):
        assert secret not in page
    given = visitor.get(f"{link}outputs/{picture.key}/a-secret-plan.png?download")
    assert 'filename="image-2.png"' in given.headers["Content-Disposition"]
    assert body(given)
    attachment = run.attachments.get()
    assert visitor.get(f"{link}attachments/{attachment.key}/talk.mp3").status_code == 404


def test_its_files_go_to_whoever_opened_it_and_nothing_else_opens(as_alice: Client, run: Run) -> None:
    link = linked(as_alice, run, results=1)
    visitor, stranger = opened(link), Client()
    answer, picture = run.outputs.all()
    mine = [
        f"{link}outputs/{answer.key}/answer.md",
        f"{link}attachments/{run.attachments.get().key}/talk.mp3",
    ]
    for address in mine:
        assert body(visitor.get(address))
        assert stranger.get(address).status_code == 404
    assert visitor.get(f"{link}outputs/{picture.key}/a.png").status_code == 404
    assert visitor.get(run.get_absolute_url()).status_code == 302
    assert visitor.get(picture.get_absolute_url()).status_code == 302


def test_nobody_keeps_it_finds_it_or_hears_where_it_was(as_alice: Client, run: Run) -> None:
    link = linked(as_alice, run)
    visitor = opened(link)
    file = visitor.get(f"{link}outputs/{run.outputs.get(kind='image').key}/a.png")
    assert body(file)
    for answer in (visitor.get(link), file):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]
    door = Client().get(link)
    assert (door.headers["Cache-Control"], door.headers["Referrer-Policy"]) == ("no-store", "same-origin")


def test_the_secret_is_shown_once_and_nowhere_kept(as_alice: Client, run: Run) -> None:
    secret = linked(as_alice, run, {"passphrase": SECRET}).split("/")[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sharing_link")
        kept = str(cursor.fetchall())
    assert secret not in kept
    assert SECRET not in kept
    assert not any(secret in str(entry.details) + entry.name + entry.key for entry in Entry.objects.all())
    for page in ("/shared/given/", f"/runs/{run.key}/share/"):
        assert secret not in text(as_alice.get(page))


def test_a_visitor_counts_once_however_often_they_come_back(as_alice: Client, run: Run) -> None:
    link = linked(as_alice, run, {"most_views": "2"})
    first = opened(link)
    for _ in range(3):
        assert first.get(link).status_code == 200
        assert body(first.get(f"{link}outputs/{run.outputs.get(kind='image').key}/a.png"))
        first.post(link)
    assert Link.objects.get().views == 1


def test_looking_at_the_door_counts_as_nobody(as_alice: Client, run: Run) -> None:
    link = linked(as_alice, run, {"most_views": "1"})
    for _ in range(3):
        assert Client().get(link).status_code == 200
        assert Client().head(link).status_code == 200
    assert Link.objects.get().views == 0
    opened(link)


def test_one_that_is_used_up_opens_for_nobody_new(as_alice: Client, run: Run) -> None:
    link = linked(as_alice, run, {"most_views": "1"})
    first, second = opened(link), Client()
    for answer in (second.get(link), second.post(link)):
        assert answer.status_code == 410
        assert "This link has been used up" in text(answer)
    assert first.get(link).status_code == 200


def test_of_two_who_open_the_last_view_at_once_one_comes_in(as_alice: Client, run: Run, rf: Any) -> None:
    link = linked(as_alice, run, {"most_views": "1"})
    requests = [rf.post(link), rf.post(link)]
    for request in requests:
        request.session = {}
    found = [links.found(link.split("/")[2]) for _ in requests]
    entered = [links.enter(request, one) for request, one in zip(requests, found, strict=True) if one]
    assert entered == [True, False]


def test_it_ends_with_its_last_day(as_alice: Client, run: Run) -> None:
    link = linked(as_alice, run)
    visitor = opened(link)
    picture = f"{link}outputs/{run.outputs.get(kind='image').key}/a.png"
    until = Link.objects.get().until
    for moment, status in ((until - timedelta(seconds=1), 200), (until, 410)):
        with patch("django.utils.timezone.now", return_value=moment):
            assert [one.get(link).status_code for one in (visitor, Client())] == [status, status]
    with patch("django.utils.timezone.now", return_value=until):
        assert "This link has ended" in text(visitor.get(link))
        assert visitor.get(picture).status_code == 404
        assert "For you" not in text(as_alice.get("/shared/given/"))


def test_its_owner_revokes_it_and_it_closes_for_those_inside_too(
    as_alice: Client, as_bob: Client, run: Run
) -> None:
    link = linked(as_alice, run)
    visitor, key = opened(link), Link.objects.get().key
    assert "For you" in text(as_alice.get("/shared/given/"))
    assert as_bob.post(f"/shared/given/{key}/revoke/").status_code == 404
    as_alice.post(f"/shared/given/{key}/revoke/")
    answer = visitor.get(link)
    assert (answer.status_code, "This link was taken back" in text(answer)) == (410, True)
    assert visitor.get(f"{link}attachments/{run.attachments.get().key}/x").status_code == 404
    assert "closed already" in text(as_alice.post(f"/shared/given/{key}/revoke/", follow=True))


def test_an_administrator_sees_that_it_is_there_but_not_what_it_shows_and_revokes_it(
    as_alice: Client, as_carol: Client, as_bob: Client, run: Run
) -> None:
    link = linked(as_alice, run)
    page = text(as_carol.get("/shared/links/"))
    assert "alice" in page
    assert "Create a Completion" in page
    for secret in ("For you", PROMPT, str(run.key)):
        assert secret not in page
    address = f"/shared/links/{Link.objects.get().key}/revoke/"
    assert as_bob.post(address).status_code == 403
    as_carol.post(address)
    assert Client().get(link).status_code == 410


def test_switched_off_all_links_close_at_once_and_none_can_be_made(
    as_alice: Client, as_carol: Client, run: Run
) -> None:
    link = linked(as_alice, run)
    visitor = opened(link)
    as_carol.post("/shared/links/switch/", {"allowed": "False"})
    assert [one.get(link).status_code for one in (visitor, Client())] == [410, 410]
    assert "Links are switched off here" in text(visitor.get(link))
    assert visitor.get(f"{link}attachments/{run.attachments.get().key}/x").status_code == 404
    assert "none opens for now" in text(as_alice.get("/shared/given/"))
    assert "Make the link" not in text(as_alice.post(f"/runs/{run.key}/share/", visible(run)))
    until = {"until": str(timezone.localdate())}
    as_alice.post(f"/runs/{run.key}/share/link/", {**visible(run), **until})
    assert Link.objects.count() == 1
    as_carol.post("/shared/links/switch/", {"allowed": "True"})
    assert visitor.get(link).status_code == 200
    told = Entry.objects.filter(event__startswith="share.links").order_by("pk")
    assert [str(entry.event) for entry in told] == ["share.links-off", "share.links-on"]


def test_it_ends_with_its_run_and_comes_back_with_it(as_alice: Client, run: Run) -> None:
    link = linked(as_alice, run)
    visitor = opened(link)
    page = text(as_alice.post(f"/runs/{run.key}/delete/", follow=True))
    assert visitor.get(link).status_code == 410
    moment = re.search(r'name="moment" type="submit" value="([^"]+)"', page)
    assert moment
    as_alice.post("/runs/restore/", {"moment": moment[1]})
    assert visitor.get(link).status_code == 200
    run.delete()
    assert visitor.get(link).status_code == 404


def test_a_made_up_link_does_not_work(client: Client, db: None) -> None:
    answer = client.post("/s/" + "0" * 43 + "/")
    assert (answer.status_code, "This link does not work" in text(answer)) == (404, True)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"until": "2020-01-01"}, "Choose a day from today on"),
        ({"until": "2999-01-01"}, "Choose a day from today on"),
        ({"until": "soon"}, "Write the day as year, month and day"),
        ({"passphrase": "short"}, "at least 8 characters"),
        ({"most_views": "0"}, "greater than or equal to 1"),
    ],
)
def test_terms_that_cannot_be_are_refused_and_the_choice_is_kept(
    as_alice: Client, run: Run, terms: dict[str, str], said: str
) -> None:
    sent = {**visible(run, title="Kept"), "until": str(timezone.localdate()), **terms}
    answer = as_alice.post(f"/runs/{run.key}/share/link/", sent)
    assert answer.status_code == 422
    assert said in text(answer)
    assert 'name="title" value="Kept"' in text(answer)
    assert not Link.objects.exists()


def test_a_link_without_its_token_is_not_opened(as_alice: Client, run: Run) -> None:
    link = linked(as_alice, run)
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403


def test_each_opening_is_in_the_record_once_without_the_title(as_alice: Client, run: Run) -> None:
    link = linked(as_alice, run, {"passphrase": SECRET})
    visitor = Client(REMOTE_ADDR="192.0.2.7")
    visitor.post(link, {"passphrase": "wrong one"})
    visitor.post(link, {"passphrase": SECRET})
    visitor.get(link)
    as_alice.post(f"/shared/given/{Link.objects.get().key}/revoke/")
    told = [
        f"{entry.actor} {entry.label} {entry.name} {entry.address}"
        for entry in Entry.objects.filter(event__startswith="share.").order_by("pk")
    ]
    assert told == [
        "alice made a link to the run Create a Completion 127.0.0.1",
        "Somebody typed a wrong passphrase at the link to the run Create a Completion 192.0.2.7",
        "Somebody opened the link to the run Create a Completion 192.0.2.7",
        "alice revoked the link to the run Create a Completion 127.0.0.1",
    ]


def test_whoever_signed_in_long_ago_types_the_password_before_a_link_is_made(
    as_alice: Client, run: Run
) -> None:
    desk, week = long_ago(as_alice), {"until": str(timezone.localdate() + timedelta(days=7))}
    assert "Asked for before a link leads in" in text(desk.post(f"/runs/{run.key}/share/", visible(run)))
    page = text(desk.post(f"/runs/{run.key}/share/link/", {**visible(run), **week, "passphrase": SECRET}))
    assert "a stranger at your desk could not" in page
    assert SECRET in page
    assert not Link.objects.exists()
    assert linked(desk, run, {"proof": PASSWORD})


def test_links_are_switched_on_with_the_password_and_off_without(as_carol: Client) -> None:
    desk = long_ago(as_carol)
    assert 'name="proof"' not in text(desk.get("/shared/links/"))
    desk.post("/shared/links/switch/", {"allowed": "False"})
    assert 'name="proof"' in text(desk.get("/shared/links/"))
    answer = desk.post("/shared/links/switch/", {"allowed": "True"})
    assert answer.status_code == 422
    assert "a stranger at your desk could not" in text(answer)
    assert "Links are switched off" in text(answer)
    desk.post("/shared/links/switch/", {"allowed": "True", "proof": PASSWORD})
    assert "Links are switched on" in text(desk.get("/shared/links/"))


def test_the_record_says_the_day_that_was_chosen(as_alice: Client, run: Run) -> None:
    linked(as_alice, run)
    told = Entry.objects.get(event="share.link-made").details
    assert told["last_day"] == str(timezone.localdate() + timedelta(days=7))
