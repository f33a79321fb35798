"""Secrets go into the form and never come out; what cannot work is refused in words."""

from typing import Any

import pytest
from cryptography.fernet import Fernet

from connections.forms import ConnectionForm
from connections.models import Connection, OfferedModel
from connections.presets import PRESETS
from tests.connections.filling import KEY, filled

pytestmark = pytest.mark.django_db


def saved(instance: Connection | None = None, **fields: Any) -> Connection:
    form = ConnectionForm(filled(**fields), instance=instance)
    assert form.is_valid(), (form.errors, form.headers.errors)
    connection = form.save()
    return Connection.objects.get(pk=connection.pk)


def mistakes(instance: Connection | None = None, **fields: Any) -> dict[str, list[str]]:
    form = ConnectionForm(filled(**fields), instance=instance)
    assert not form.is_valid()
    return {name: list(map(str, errors)) for name, errors in form.errors.items()}


@pytest.fixture
def stored() -> Connection:
    return saved(name="Main", headers=[("X-Team", "hidden-value-1234")])


def test_the_preset_fills_in_what_is_left_blank() -> None:
    connection = saved()
    assert (connection.name, connection.base_url) == ("OpenAI", "https://api.openai.com/v1")


def test_a_second_one_of_a_kind_gets_a_number() -> None:
    saved()
    assert saved().name == "OpenAI 2"


@pytest.mark.parametrize("slug", PRESETS)
def test_every_preset_has_an_address_or_asks_for_one(slug: str) -> None:
    form = ConnectionForm(filled(preset=slug))
    assert form.is_valid() == (slug not in {"other", "azure"})


def test_runs_at_once_are_limited_only_where_somebody_says_so() -> None:
    assert saved().runs_at_once is None
    assert saved(runs_at_once="4").runs_at_once == 4
    assert mistakes(runs_at_once="0")["runs_at_once"]


def test_azures_resource_must_be_named() -> None:
    assert "in place of RESOURCE" in mistakes(preset="azure")["base_url"][0]


def test_a_practice_connection_makes_its_own_key() -> None:
    assert saved(preset="practice", api_key="").api_key.open().startswith("sk-practice-")


def test_openai_needs_a_key_and_a_local_server_does_not() -> None:
    assert mistakes(api_key="")["api_key"] == ["OpenAI needs an API key."]
    assert not saved(preset="ollama", api_key="").api_key


@pytest.mark.parametrize("key", ["sk-live with spaces", "sk-live\u201d", "sk-live\u200b", "ключ"])
def test_a_key_copied_with_something_around_it_is_refused_without_repeating_it(key: str) -> None:
    (words,) = mistakes(api_key=key)["api_key"]
    assert "Copy it again" in words
    assert key not in words


def test_a_blank_key_keeps_the_stored_one(stored: Connection) -> None:
    changed = saved(stored, name="Other name", api_key="", headers=[("X-Team", "")], initial=1)
    assert (changed.name, changed.api_key.open()) == ("Other name", KEY)
    assert changed.extra_headers() == (("X-Team", "hidden-value-1234"),)


def test_a_new_key_replaces_the_stored_one(stored: Connection) -> None:
    assert saved(stored, api_key="sk-new-0123456789").api_key.open() == "sk-new-0123456789"


def test_the_stored_key_can_be_forgotten(stored: Connection) -> None:
    changed = saved(stored, preset="vllm", base_url=stored.base_url, api_key="", forget_key="on")
    assert not changed.api_key


def test_another_server_needs_the_key_and_the_headers_again(stored: Connection) -> None:
    data = filled(
        name="Main", base_url="https://evil.example/v1", api_key="", headers=[("X-Team", "")], initial=1
    )
    form = ConnectionForm(data, instance=stored)
    assert not form.is_valid()
    assert "names another server" in str(form.errors["api_key"])
    assert "enter the value again" in str(form.headers.errors)
    assert Connection.objects.get().base_url == "https://api.openai.com/v1"


