import pytest
from django.test import Client
from django.urls import reverse

from people import setup
from people.forms.account import SetUpForm
from people.models import SetUpLink, User

PASSWORD = "correct horse battery staple"
ANSWERS = {
    "username": "carol",
    "email": "carol@example.com",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


@pytest.fixture
def link(db: None) -> str:
    path = setup.setup_path()
    assert path
    return path


def filled() -> SetUpForm:
    form = SetUpForm(ANSWERS)
    assert form.is_valid()
    return form


def test_there_is_a_link_while_nobody_administers(link: str) -> None:
    assert link.startswith("/set-up/")


def test_the_link_is_printed_alike_at_every_start(link: str) -> None:
    assert setup.setup_path() == link


def test_there_is_no_link_once_somebody_administers(carol: User) -> None:
    assert setup.setup_path() is None


def test_someone_who_is_no_administrator_leaves_the_link_open(link: str, alice: User) -> None:
    assert setup.setup_path() == link


def test_the_database_does_not_hold_the_token(link: str) -> None:
    assert SetUpLink.objects.get().nonce not in link


def test_the_link_makes_an_administrator_and_signs_them_in(client: Client, link: str) -> None:
    answer = client.post(link, ANSWERS)
    assert answer.headers["Location"] == reverse("runs:home")
    carol = User.objects.get()
    assert carol.is_superuser
    assert carol.check_password(PASSWORD)
    assert client.session["_auth_user_id"] == str(carol.pk)


def test_a_used_link_says_so(client: Client, link: str) -> None:
    client.post(link, ANSWERS)
    for answer in (Client().get(link), Client().post(link, {**ANSWERS, "username": "mallory"})):
        assert answer.status_code == 410
        assert b"This link has been used" in answer.content
        assert reverse("people:sign-in").encode() in answer.content
    assert User.objects.count() == 1


def test_a_link_is_dead_once_an_administrator_was_made_another_way(link: str, carol: User) -> None:
    assert Client().get(link).status_code == 410


def test_a_made_up_link_does_not_work(client: Client, link: str) -> None:
    answer = client.post(reverse("people:set-up", args=["0" * 40]), ANSWERS)
    assert answer.status_code == 404
    assert not User.objects.exists()


def test_of_two_who_use_the_link_at_once_one_becomes_administrator(link: str) -> None:
    seen_by_both = SetUpLink.objects.get()
    assert setup.make_administrator(seen_by_both, filled())
    User.objects.update(is_superuser=False, username="demoted")
    assert setup.make_administrator(seen_by_both, filled()) is None


def test_a_workroom_that_lost_its_administrators_gets_a_new_link(client: Client, link: str) -> None:
    client.post(link, ANSWERS)
    User.objects.update(is_active=False)
    fresh = setup.setup_path()
    assert fresh
    assert fresh != link
    assert Client().get(fresh).status_code == 200
    assert Client().get(link).status_code == 404


def test_a_weak_password_is_refused_and_what_was_typed_is_kept(client: Client, link: str) -> None:
    answer = client.post(link, {**ANSWERS, "password1": "12345", "password2": "12345"})
    assert answer.status_code == 200
    assert b'value="carol@example.com"' in answer.content
    assert not User.objects.exists()


def test_a_set_up_page_is_not_kept_by_the_browser(client: Client, link: str) -> None:
    assert "no-store" in client.get(link).headers["Cache-Control"]
