"""An action is one file, and everything else follows."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.core.management import CommandError, call_command

from actions import catalog, registry
from actions.action import GROUPS
from actions.reference import reference

THIRTEENTH = '''
from collections.abc import Iterator, Mapping
from typing import Any

from actions import families, outputs
from actions.action import Action
from actions.fields import LongText
from actions.forms import ActionForm, Model
from connections.client import Answer


class CountWords(Action):
    """Count the words of a text."""

    title, group, icon = "Count the Words", "Text", "list-numbers"
    path = "/words/count"

    class Form(ActionForm):
        model = Model(families.Kind.CHAT)
        text = LongText(label="Text", required=True, help_text="What to count.")

    def present(self, answer: Answer, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        yield outputs.Json(answer.json())
'''


@pytest.fixture
def thirteenth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One more file in the catalog."""
    (tmp_path / "count_words.py").write_text(THIRTEENTH)
    monkeypatch.setattr(catalog, "__path__", [*catalog.__path__, str(tmp_path)])
    forget()
    yield
    sys.modules.pop("actions.catalog.count_words", None)
    monkeypatch.undo()
    forget()


def forget() -> None:
    registry.all_actions.cache_clear()
    registry.menu.cache_clear()


def test_every_action_has_what_the_pages_need() -> None:
    for action in registry.all_actions():
        assert action.group in GROUPS
        assert action.summary.endswith(".")
        assert registry.get(action.slug) is action


def test_the_addresses_are_those_that_people_were_given() -> None:
    slugs = {action.slug for action in registry.all_actions()}

    assert slugs >= {
        "create-a-completion",
        "generate-an-image",
        "generate-an-audio",
        "create-a-transcription",
        "make-an-api-call",
    }


def test_one_more_file_is_one_more_action_everywhere(thirteenth: None) -> None:
    action = registry.get("count-the-words")

    assert action in [entry for group in registry.menu() for entry in group.actions]
    assert action.request({"model": "m", "text": "a b"}).json == {"model": "m", "text": "a b"}
    assert "### Count the Words" in reference()


@pytest.mark.django_db
def test_the_new_action_needs_no_migration(thirteenth: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_new_actions_page_works(thirteenth: None, as_carol: object) -> None:
    response = as_carol.get("/actions/count-the-words/")  # type: ignore[attr-defined]  # a test client

    assert response.status_code == 200
    assert "Count the words of a text." in response.content.decode()
    assert 'href="/actions/count-the-words/" aria-current="page"' in response.content.decode()


def test_a_module_with_two_actions_is_refused(tmp_path: Path) -> None:
    module = ModuleType("two")
    module.__dict__["__name__"] = "two"
    exec(THIRTEENTH + THIRTEENTH.split("class")[0] + "class Other(CountWords): pass", module.__dict__)

    with pytest.raises(TypeError, match="exactly one action, not 2"):
        registry.declared_in(module)


def test_the_reference_is_up_to_date() -> None:
    call_command("describe_actions", check=True)


def test_an_outdated_reference_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "actions.md"
    path.write_text("old")

    with pytest.raises(CommandError, match="out of date"):
        call_command("describe_actions", check=True, to=path)
    call_command("describe_actions", to=path)
    call_command("describe_actions", check=True, to=path)
