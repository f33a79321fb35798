"""Repeating groups."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from actions.fields import Integer, Text
from actions.forms import ActionForm
from actions.posted import edited
from actions.rows import ListOf, MapOf, Rows
from actions.uploads import File
from tests.actions.offers import Shop, posted, rows, wire


class Nested(ActionForm):
    objects = Rows(
        {
            "name": Text(label="Name", required=True),
            "properties": Rows({"key": Text(required=True)}, one="property"),
            "file": File(max_size=100),
        },
        one="object",
        min_rows=1,
        max_rows=3,
    )
    stop = ListOf({"sequence": Text(required=True)}, one="sequence")
    bias = MapOf({"token": Integer(required=True), "weight": Integer(required=True)}, one="token")


def nested(**fields: object) -> Nested:
    return Nested(posted(**fields), connections=[Shop()])


def test_rows_become_a_list_of_objects() -> None:
    form = nested(objects__0__name="a", objects__1__name="b")

    assert form.is_valid(), form.errors
    assert [row["name"] for row in form.values["objects"]] == ["a", "b"]


@pytest.mark.parametrize("said", [{}, {"stop__TOTAL_FORMS": "0", "stop__INITIAL_FORMS": "0"}])
def test_a_group_that_may_be_empty_is(said: dict[str, str]) -> None:
    form = nested(objects__0__name="a", **said)

    assert form.is_valid(), form.errors
    assert form.values["stop"] == []


def test_a_group_that_must_not_be_empty_says_how_many_it_needs() -> None:
    form = nested(objects__TOTAL_FORMS="0", objects__INITIAL_FORMS="0")

    assert not form.is_valid()
    assert "objects" in form.errors


def test_rows_hold_rows() -> None:
    form = nested(
        objects__0__name="a", objects__0__properties__0__key="x", objects__0__properties__1__key="y"
    )

    assert form.is_valid(), form.errors
    assert form.values["objects"][0]["properties"] == [{"key": "x"}, {"key": "y"}]
    assert wire(Nested, "objects", form.values["objects"]) == [
        {"name": "a", "properties": [{"key": "x"}, {"key": "y"}]}
    ]


def test_a_row_that_holds_nothing_but_a_kept_file_counts() -> None:
    class Form(ActionForm):
        pictures = Rows({"file": File(required=True, max_size=10)}, one="picture", min_rows=1)

    data = posted(**{"pictures-TOTAL_FORMS": 2, "pictures-INITIAL_FORMS": 0, "pictures-0-file-kept": "a key"})
    form = Form(data, {}, connections=[Shop()], kept=lambda key: f"the file of {key}")

    assert form.is_valid()
    assert form.values["pictures"] == [{"file": "the file of a key"}]


def test_a_new_form_shows_as_many_rows_as_are_needed() -> None:
    form = Nested(connections=[Shop()])

    assert len(rows(form, "objects")) == 1
    assert len(rows(form, "stop")) == 0


def test_a_reopened_form_shows_the_rows_it_had() -> None:
    form = Nested(
        initial={"objects": [{"name": "a"}, {"name": "b", "properties": [{"key": "x"}]}]},
        connections=[Shop()],
    )

    first, second = rows(form, "objects")
    assert (first["name"].value(), second["name"].value()) == ("a", "b")
    assert rows(second, "properties")[0]["key"].value() == "x"


def test_an_empty_row_too_many_is_left_out() -> None:
    form = nested(objects__0__name="a", objects__1__name="")

    assert form.is_valid(), form.errors
    assert len(form.values["objects"]) == 1


def test_a_needed_row_that_is_empty_is_marked() -> None:
    form = nested(objects__0__name="")

    assert not form.is_valid()
    assert rows(form, "objects")[0].errors["name"] == ["Name is empty. Fill it in."]


def test_removing_every_row_says_how_many_are_needed() -> None:
    form = nested(objects__0__name="a", objects__0__DELETE="on")

    assert not form.is_valid()
    assert form.errors["objects"] == ["Add at least 1 object."]


def test_more_rows_than_allowed_are_refused() -> None:
    form = nested(**{f"objects__{n}__name": "x" for n in range(4)})

    assert not form.is_valid()
    assert form.errors["objects"]


def test_a_list_of_one_field_is_sent_as_its_values() -> None:
    assert wire(Nested, "stop", [{"sequence": "END"}, {"sequence": "STOP"}]) == ["END", "STOP"]


def test_a_map_is_sent_as_an_object_and_takes_a_key_once() -> None:
    assert wire(Nested, "bias", [{"token": 50256, "weight": -100}]) == {"50256": -100}
    form = nested(
        objects__0__name="a", bias__0__token=1, bias__0__weight=1, bias__1__token=1, bias__1__weight=2
    )
    assert form.errors["bias"] == ["“1” is there twice. Keep one of them."]


def test_a_row_can_hold_a_file() -> None:
    files = {"objects-0-file": SimpleUploadedFile("a.txt", b"hello")}
    form = Nested(posted(objects__0__name="a"), files, connections=[Shop()])

    assert form.is_valid(), form.errors
    assert form.values["objects"][0]["file"].read() == b"hello"
    assert [name for name, _ in form.uploads()] == ["objects-0-file"]


def rows_of(data: QueryDict) -> list[str]:
    form = Nested(data, connections=[Shop()], quiet=True)
    return [str(row["name"].value() or "") for row in rows(form, "objects")]


@pytest.fixture
def three() -> QueryDict:
    return posted(objects__0__name="a", objects__1__name="b", objects__2__name="c")


def test_a_row_is_added_at_the_end(three: QueryDict) -> None:
    assert rows_of(edited(three, "add:objects")) == ["a", "b", "c", ""]
    assert rows_of(edited(three, "add:objects:3")) == ["a", "b", "c", "", "", ""]


def test_a_row_is_removed_and_the_others_keep_their_numbers(three: QueryDict) -> None:
    data = edited(three, "remove:objects-1")

    assert rows_of(data) == ["a", "c"]
    assert data["objects-2-name"] == "c"


def test_a_row_is_moved(three: QueryDict) -> None:
    assert rows_of(edited(three, "up:objects-2")) == ["a", "c", "b"]
    assert rows_of(edited(edited(three, "up:objects-2"), "up:objects-2")) == ["c", "a", "b"]
    assert rows_of(edited(three, "down:objects-0")) == ["b", "a", "c"]


def test_the_first_row_cannot_move_up_nor_the_last_down(three: QueryDict) -> None:
    assert rows_of(edited(three, "up:objects-0")) == ["a", "b", "c"]
    assert rows_of(edited(three, "down:objects-2")) == ["a", "b", "c"]


def test_moved_rows_are_cleaned_in_their_new_order(three: QueryDict) -> None:
    form = Nested(edited(three, "up:objects-2"), connections=[Shop()])

    assert form.is_valid(), form.errors
    assert [row["name"] for row in form.values["objects"]] == ["a", "c", "b"]


def test_a_row_of_a_nested_group_is_added_and_removed() -> None:
    data = edited(posted(objects__0__name="a"), "add:objects-0-properties")
    form = Nested(data, connections=[Shop()], quiet=True)
    assert len(rows(rows(form, "objects")[0], "properties")) == 1

    form = Nested(edited(data, "remove:objects-0-properties-0"), connections=[Shop()], quiet=True)
    assert rows(rows(form, "objects")[0], "properties") == []


def test_a_group_in_a_new_row_begins_with_the_rows_it_needs() -> None:
    class Deep(ActionForm):
        outer = Rows({"inner": Rows({"key": Text(required=True)}, one="key", min_rows=1)}, one="outer")

    form = Deep(edited(posted(), "add:outer"), connections=[Shop()], quiet=True)
    assert len(rows(rows(form, "outer")[0], "inner")) == 1

    sent = edited(posted(outer__0__inner__0__key=""), "remove:outer-0-inner-0")
    form = Deep(sent, connections=[Shop()], quiet=True)
    assert rows(rows(form, "outer")[0], "inner") == []


@pytest.mark.parametrize(
    "command", ["", "explode:objects-0", "remove:objects-9", "remove:objects", "up:objects-x"]
)
def test_an_unknown_command_changes_nothing(three: QueryDict, command: str) -> None:
    assert rows_of(edited(three, command)) == ["a", "b", "c"]


def test_an_absurd_number_of_rows_is_not_believed() -> None:
    data = posted(objects__0__name="a", objects__TOTAL_FORMS="999999999", objects__INITIAL_FORMS="0")

    assert rows_of(edited(data, "up:objects-0"))[0] == "a"
    assert not Nested(data, connections=[Shop()]).is_valid()


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", ""])
def test_a_number_that_is_none_moves_nothing(number: str) -> None:
    data = posted(objects__0__name="a", objects__1__name="b", objects__1__ORDER=number)
    for command in (f"remove:objects-{number}", f"up:objects-{number}", f"add:objects:{number}"):
        drawn = rows(Nested(edited(data, command), connections=[Shop()], quiet=True), "objects")
        assert [row["name"].value() for row in drawn][:2] == ["a", "b"]
