"""The four words of a declared field."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from actions.families import REFUSED
from actions.fields import NAME, Choice, Integer, JsonText, LongText, Number, Text, YesNo, holds


@pytest.mark.parametrize(
    ("condition", "values", "expected"),
    [
        (None, {}, True),
        ({"method": ["chat"]}, {"method": "chat"}, True),
        ({"method": ["chat"]}, {"method": "prompt"}, False),
        ({"method": ["chat"]}, {}, False),
        ({"model": ["gpt-image-*"]}, {"model": "gpt-image-2"}, True),
        ({"effort": ["", "none"]}, {"effort": None}, True),
        ({"a": ["1"], "b": ["2"]}, {"a": 1, "b": 3}, False),
    ],
)
def test_a_condition_holds_when_every_field_matches_one_of_its_patterns(
    condition: Any, values: dict[str, Any], expected: bool
) -> None:
    assert holds(condition, values) is expected


def test_a_field_is_optional_unless_it_says_otherwise() -> None:
    assert not Text().required
    assert Text(required=True).required


def test_but_changes_the_arguments_where_its_condition_holds() -> None:
    field = Text(max_length=1000).but({"model": ["short-*"]}, max_length=10)

    short, long = field.applied({"model": "short-1"}, {}), field.applied({"model": "other"}, {})

    assert short is not None
    assert short.max_length == 10
    assert long is not None
    assert long.max_length == 1000


def test_but_can_change_the_place_in_the_request() -> None:
    field = Text().but({"method": ["chat"]}, to="audio.voice").but({"method": ["none"]}, to=None)

    assert field.place({"method": "speech"}) == NAME
    assert field.place({"method": "chat"}) == "audio.voice"
    assert field.place({"method": "none"}) is None
    assert field.places() == {NAME, "audio.voice", None}


def test_a_field_whose_condition_does_not_hold_is_not_there() -> None:
    assert Text(when={"method": ["chat"]}).applied({"method": "prompt"}, {}) is None


def test_a_field_that_the_family_refuses_is_not_there() -> None:
    assert Text().applied({}, REFUSED) is None


def test_a_family_rule_changes_the_arguments_and_adds_its_condition() -> None:
    field = Number(min_value=0, max_value=2, when={"method": ["chat"]})
    rule = {"max_value": 1, "when": {"effort": ["none"]}}

    assert field.applied({"method": "chat", "effort": "high"}, rule) is None
    applied = field.applied({"method": "chat", "effort": "none"}, rule)
    assert applied is not None
    assert applied.max_value == 1


def test_arguments_given_by_position_can_be_changed_too() -> None:
    applied = Choice(["a", "b"], label="Letter").applied({}, {"choices": ["c"]})

    assert applied is not None
    assert applied.choices == [("", "Automatic"), ("c", "c")]
    assert applied.label == "Letter"


def test_a_field_knows_which_others_it_depends_on() -> None:
    field = Text(when={"method": ["chat"]}).but({"model": ["x"]}, max_length=3)

    assert field.controllers() == {"method", "model"}


def test_the_help_tells_the_range_and_the_default() -> None:
    field = Number(min_value=0, max_value=2, help_text="How varied.", default="1")

    assert field.help_text == "How varied. From 0 to 2. Blank: 1."


def test_a_number_out_of_range_is_told_the_limit_by_name() -> None:
    with pytest.raises(ValidationError, match="Temperature can be 2 at most"):
        Number(min_value=0, max_value=2, label="Temperature").clean("3")


def test_a_whole_number_below_the_range_is_told_the_limit_by_name() -> None:
    with pytest.raises(ValidationError, match="Number must be 1 or more"):
        Integer(min_value=1, label="Number").clean("0")


def test_text_that_is_too_long_is_told_both_lengths() -> None:
    with pytest.raises(ValidationError, match="Prompt can have 3 characters at most"):
        LongText(max_length=3, label="Prompt").clean("hello")


def test_several_lines_are_kept_to_the_letter() -> None:
    assert LongText().clean("  a\n b \n") == "  a\n b \n"


def test_a_line_break_counts_once() -> None:
    assert LongText(max_length=3).clean("a\r\nb") == "a\nb"


def test_only_spaces_are_not_a_required_text() -> None:
    with pytest.raises(ValidationError, match="Prompt is empty"):
        LongText(required=True, label="Prompt").clean("  \n ")


def test_a_free_choice_takes_a_value_of_ones_own() -> None:
    assert Choice(["alloy"], free=True).clean("my-voice") == "my-voice"
    with pytest.raises(ValidationError, match="not one of the choices"):
        Choice(["alloy"], label="Voice").clean("my-voice")


def test_wrong_json_is_told_where_it_breaks() -> None:
    with pytest.raises(ValidationError, match="line 2, column 1"):
        JsonText().clean('{"a":\n}')


def test_json_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(ValidationError, match="curly brackets"):
        JsonText().clean("[1]")


def test_json_is_sent_as_what_it_says() -> None:
    assert JsonText().wire('{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(("typed", "value"), [("true", True), ("false", False), ("", None)])
def test_yes_and_no_are_apart_from_not_said(typed: str, value: bool | None) -> None:
    assert YesNo().clean(typed) is value


def test_a_choice_is_shown_by_its_label_and_a_forgotten_one_by_its_value() -> None:
    field = Choice([("chat", "Chat: messages in turn")])

    assert field.shown("chat") == "Chat: messages in turn"
    assert field.shown("gone") == "gone"
