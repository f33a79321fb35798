"""The form of an action: through which connection, and the action's own fields."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from actions.fields import Choice
from actions.forms.declared import DeclaredForm
from actions.given import ConnectionLike, Keeper, Kept, Shelves, no_shelves, nothing_kept
from actions.shelves import nothing_there


class ActionForm(DeclaredForm):
    """What a person fills in to run an action: through which connection, and the action's own fields."""

    connection = Choice(
        label=_("Connection"),
        required=True,
        to=None,
        help_text=_("Whose account and key the request goes through."),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        connections: Sequence[ConnectionLike] = (),
        shelves: Shelves = no_shelves,
        kept: Keeper = nothing_kept,
        **kwargs: Any,
    ) -> None:
        self.connections = {str(connection.pk): connection for connection in connections}
        initial = kwargs.setdefault("initial", {}) or {}
        wanted = str((data or {}).get("connection") or initial.get("connection") or "")
        first = next(iter(self.connections), "")
        self.chosen = self.connections.get(wanted if wanted in self.connections or data else first)
        self.server = getattr(self.chosen, "preset", "")
        kwargs["initial"] = {**initial, "connection": str(self.chosen.pk) if self.chosen else first}
        chosen, self.files_kept = self.chosen, Kept(kept)
        super().__init__(
            data,
            files,
            offered=chosen.models_for_form() if chosen else (),
            shelf=(lambda name: shelves(name, chosen)) if chosen else nothing_there,
            kept=self.files_kept,
            **kwargs,
        )

    def apply_declarations(self) -> None:
        choice: Choice = self.own("connection")
        choice.choices = [(key, connection.name) for key, connection in self.connections.items()]
        super().apply_declarations()

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in super().values.items() if name != "connection"}

    def close(self) -> None:
        """Close the kept files that were read."""
        self.files_kept.close()

    @classmethod
    def controllers(cls) -> set[str]:
        return {"connection"} | super().controllers()
