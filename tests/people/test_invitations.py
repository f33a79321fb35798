"""Invitations: links by which people make their own accounts, and nothing else does for a stranger."""

import re
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from audit.models import Entry
from people import invitations
from people.forms.invitations import AcceptForm
from people.models import Invitation, Rules, User
from tests.conftest import PASSWORD

FOR_DANA = {"first_name": "Dana", "last_name": "Lind", "email": "dana@example.com", "days": "7"}
ACCOUNT = {"username": "dana", "password1": PASSWORD, "password2": PASSWORD}


def invite(client: Client, **answers: Any) -> str:
    """Return the path of the link that the page shows."""
    page = client.post("/people/invitations/add/", {**FOR_DANA, **answers}).content.decode()
    match = re.search(r'<code id="link">http://testserver(/invitation/[\w-]{43}/)</code>', page)
    assert match, page
    return match[1]


@pytest.fixture
def link(as_carol: Client) -> str:
    return invite(as_carol)


def test_the_link_makes_an_account_as_it_was_invited_and_signs_in(as_carol: Client, client: Client) -> None:
    group = Group.objects.create(name="Press")
    link = invite(as_carol, groups=[group.pk])
    assert "Welcome to Workroom, Dana" in client.get(link).content.decode()
    assert client.post(link, ACCOUNT).headers["Location"] == "/"
    dana = User.objects.get(username="dana")
    assert (str(dana), dana.email, dana.is_superuser) == ("Dana Lind", "dana@example.com", False)
    assert list(dana.groups.all()) == [group]
    assert dana.check_password(PASSWORD)
    assert client.session["_auth_user_id"] == str(dana.pk)


def test_name_and_address_may_be_left_out(as_carol: Client, client: Client) -> None:
    client.post(invite(as_carol, first_name="", last_name="", email=""), ACCOUNT)
    assert User.objects.filter(username="dana").exists()


def test_an_administrator_is_invited_too(as_carol: Client, client: Client) -> None:
    client.post(invite(as_carol, is_superuser="on"), ACCOUNT)
    assert User.objects.get(username="dana").is_superuser


def test_inviting_an_administrator_needs_proof(as_carol: Client) -> None:
    session = as_carol.session
    session["proved_at"] = 0
    session.save()
    invite(as_carol)
    as_carol.post("/people/invitations/add/", {**FOR_DANA, "is_superuser": "on"})
    assert not Invitation.objects.filter(is_superuser=True).exists()
    invite(as_carol, is_superuser="on", proof=PASSWORD)
    assert Invitation.objects.filter(is_superuser=True).exists()


def test_nobody_makes_more_of_themselves_than_was_invited(client: Client, link: str) -> None:
    group = Group.objects.create(name="Press")
    client.post(link, {**ACCOUNT, "is_superuser": "on", "groups": [group.pk], "email": "x@evil.example"})
    dana = User.objects.get(username="dana")
    assert not dana.is_superuser
    assert not dana.groups.exists()
    assert dana.email == "dana@example.com"


def test_it_works_once(client: Client, link: str) -> None:
    client.post(link, ACCOUNT)
    for answer in (Client().get(link), Client().post(link, {**ACCOUNT, "username": "mallory"})):
        assert answer.status_code == 410
        assert "This invitation has been used" in answer.content.decode()
    assert not User.objects.filter(username="mallory").exists()


def test_of_two_who_use_it_at_once_one_comes_in(link: str) -> None:
    forms = []
    for name in ("dana", "mallory"):
        form = AcceptForm(Invitation.objects.get(), {**ACCOUNT, "username": name})
        assert form.is_valid()
        forms.append((Invitation.objects.get(), form))
    assert [bool(invitations.accept(*each)) for each in forms] == [True, False]


@pytest.mark.parametrize("days", ["1", "7", "30"])
def test_it_expires(as_carol: Client, client: Client, days: str) -> None:
    link = invite(as_carol, days=days)
    moments = [timezone.now() + timedelta(days=int(days), minutes=minutes) for minutes in (-1, 1)]
    for moment, status in zip(moments, (200, 410), strict=True):
        with patch("django.utils.timezone.now", return_value=moment):
            answer = client.get(link)
        assert answer.status_code == status
    assert "This invitation has expired" in answer.content.decode()


@pytest.mark.parametrize("days", ["0", "365", "x", ""])
def test_no_other_time_can_be_chosen(as_carol: Client, days: str) -> None:
    assert (
        "days" in as_carol.post("/people/invitations/add/", {**FOR_DANA, "days": days}).context["form"].errors
    )


def test_it_can_be_revoked(as_carol: Client, client: Client, link: str) -> None:
    answer = as_carol.post(f"/people/invitations/{Invitation.objects.get().pk}/revoke/", follow=True)
    assert "is revoked" in answer.content.decode()
    refused = client.post(link, ACCOUNT)
    assert refused.status_code == 410
    assert "This invitation was revoked" in refused.content.decode()
    assert not User.objects.filter(username="dana").exists()


