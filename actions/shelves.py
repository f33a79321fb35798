"""What a form offers of things that are kept elsewhere: a person's assistants, conversations, files.

An action has no database. It names a shelf; whoever draws the form says what stands on it.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from actions.fields import Choice, Suggestions, Text, Words

NOTHING = _("None")


@dataclass(frozen=True)
class Item:
    """One thing on a shelf: the value a form sends for it, what a person calls it, and what it is made of."""

    value: str
    label: str
    facts: Mapping[str, Any] = field(default_factory=dict)


# From a shelf's name to what stands on it.
Shelf = Callable[[str], Sequence[Item]]


def nothing_there(_name: str) -> tuple[Item, ...]:
    return ()


class OnShelf:
    """Mixed into a field that offers what stands on a shelf."""

    shelf: str

    def stock(self, items: Sequence[Item]) -> None:
        """Offer these."""
        raise NotImplementedError


class Shelved(OnShelf, Text):
    """An id: picked from a shelf by its title, or typed."""

    def __init__(self, *, shelf: str, **kwargs: Any) -> None:
        self.shelf = shelf
        super().__init__(widget=Suggestions(), **kwargs)

    def stock(self, items: Sequence[Item]) -> None:
        self.widget.choices = [(item.value, item.label) for item in items]


class FileId(Shelved):
    """The id of a file that the server keeps; `purposes` are those that a file can have been uploaded for."""

    def __init__(self, *, purposes: Collection[str], **kwargs: Any) -> None:
        self.purposes = purposes
        words: dict[str, Any] = {"label": _("File ID"), "required": True, "max_length": 200}
        super().__init__(shelf="files", **words | kwargs)


class Snapshot(OnShelf, Choice):
    """One thing of a shelf, cleaned to what it is made of at that moment.

    So a run can be repeated, and its history read, whatever becomes of the thing itself.
    """

    items: Mapping[str, Item]

    def __init__(self, *, shelf: str, blank: Words = NOTHING, **kwargs: Any) -> None:
        self.shelf, self.blank, self.items = shelf, blank, {}
        super().__init__(blank=blank, **kwargs)

    def stock(self, items: Sequence[Item]) -> None:
        self.items = {item.value: item for item in items}
        self.choices = [("", self.blank), *((item.value, item.label) for item in items)]

    def facts(self, value: Any) -> Mapping[str, Any]:
        """Return what the thing is made of, by the value typed for it or by an earlier snapshot of it."""
        item = self.items.get(str(self.prepare_value(value) or ""))
        return item.facts if item else {}

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        return {"id": chosen, **self.facts(chosen)} if chosen else None

    def prepare_value(self, value: Any) -> Any:
        return value.get("id") if isinstance(value, Mapping) else value

    def shown(self, value: Any) -> Any:
        """Show everything it was made of."""
        return [
            [
                (name.replace("_", " ").capitalize(), told(fact))
                for name, fact in value.items()
                if name != "id" and fact not in (None, "", [])
            ]
        ]


def told(fact: Any) -> str:
    return ", ".join(map(str, fact)) if isinstance(fact, list | tuple) else str(fact)
