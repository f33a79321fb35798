import pytest
from django.test import Client
from django.urls import reverse

from people.models import User
from tests.conftest import PASSWORD, signed_in

SIGN_IN = "/sign-in/"
NEW = "a much better password 7"


def test_signing_in_leads_to_the_page_that_was_asked_for(client: Client, alice: User) -> None:
    address = client.get("/runs/").headers["Location"]
    assert address == "/sign-in/?next=/runs/"
    page = client.get(address)
    assert b'name="next" value="/runs/"' in page.content
    answer = client.post(SIGN_IN, {"username": "alice", "password": PASSWORD, "next": "/runs/"})
    assert answer.headers["Location"] == "/runs/"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://elsewhere.example/", "//elsewhere.example/", "nowhere", "people:password", "javascript:1"],
)
def test_signing_in_never_leads_to_another_site(client: Client, alice: User, elsewhere: str) -> None:
    answer = client.post(SIGN_IN, {"username": "alice", "password": PASSWORD, "next": elsewhere})
    assert answer.headers["Location"] == reverse("runs:home")


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: Client, alice: User) -> None:
    wrong = client.post(SIGN_IN, {"username": "alice", "password": "nope"})
    unknown = client.post(SIGN_IN, {"username": "nobody", "password": "nope"})
    sentence = "This user name and password do not go together."
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert sentence in wrong.content.decode()


def test_a_person_who_was_switched_off_cannot_sign_in(client: Client, alice: User) -> None:
    User.objects.update(is_active=False)
    assert client.post(SIGN_IN, {"username": "alice", "password": PASSWORD}).status_code == 200


def test_somebody_who_is_signed_in_needs_no_sign_in_page(as_alice: Client) -> None:
    assert as_alice.get(SIGN_IN).headers["Location"] == reverse("runs:home")


def test_the_sign_in_page_tells_that_workroom_is_not_set_up(client: Client, db: None) -> None:
    assert b"no administrator yet" in client.get(SIGN_IN).content


def test_once_set_up_the_sign_in_page_says_nothing_of_it(client: Client, carol: User) -> None:
    assert b"no administrator yet" not in client.get(SIGN_IN).content


def test_a_part_of_a_page_asked_for_after_the_session_ended_becomes_the_sign_in_page(
    client: Client, db: None
) -> None:
    page = "http://testserver/runs/?state=failed"
    answer = client.get(SIGN_IN, headers={"HX-Request": "true", "HX-Current-URL": page})
    assert answer.headers["HX-Redirect"] == "/sign-in/?next=%2Fruns%2F%3Fstate%3Dfailed"


def test_signing_out_ends_the_session(as_alice: Client) -> None:
    answer = as_alice.post("/sign-out/", follow=True)
    assert "_auth_user_id" not in as_alice.session
    assert b"You are signed out." in answer.content


def test_a_link_alone_signs_nobody_out(as_alice: Client) -> None:
    assert as_alice.get("/sign-out/").status_code == 405
    assert "_auth_user_id" in as_alice.session


def test_changing_the_password_keeps_this_browser_and_signs_out_the_others(
    as_alice: Client, alice: User
) -> None:
    other = signed_in(alice)
    answer = as_alice.post(
        "/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    )
    assert answer.headers["Location"] == reverse("people:account")
    alice.refresh_from_db()
    assert alice.check_password(NEW)
    assert as_alice.get("/password/").status_code == 200
    assert other.get("/password/").status_code == 302


def test_the_present_password_is_asked_for(as_alice: Client, alice: User) -> None:
    answer = as_alice.post(
        "/password/", {"old_password": "guess", "new_password1": NEW, "new_password2": NEW}
    )
    assert "This is not your present password." in answer.content.decode()
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)
