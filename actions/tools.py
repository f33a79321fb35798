"""The tools that a model may use while it answers, and the settings each of them needs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.fields import Choice, Text
from actions.rows import Rows

FILE_SEARCH, CODE_INTERPRETER, WEB_SEARCH = "file_search", "code_interpreter", "web_search"
TOOLS = [
    (WEB_SEARCH, _("Web search: reads the web")),
    (FILE_SEARCH, _("File search: looks things up in vector stores")),
    (CODE_INTERPRETER, _("Code interpreter: calculates, and makes files")),
]


def ids_in(text: str) -> list[str]:
    """Return the ids in a text, whatever stands between them."""
    return [each for each in re.split(r"[\s,;]+", text) if each]


class Ids(Text):
    """One or more ids in a line."""

    def wire(self, value: Any) -> list[str]:
        return ids_in(value)


def wired_tools(names: Sequence[str], stores: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    """Yield tools as a request carries them."""
    for name in names:
        match name:
            case "file_search":
                yield {"type": name, "vector_store_ids": list(stores)}
            case "code_interpreter":
                yield {"type": name, "container": {"type": "auto"}}
            case _:
                yield {"type": name}


class Tools(Rows):
    """The tools to use, each with its settings."""

    def __init__(self, **kwargs: Any) -> None:
        fields = {
            # Without an initial choice: a row that was left as it began counts as empty.
            "type": Choice(TOOLS, label=_("Tool"), required=True),
            "vector_store_ids": Ids(
                label=_("Vector store IDs"),
                required=True,
                max_length=1000,
                when={"type": [FILE_SEARCH]},
                help_text=_("Where to search; each begins with “vs_”. Put a comma between several."),
            ),
        }
        own: dict[str, Any] = {"one": _("tool"), "label": _("Tools"), "max_rows": len(TOOLS)}
        super().__init__(fields, **own | kwargs)

    def __new__(cls, **kwargs: Any) -> "Tools":
        return super().__new__(cls, **kwargs)

    def check(self, rows: list[dict[str, Any]]) -> None:
        names = [row["type"] for row in rows]
        if twice := next((label for tool, label in TOOLS if names.count(tool) > 1), None):
            name = str(twice).partition(":")[0]
            raise ValidationError(
                gettext("“%(name)s” is there twice. Keep one of them.") % {"name": name}, code="twice"
            )

    def wire(self, value: Any) -> list[dict[str, Any]]:
        return [
            tool
            for row in value
            for tool in wired_tools([row["type"]], ids_in(str(row.get("vector_store_ids") or "")))
        ]


def with_files(tools: Sequence[Mapping[str, Any]], files: Sequence[str]) -> list[dict[str, Any]]:
    """Return the tools with these files put before the code interpreter."""
    container = {"type": "auto", "file_ids": list(files)}
    return [
        {**tool, "container": container} if tool["type"] == CODE_INTERPRETER and files else dict(tool)
        for tool in tools
    ]
