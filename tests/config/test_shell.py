"""The page around every page."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views import defaults

from people.models import User

PAGE = "/password/"


def drawn(template: str) -> str:
    return Template("{% load shell %}" + template).render(Context({}))


def test_an_icon_is_drawn_into_the_page_and_hidden_from_screen_readers() -> None:
    icon = drawn('{% icon "photo" %}')
    assert icon.startswith("<svg")
    assert 'aria-hidden="true"' in icon
    assert "<path" in icon


def test_an_icon_can_have_a_class() -> None:
    assert 'class="icon large"' in drawn('{% icon "photo" "large" %}')


def test_an_unknown_icon_is_a_mistake() -> None:
    with pytest.raises(FileNotFoundError):
        drawn('{% icon "no-such-icon" %}')


def test_nothing_on_the_page_needs_an_exception_from_the_content_security_policy(as_carol: Client) -> None:
    page = as_carol.get(PAGE).content.decode()
    assert not re.search(r"\sstyle=", page)
    assert not re.search(r"\son\w+=", page)
    assert "<style" not in page
    for script in re.findall(r"<script[^>]*>", page):
        assert "src=" in script


def test_every_request_of_htmx_carries_the_token(as_alice: Client) -> None:
    page = as_alice.get(PAGE).content.decode()
    assert re.search(r"""<body hx-headers='{"X-CSRFToken": "\w{64}"}'>""", page)


def test_the_page_begins_with_a_way_to_its_content(as_alice: Client) -> None:
    page = as_alice.get(PAGE).content.decode()
    assert '<a class="skip-link" href="#main">' in page
    assert 'id="main"' in page


def test_the_frame_of_a_page_is_its_readers_whoever_had_one_before(
    as_alice: Client, as_carol: Client, alice: User, carol: User
) -> None:
    User.objects.filter(pk=alice.pk).update(language="de")
    User.objects.filter(pk=carol.pk).update(language="en")
    for _ in range(2):
        german, english = (client.get(PAGE).content.decode() for client in (as_alice, as_carol))
        assert [word in german for word in ("Verlauf", "Tastenkürzel", "History", "Audit record")] == [
            True,
            True,
            False,
            False,
        ]
        assert all(word in english for word in ("History", "Keyboard shortcuts", "Audit record"))
        assert [page.count('data-href="/queue/"') for page in (german, english)] == [0, 1]


def test_the_link_of_the_page_is_marked(as_carol: Client) -> None:
    page = as_carol.get("/people/").content.decode()
    assert re.search(r'href="/people/" aria-current="page"', page)


def test_the_link_above_the_page_is_marked_too(as_carol: Client, alice: User) -> None:
    page = as_carol.get(f"/people/{alice.pk}/").content.decode()
    assert re.search(r'class="nav-item" href="/people/" aria-current="true"', page)


def test_of_two_pages_of_the_same_kind_each_has_the_link_above_it_and_none_has_the_others(
    as_carol: Client, alice: User, bob: User
) -> None:
    paths = f"/people/{alice.pk}/", f"/people/{bob.pk}/", PAGE
    pages = [as_carol.get(path).content.decode() for path in paths]
    marked = [re.findall(r'class="nav-item" href="([^"]*)" aria-current="([^"]*)"', page) for page in pages]
    assert marked == [[("/people/", "true")], [("/people/", "true")], []]


def test_home_is_not_marked_on_every_page(as_carol: Client) -> None:
    assert '"/" aria-current' not in as_carol.get("/people/").content.decode()


def test_every_action_is_in_the_navigation(as_alice: Client) -> None:
    page = as_alice.get(PAGE).content.decode()
    assert 'href="/actions/create-a-completion/"' in page


def test_only_administrators_have_links_to_what_they_alone_may_open(
    as_alice: Client, as_carol: Client
) -> None:
    theirs = ["/people/", "/connections/"]
    for path in theirs:
        assert f'href="{path}"' in as_carol.get(PAGE).content.decode()
        assert f'href="{path}"' not in as_alice.get(PAGE).content.decode()


def test_a_page_that_is_not_there_looks_like_ours(as_alice: Client) -> None:
    answer = as_alice.get("/nowhere/")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()


def test_a_page_that_is_not_allowed_says_who_is_signed_in(as_alice: Client) -> None:
    answer = as_alice.get("/people/")
    assert answer.status_code == 403
    assert "You are signed in as alice" in answer.content.decode()


def test_the_page_for_our_own_failures_needs_nothing_to_be_drawn() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    answer = defaults.server_error(request)
    assert answer.status_code == 500
    assert "Something went wrong in Workroom" in answer.content.decode()


def test_a_forged_or_stale_form_is_refused_in_plain_words(alice: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice)
    answer = strict.post(PAGE, {})
    assert answer.status_code == 403
    assert "This form was open for too long" in answer.content.decode()


def test_a_message_is_shown_where_screen_readers_listen(as_carol: Client, alice: User) -> None:
    page = as_carol.post(f"/people/{alice.pk}/off/", follow=True).content.decode()
    area = page[page.index('<div class="messages" id="messages" aria-live="polite">') :]
    assert "alice can no longer sign in" in area


@pytest.mark.parametrize("page", ["404.html", "403.html", "403_csrf.html"])
def test_somebody_who_is_not_signed_in_gets_error_pages_without_navigation(page: str) -> None:
    request = RequestFactory().get("/nowhere/")
    request.user = AnonymousUser()
    text = render_to_string(page, {}, request)
    assert "shell-bare" in text
    assert 'id="navigation"' not in text


def test_pages_that_say_no_speak_the_readers_language(
    alice: User, carol: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.update(language="de")
    alice.refresh_from_db()
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(alice)
    assert "Hier ist nichts" in strict.get("/nowhere/").content.decode()
    assert "Sie sind als alice angemeldet" in strict.get("/people/").content.decode()
    assert "Dieses Formular war zu lange offen" in strict.post(PAGE, {}).content.decode()

    def broken(*_arguments: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("runs.browsing.page", broken)
    answer = strict.get("/runs/")
    assert answer.status_code == 500
    assert "In Workroom ging etwas schief" in answer.content.decode()
