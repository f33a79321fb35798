"""The two buttons of an action's form: use a saved definition, and save one."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from library.models import Definition
from tests.conftest import signed_in
from tests.library.conftest import ASK, FIELDS, KIND, USE, VALUES


def values_in(response: Any) -> dict[str, Any]:
    """What the form that was drawn would be cleaned to."""
    form = response.context["form"]
    return {name: form[name].value() for name in ("text", "prompt")} | {
        name: [row["name"].value() for row in form[name].row_forms] for name in ("parameters", "objects")
    }


def saving(typed: dict[str, str], name: str, sharing: str = "nobody") -> dict[str, Any]:
    """What is posted to save a definition."""
    return {**typed, "definitions": "save", "keep-name": name, "keep-sharing": sharing}


@pytest.mark.parametrize("address", [ASK, FIELDS])
def test_a_definition_is_filled_in_and_all_else_stays(
    as_alice: Client, definition: Definition, typed: dict[str, str], address: str
) -> None:
    response = as_alice.post(address, {**typed, "definitions": "use", "definition": definition.pk})

    assert response.status_code == 200
    assert values_in(response) == {
        "text": "Half a",
        "prompt": "",
        "parameters": ["title", "places"],
        "objects": ["Place"],
    }
    assert "“Places” is filled in." in response.text
    assert "Please check" not in response.text


def test_what_is_filled_in_is_what_was_saved(
    as_alice: Client, definition: Definition, typed: dict[str, str]
) -> None:
    response = as_alice.post(FIELDS, {**typed, "definitions": "use", "definition": definition.pk})
    form = response.context["form"]
    again = type(form)(form.data, connections=list(form.connections.values()))
    again.is_valid()

    assert again.cleaned_data["objects"] == VALUES["objects"]
    title, places = again.cleaned_data["parameters"]
    assert title == VALUES["parameters"][0]
    assert places["object"] == "Place"


def test_a_definition_fills_a_new_form_by_its_address(
    as_alice: Client, definition: Definition, connection: Any
) -> None:
    assert values_in(as_alice.get(f"{USE}{definition.pk}"))["parameters"] == ["title", "places"]


@pytest.mark.parametrize("key", ["", "0", "no", "99999999999999999999", "²"])
def test_a_definition_that_is_not_there_changes_nothing(
    as_alice: Client, typed: dict[str, str], definition: Definition, key: str
) -> None:
    response = as_alice.post(FIELDS, {**typed, "definitions": "use", "definition": key})

    assert values_in(response)["parameters"] == ["person"]
    assert "Choose one of the saved definitions." in response.text


def test_another_persons_definition_is_theirs_until_it_is_shared(
    as_bob: Client, definition: Definition, typed: dict[str, str]
) -> None:
    asked = {**typed, "definitions": "use", "definition": definition.pk}
    assert values_in(as_bob.post(FIELDS, asked))["parameters"] == ["person"]
    assert "Places" not in as_bob.get(ASK).text

    Definition.objects.update(sharing="everyone")
    assert values_in(as_bob.post(FIELDS, asked))["parameters"] == ["title", "places"]
    assert "Places (by alice)" in as_bob.get(ASK).text


@pytest.mark.parametrize("address", [ASK, FIELDS])
def test_a_definition_is_saved_while_the_other_fields_are_blank(
    as_alice: Client, alice: Any, typed: dict[str, str], address: str
) -> None:
    response = as_alice.post(address, saving(typed, " Who  is it "))
    kept = Definition.objects.get()

    assert (kept.owner, kept.kind, kept.name, kept.sharing) == (alice, KIND, "Who is it", "nobody")
    assert [row["name"] for row in kept.values["parameters"]] == ["person"]
    assert set(kept.values) == {"parameters", "objects"}
    assert "Saved as “Who is it”." in response.text
    assert "Please check" not in response.text
    assert not alice.runs.exists()


def test_a_definition_can_be_saved_for_everyone(as_alice: Client, bob: Any, typed: dict[str, str]) -> None:
    as_alice.post(FIELDS, saving(typed, "Ours", "everyone"))

    assert Definition.objects.visible_to(bob).get().name == "Ours"


def test_a_definition_can_be_saved_for_groups(
    as_alice: Client, alice: Any, bob: Any, carol: Any, typed: dict[str, str]
) -> None:
    writers, editors = (Group.objects.create(name=name) for name in ("Writers", "Editors"))
    alice.groups.add(writers)
    asked = saving(typed, "Ours", "groups")

    refused = as_alice.post(FIELDS, {**asked, "keep-groups": [editors.pk]})
    assert "is not one of the available choices" in refused.text
    assert not Definition.objects.exists()

    as_alice.post(FIELDS, {**asked, "keep-groups": [writers.pk]})
    assert not Definition.objects.visible_to(bob).exists()
    bob.groups.add(writers)
    assert Definition.objects.visible_to(bob).get().name == "Ours"


def test_saving_for_groups_needs_one(as_carol: Client, typed: dict[str, str]) -> None:
    Group.objects.create(name="Writers")
    asked = saving(typed, "Ours", "groups")

    assert "Choose at least one group" in as_carol.post(FIELDS, asked).text
    assert not Definition.objects.exists()


def test_one_filled_in_is_saved_anew_as_it_was_shared(
    as_alice: Client, definition: Definition, typed: dict[str, str]
) -> None:
    Definition.objects.update(sharing="everyone")
    asked = {**typed, "definitions": "use", "definition": definition.pk}

    for response in (as_alice.post(FIELDS, asked), as_alice.get(f"{USE}{definition.pk}")):
        assert 'value="Places"' in response.text
        assert '<option value="everyone" selected>' in response.text


def test_what_was_typed_to_save_with_stays_while_the_fields_are_redrawn(
    as_alice: Client, typed: dict[str, str]
) -> None:
    text = as_alice.post(FIELDS, {**typed, "keep-name": "Half a n", "keep-sharing": "everyone"}).text

    assert 'value="Half a n"' in text
    assert '<option value="everyone" selected>' in text


def test_a_name_used_before_is_saved_over_and_told(
    as_alice: Client, definition: Definition, typed: dict[str, str]
) -> None:
    response = as_alice.post(FIELDS, saving(typed, "Places"))

    assert [row["name"] for row in Definition.objects.get().values["parameters"]] == ["person"]
    assert "“Places” is saved anew" in response.text


def test_the_name_of_somebody_else_is_left_to_them(
    as_bob: Client, bob: Any, definition: Definition, typed: dict[str, str]
) -> None:
    Definition.objects.update(sharing="everyone")
    as_bob.post(FIELDS, saving(typed, "Places"))

    definition.refresh_from_db()
    assert definition.values == VALUES
    assert Definition.objects.get(owner=bob).name == "Places"


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\0b"])
def test_a_definition_needs_a_name(as_alice: Client, typed: dict[str, str], name: str) -> None:
    response = as_alice.post(FIELDS, saving(typed, name))

    assert not Definition.objects.exists()
    assert "Give the definition a name of 1 to 100 characters." in response.text


def test_a_wrong_definition_is_not_saved_and_only_it_is_marked(
    as_alice: Client, typed: dict[str, str]
) -> None:
    typed["parameters-0-name"] = "not good"
    response = as_alice.post(FIELDS, saving(typed, "Bad"))

    assert not Definition.objects.exists()
    assert set(response.context["form"].errors) == {"parameters"}
    assert "Leave out commas and spaces." in response.text
    assert "Prompt is empty" not in response.text


@pytest.mark.parametrize("slug", ["create-a-moderation", "create-a-completion"])
def test_a_form_without_such_fields_has_no_such_buttons(
    as_alice: Client, connection: Any, definition: Definition, slug: str
) -> None:
    text = as_alice.get(f"/actions/{slug}/").text.split("<main")[1].split("</main")[0]

    assert "definition" not in text.lower()


def test_what_one_action_kept_fills_the_other_in(
    as_alice: Client, connection: Any, definition: Definition
) -> None:
    response = as_alice.get(f"/actions/create-a-completion/?definition={definition.pk}")
    form = response.context["form"]

    assert [row["name"].value() for row in form["parameters"].row_forms] == ["title", "places"]
    assert form["response_format"].value() == "json_schema"
    assert "Save this definition" in response.text
    assert "&quot;city&quot;" in response.text


def test_what_the_other_action_keeps_is_there_for_both(
    as_alice: Client, alice: Any, typed: dict[str, str]
) -> None:
    chosen = {"method": "chat", "response_format": "json_schema", "schema_by": "built"}
    as_alice.post("/actions/create-a-completion/fields/", saving({**typed, **chosen}, "Mine"))

    assert Definition.objects.get(owner=alice).kind == KIND
    assert "Mine" in as_alice.get(ASK).text


def test_an_unknown_button_changes_nothing(as_alice: Client, typed: dict[str, str]) -> None:
    response = as_alice.post(FIELDS, {**typed, "definitions": "explode"})

    assert values_in(response)["parameters"] == ["person"]


def test_what_can_be_kept_of_an_action_holds_no_files() -> None:
    from actions.registry import all_actions
    from actions.rows import Rows
    from actions.uploads import File

    savable = [(action, name) for action in all_actions() if action.savable for name in action.savable.fields]
    for action, name in savable:
        field = action.fields[name]
        inner = field.row_fields.values() if isinstance(field, Rows) else ()
        assert not any(isinstance(each, File) for each in (field, *inner))


def test_a_stranger_is_led_to_sign_in(client: Client, definition: Definition) -> None:
    assert client.get(f"{USE}{definition.pk}").status_code == 302


def test_an_administrator_uses_no_definition_that_is_not_shared(
    carol: Any, definition: Definition, typed: dict[str, str]
) -> None:
    asked = {**typed, "definitions": "use", "definition": definition.pk}

    assert values_in(signed_in(carol).post(FIELDS, asked))["parameters"] == ["person"]
