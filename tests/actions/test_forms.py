"""The form of an action follows what is typed."""

from typing import Any

import pytest

from actions import families, registry
from actions.fields import Choice, Number, Text
from actions.forms import ActionForm, Model
from runs.asking import follow
from tests.actions.offers import Offer, Shop, choices, posted


class Example(ActionForm):
    method = Choice(["chat", "prompt"], required=True, initial="chat")
    model = Model(families.Kind.CHAT)
    reasoning_effort = Choice(["none", "high"], advanced=True)
    question = Text(label="Question", required=True, when={"method": ["chat"]})
    temperature = Number(label="Temperature", min_value=0, max_value=2)
    loudness = Choice(["low"], when={"question": ["*!"]})


def example(**fields: object) -> Example:
    return Example(posted(**fields), connections=[Shop()])


def test_a_new_form_proposes_a_lasting_model_of_the_connection() -> None:
    form = Example(connections=[Shop()])

    assert form["model"].value() == "gpt-5.4-mini"
    assert form["connection"].value() == "1"


def test_only_models_for_the_work_are_proposed_and_any_can_be_typed() -> None:
    form = example(method="chat", model="llama-9", question="Hi")

    assert list(choices(form, "model")) == [
        "gpt-6-sol",
        "gpt-5.4-mini",
        "gpt-4o",
    ]
    assert form.is_valid()
    assert form.values["model"] == "llama-9"


def test_a_model_that_will_be_retired_says_when() -> None:
    assert "14 January 2027" in choices(Example(connections=[Shop()]), "model")["gpt-4o"]


def test_a_field_that_does_not_apply_is_neither_drawn_nor_validated() -> None:
    form = example(method="prompt", model="gpt-4o")

    assert "question" not in form.fields
    assert form.is_valid()
    assert "question" not in form.values


def test_a_field_that_the_model_refuses_is_not_drawn() -> None:
    assert "temperature" not in example(method="chat", model="gpt-5", question="Hi").fields
    assert "temperature" in example(method="chat", model="gpt-4o", question="Hi").fields


def test_a_field_can_depend_on_another_through_the_models_family() -> None:
    assert "temperature" not in example(model="gpt-6-sol", question="Hi").fields
    assert "temperature" in example(model="gpt-6-sol", question="Hi", reasoning_effort="none").fields


def test_a_pruned_field_prunes_those_that_depend_on_it() -> None:
    assert "loudness" in example(method="chat", model="gpt-4o", question="Hi!").fields
    assert "loudness" not in example(method="prompt", model="gpt-4o", question="Hi!").fields


def test_what_was_typed_for_a_field_that_does_not_apply_is_not_dropped_in_silence() -> None:
    form = example(method="chat", model="gpt-5", question="Hi", temperature="0.5")

    assert not form.is_valid()
    assert "Temperature" in form.non_field_errors()[0]


def test_a_field_that_the_browser_did_not_send_starts_as_it_would() -> None:
    form = example(model="gpt-4o", question="Hi")

    assert form.is_valid()
    assert form.values["method"] == "chat"


def test_a_quiet_form_keeps_what_was_typed_and_does_not_complain() -> None:
    form = Example(posted(method="chat", model="gpt-4o", temperature="9"), connections=[Shop()], quiet=True)

    assert not form.errors
    assert form["temperature"].value() == "9"


def test_the_advanced_fields_stand_apart() -> None:
    form = Example(connections=[Shop()])

    assert [bound.name for bound in form.advanced_fields] == ["reasoning_effort"]
    assert "reasoning_effort" not in [bound.name for bound in form.main_fields]


def test_more_options_are_open_when_one_of_them_was_set() -> None:
    assert not Example(connections=[Shop()]).advanced_open
    assert example(model="gpt-4o", question="Hi", reasoning_effort="").advanced_open is False
    assert example(model="gpt-6-sol", question="Hi", reasoning_effort="high").advanced_open


def test_the_controllers_are_derived_from_the_conditions() -> None:
    assert Example.controllers() == {"connection", "method", "model", "question", "reasoning_effort"}


def test_the_values_leave_out_the_connection() -> None:
    form = example(model="gpt-4o", question="Hi")

    assert form.is_valid()
    assert "connection" not in form.values
    assert form.chosen == Shop()


@pytest.mark.parametrize("connection", ["2", "nonsense"])
def test_a_connection_that_is_not_on_offer_is_refused(connection: str) -> None:
    form = example(connection=connection, model="gpt-4o", question="Hi")

    assert not form.is_valid()
    assert form.errors["connection"]
    assert form.chosen is None


def state(field: Any) -> tuple[Any, ...]:
    """Return what a form may change of a field."""
    widget = field.widget
    offered = [str(one) for one in getattr(widget, "choices", ())]
    return field.initial, field.required, str(field.help_text), dict(widget.attrs), offered


@pytest.mark.parametrize("slug", [action.slug for action in registry.all_actions()])
@pytest.mark.parametrize("models", [(), ("gpt-4o",)])
def test_what_a_form_changes_of_its_fields_no_other_form_sees(slug: str, models: tuple[str, ...]) -> None:
    action = registry.get(slug)
    before = {name: state(field) for name, field in action.fields.items()}
    shop = Shop(models=tuple(map(Offer, models)))

    for form in (action.form(connections=[shop]), action.form(posted(), connections=[shop])):
        follow(form, "/redraw/")
        for field in form.fields.values():
            field.widget.attrs["data-seen"] = True

    assert {name: state(field) for name, field in action.fields.items()} == before
