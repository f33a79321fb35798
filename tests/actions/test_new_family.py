"""A family with a parameter nobody has heard of is one entry in the table; everything else reads it there."""

from collections.abc import Iterator
from typing import Any

import pytest

from actions import families, registry
from actions.families import Family, Kind
from actions.fields import Choice, Integer
from actions.reference import reference
from connections.client import Client
from tests.actions.offers import Shop, choices, posted
from tests.openapi.upstream import Reply, Upstream
from tests.runs.pages import a_connection, a_form

CHAT_ACTIONS = ["analyze-images", "create-a-completion", "transform-text-to-structured-data"]
WARMTH = Integer(
    min_value=0, max_value=10, label="Warmth", advanced=True, help_text="How kindly the model puts things."
)
COAT = Choice(["wool", "fur"], label="Coat", to="clothes.coat", advanced=True, when={"warmth": ["0"]})
NEWEST = Family(
    name="GPT-7",
    kinds=frozenset({Kind.CHAT, Kind.RESPONSES}),
    patterns=("gpt-7*",),
    rules={"temperature": {"max_value": 1}, "verbosity": {"choices": ["low", "utmost"]}},
    adds={Kind.CHAT: {"warmth": WARMTH, "coat": COAT}},
)
ASKED = {"model": "gpt-7-sol", "messages__0__role": "user", "messages__0__content": "Hi"}


@pytest.fixture(autouse=True)
def newest(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(families, "FAMILIES", (NEWEST, *families.FAMILIES))
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget() -> None:
    families.place_of.cache_clear()
    families.additions.cache_clear()


def form_with(slug: str = "create-a-completion", **fields: object) -> Any:
    form = registry.get(slug).form(posted(**{**ASKED, **fields}), connections=[Shop()])
    form.is_valid()
    return form


@pytest.mark.parametrize("slug", CHAT_ACTIONS)
def test_every_form_for_such_models_has_it_and_no_other_form(slug: str) -> None:
    assert "warmth" in form_with(slug).fields
    assert "warmth" not in form_with(slug, model="gpt-6-sol").fields
    assert "warmth" not in form_with("message-an-assistant").fields


def test_a_model_that_nobody_knows_may_take_it_too() -> None:
    assert "warmth" in form_with(model="llama3").fields


def test_it_is_checked_at_its_field() -> None:
    assert form_with(warmth="11").errors == {"warmth": ["Warmth can be 10 at most."]}
    assert form_with(warmth="10").errors == {}
    assert form_with(temperature="2").errors == {"temperature": ["Temperature can be 1 at most."]}
    assert set(choices(form_with(), "verbosity")) == {"", "low", "utmost"}


def test_what_it_depends_on_decides_and_redraws_the_form() -> None:
    assert "coat" not in form_with(warmth="1").fields
    assert "coat" in form_with(warmth="0").fields
    assert {"warmth", "model"} <= registry.get("create-a-completion").Form.controllers()


def test_it_is_not_dropped_in_silence_when_another_model_is_chosen() -> None:
    assert form_with(model="gpt-6-sol", warmth="3").errors["__all__"] == [
        "Warmth does not go with the other choices: it was taken out. Check and send again."
    ]


def test_it_is_sent_to_its_place_and_only_if_it_was_set() -> None:
    action = registry.get("create-a-completion")
    with Upstream(lambda _: Reply()) as upstream, Client(upstream.url, key="sk-test") as client:
        client.send(action.request(form_with(warmth="0", coat="wool").values)).close()
        client.send(action.request(form_with().values)).close()
    first, second = (request.json() for request in upstream.requests)

    assert (first["warmth"], first["clothes"]) == (0, {"coat": "wool"})
    assert not {"warmth", "clothes"} & second.keys()


def test_history_refusals_and_reference_know_it() -> None:
    action = registry.get("create-a-completion")

    assert ("Warmth", 3) in action.describe({"warmth": 3})
    assert action.field_label("warmth") == "Warmth"
    assert action.field_label("clothes.coat") == "Coat"
    assert (
        "| Warmth | `warmth` | some models, more options | How kindly the model puts things." in reference()
    )
    assert "- **GPT-7**: `temperature`: at most 1; `verbosity`: low / utmost; also takes" in reference()


@pytest.mark.django_db
def test_the_page_has_it(as_carol: Any) -> None:
    form = {**a_form(a_connection()), "model": "gpt-7-sol"}
    page = as_carol.post("/actions/create-a-completion/fields/", form).content.decode()

    assert 'name="warmth"' in page
    assert "How kindly the model puts things." in page