@pytest.mark.parametrize("url", ["http://api.openai.com/v1", "https://api.openai.com:8443/v1"])
def test_another_scheme_or_port_is_another_server(stored: Connection, url: str) -> None:
    assert "api_key" in mistakes(stored, base_url=url, api_key="")


def test_another_path_on_the_same_server_keeps_the_key(stored: Connection) -> None:
    assert saved(stored, base_url="https://api.openai.com/v2", api_key="").api_key.open() == KEY


def test_another_address_forgets_the_other_servers_models(stored: Connection) -> None:
    OfferedModel.objects.create(connection=stored, model_id="theirs")
    assert saved(stored, base_url="https://else.example/v1").offered_models.count() == 0


def test_a_new_name_keeps_the_models_and_the_last_test(stored: Connection) -> None:
    stored.test_level = "success"
    stored.save()
    OfferedModel.objects.create(connection=stored, model_id="ours")
    changed = saved(Connection.objects.get(), name="Renamed", base_url=stored.base_url, api_key="")
    assert (changed.offered_models.count(), changed.test_level) == (1, "success")


def test_a_new_key_makes_the_last_test_void(stored: Connection) -> None:
    stored.test_level, stored.test_message = "error", "Key refused."
    stored.save()
    assert saved(stored, api_key="sk-new-0123456789").test_level == ""


def test_an_address_in_no_use_is_refused_in_words() -> None:
    assert "https://" in mistakes(base_url="api.openai.com")["base_url"][0]


def test_a_name_in_use_is_refused(stored: Connection) -> None:
    assert "already exists" in mistakes(name="Main")["name"][0]


@pytest.mark.parametrize(
    ("field", "value"),
    [("connect_timeout", "0"), ("read_timeout", "3601"), ("deadline", "x"), ("deadline", "7201")],
)
def test_time_limits_stay_within_their_bounds(field: str, value: str) -> None:
    assert field in mistakes(None, **{field: value})


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("Authorization", "x"), "set by the connection"),
        (("Content-Length", "1"), "set by the connection"),
        (("X Team", "x"), "not a header name"),
        (("X-Team", "a\nb"), "plain letters"),
        (("X-Team", ""), "Give the header a value"),
        (("", "x"), "Give the header a name"),
    ],
)
def test_a_header_that_cannot_be_sent_is_refused(row: tuple[str, str], words: str) -> None:
    form = ConnectionForm(filled(headers=[row]))
    assert not form.is_valid()
    assert words in str(form.headers.errors)


def test_a_header_given_twice_is_refused() -> None:
    form = ConnectionForm(filled(headers=[("X-A", "1"), ("x-a", "2")]))
    assert not form.is_valid()
    assert "there twice" in str(form.headers.errors)


def test_a_header_can_be_removed(stored: Connection) -> None:
    changed = saved(stored, headers=[("X-Team", "")], initial=1, **{"headers-0-DELETE": "on"})
    assert changed.extra_headers() == ()


def test_empty_rows_are_passed_over() -> None:
    assert saved(headers=[("", ""), ("X-A", "1")]).extra_headers() == (("X-A", "1"),)


def test_no_form_ever_draws_a_secret(stored: Connection) -> None:
    for form in (
        ConnectionForm(instance=stored),
        ConnectionForm(
            filled(name="", deadline="x", headers=[("X-Team", "typed-value-99")]), instance=stored
        ),
    ):
        form.is_valid()
        drawn = f"{form}{form.headers}"
        assert KEY not in drawn
        assert "hidden-value-1234" not in drawn
        assert "typed-value-99" not in drawn


def test_after_a_mistake_the_form_asks_for_the_key_again() -> None:
    form = ConnectionForm(filled(deadline="x"))
    assert not form.is_valid()
    assert form["api_key"].help_text == "Enter the key again: a page never shows what was typed here."


def test_an_unreadable_key_has_to_be_entered_again(stored: Connection, settings: Any) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    stored = Connection.objects.get()
    assert "cannot be read" in mistakes(stored, api_key="")["api_key"][0]
    assert saved(stored, api_key="sk-new-0123456789").api_key.open() == "sk-new-0123456789"