def test_one_that_was_used_cannot_be_revoked(as_carol: Client, client: Client, link: str) -> None:
    client.post(link, ACCOUNT)
    answer = as_carol.post(f"/people/invitations/{Invitation.objects.get().pk}/revoke/", follow=True)
    assert "was not open any more" in answer.content.decode()
    assert Invitation.objects.get().state == "used"


def test_a_made_up_link_does_not_work(client: Client, link: str) -> None:
    answer = client.post("/invitation/" + "0" * 43 + "/", ACCOUNT)
    assert answer.status_code == 404
    assert "This link does not work" in answer.content.decode()


def test_the_link_is_shown_once_and_not_kept(as_carol: Client, link: str) -> None:
    secret = link.split("/")[2]
    assert secret not in as_carol.get("/people/invitations/").content.decode()
    assert secret not in str(list(Invitation.objects.values()))
    assert secret not in str(list(Entry.objects.values()))


def test_the_pages_are_not_kept_by_the_browser(as_carol: Client, client: Client, link: str) -> None:
    shown = as_carol.post("/people/invitations/add/", FOR_DANA)
    assert "no-store" in shown.headers["Cache-Control"]
    assert "no-store" in client.get(link).headers["Cache-Control"]


def test_the_list_says_what_became_of_each(as_carol: Client, client: Client) -> None:
    client.post(invite(as_carol), ACCOUNT)
    for name in ("Erin", "Frank", "Grace"):
        invite(as_carol, first_name=name)
    Invitation.objects.filter(first_name="Erin").update(revoked_at=timezone.now())
    Invitation.objects.filter(first_name="Frank").update(expires_at=timezone.now())
    page = as_carol.get("/people/invitations/").content.decode()
    for words in ("Used", "by Dana Lind", "Revoked", "Expired", "Open", "until"):
        assert words in page
    assert page.count('type="submit">Revoke<') == 1


def test_a_mistake_uses_nothing_up(client: Client, link: str, carol: User) -> None:
    answer = client.post(link, {**ACCOUNT, "username": "Carol"})
    assert "Somebody already has this user name." in answer.content.decode()
    assert client.post(link, ACCOUNT).status_code == 302


def test_a_weak_password_is_refused(client: Client, link: str) -> None:
    answer = client.post(link, {**ACCOUNT, "password1": "12345", "password2": "12345"})
    assert answer.status_code == 200
    assert not User.objects.filter(username="dana").exists()


def test_whoever_comes_in_where_a_second_factor_is_asked_for_sets_one_up(client: Client, link: str) -> None:
    Rules.objects.create(pk=1, second_factor=Rules.Who.EVERYBODY)
    answer = client.post(link, ACCOUNT, follow=True)
    assert answer.redirect_chain[-1][0] == "/account/"


def test_only_administrators_invite(as_bob: Client, client: Client) -> None:
    for path in ("/people/invitations/", "/people/invitations/add/"):
        assert as_bob.get(path).status_code == as_bob.post(path, FOR_DANA).status_code == 403
        assert client.post(path, FOR_DANA).headers["Location"].startswith("/sign-in/")
    assert not Invitation.objects.exists()


def test_there_is_no_other_way_in_for_a_stranger(client: Client, db: None) -> None:
    for path in ("/sign-up/", "/register/", "/accounts/signup/", "/accounts/login/", "/admin/"):
        assert client.get(path).status_code == 404


def test_it_is_written_down(as_carol: Client, client: Client, link: str) -> None:
    client.post(link, ACCOUNT)
    invite(as_carol)
    as_carol.post(f"/people/invitations/{Invitation.objects.latest('pk').pk}/revoke/")
    found = list(
        Entry.objects.filter(event__contains="invit").values_list("event", "who_name").order_by("pk")
    )
    assert found == [
        ("person.invited", "carol"),
        ("account.invitation-used", "Dana Lind"),
        ("person.invited", "carol"),
        ("person.invitation-revoked", "carol"),
    ]


# --- By mail -----------------------------------------------------------------------------------


def test_without_a_mail_server_nothing_is_offered(as_carol: Client) -> None:
    assert "Send the link" not in as_carol.get("/people/invitations/add/").content.decode()


def test_the_link_is_sent_where_there_is_one(as_carol: Client, settings: Settings) -> None:
    settings.MAILS = True
    link = invite(as_carol, send="on")
    [message] = mail.outbox
    assert message.to == ["dana@example.com"]
    assert f"http://testserver{link}" in message.body
    assert "carol invites you" in message.body


@pytest.mark.parametrize("answers", [{"send": ""}, {"send": "on", "email": ""}])
def test_only_if_it_is_wanted_and_there_is_an_address(
    as_carol: Client, settings: Settings, answers: dict[str, str]
) -> None:
    settings.MAILS = True
    invite(as_carol, **answers)
    assert mail.outbox == []


def test_a_mail_server_that_is_not_there_loses_no_invitation(as_carol: Client, settings: Settings) -> None:
    settings.MAILS = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    page = as_carol.post("/people/invitations/add/", {**FOR_DANA, "send": "on"}).content.decode()
    assert "The mail server did not take the link for dana@example.com." in page
    assert "/invitation/" in page
