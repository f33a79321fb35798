"""The reference of every action in Markdown, read from the declarations."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django import forms

from actions import families
from actions.action import Action
from actions.describing import label_of
from actions.fields import Declared
from actions.registry import menu
from actions.rows import Rows

HEAD = """# The actions

Made from the declarations in `actions/` by `make docs`; `make check` fails when it is out of date.

Every form begins with **Connection**: whose account and key the request goes through. A field left blank
is not sent, so the API decides. A field that does not apply to the chosen model is not shown.
"""


def reference() -> str:
    """Return the whole reference."""
    parts = [
        HEAD,
        *(f"- {group}: {', '.join(str(a.title) for a in actions)}" for group, _, actions in menu()),
    ]
    for group, _, actions in menu():
        parts += ["", f"## {group}"]
        for action in actions:
            parts += ["", *section(action)]
    return "\n".join(parts) + "\n"


def section(action: Action) -> Iterator[str]:
    yield f"### {action.title}"
    yield ""
    yield f"{action.summary} Page: `/actions/{action.slug}/`."
    yield ""
    yield "| Field | Input | | What it is |"
    yield "| --- | --- | --- | --- |"
    own = action.Form.base_fields
    yield from rows_of({name: field for name, field in own.items() if name != "connection"})
    yield from rows_of(
        {name: field for name, field in action.fields.items() if name not in own}, only_some=True
    )
    kinds = action.Form.kinds()
    names = {path for name, field in action.fields.items() for path in paths_of(name, field)}
    told = [
        line
        for family in families.FAMILIES
        if kinds & family.kinds
        for line in differences(family, kinds, names)
    ]
    if told:
        yield from ("", "What the models take differently:", "", *told)


def paths_of(name: str, field: forms.Field) -> list[str]:
    """Return the names under which a family may speak of a field, or of the fields of its rows."""
    return [name, *(f"{name}.{inner}" for inner in (field.row_fields if isinstance(field, Rows) else ()))]


def rows_of(fields: Mapping[str, forms.Field], prefix: str = "", *, only_some: bool = False) -> Iterator[str]:
    """Yield a line for each field; `only_some`: models have it."""
    for name, field in fields.items():
        path, noted = f"{prefix}{name}", ", ".join(["some models"] * only_some + notes(field))
        yield f"| {label_of(name, field)} | `{path}` | {noted} | {cell(str(field.help_text))} |"
        if isinstance(field, Rows):
            yield from rows_of(field.row_fields, f"{path}-0-")


def notes(field: forms.Field) -> list[str]:
    words = ["required"] if field.required else []
    if isinstance(field, Declared):
        words += ["more options"] if field.advanced else []
        words += [
            f"when {name} is {' or '.join(value or 'blank' for value in values)}"
            for name, values in (field.when or {}).items()
        ]
    return words


def differences(family: families.Family, kinds: frozenset[families.Kind], known: set[str]) -> Iterator[str]:
    """Yield a line for a family that treats one of these fields in its own way."""
    refused = sorted(name for name, rule in family.rules.items() if rule is None and name in known)
    more = sorted(name for kind in kinds for name in family.adds.get(kind, {}))
    changed = [
        f"`{name}`: {words}"
        for name, rule in family.rules.items()
        if rule and name in known and (words := said(rule))
    ]
    parts = [f"does not take {listed(refused)}"] * bool(refused) + changed
    parts += [f"also takes {listed(dict.fromkeys(more))}"] * bool(more)
    if parts:
        yield f"- **{family.name}**: {'; '.join(parts)}."


def said(rule: Mapping[str, Any]) -> str:
    words: dict[str, Callable[[Any], str]] = {
        "choices": lambda value: " / ".join(str(c[0] if isinstance(c, tuple) else c) for c in value),
        "max_value": lambda value: f"at most {value}",
        "max_length": lambda value: f"at most {value:,} characters",
        "initial": lambda value: f"starts as {value}",
        "when": lambda value: " and ".join(
            f"only while {n} is {' or '.join(v or 'blank' for v in vs)}" for n, vs in value.items()
        ),
        "max_rows": lambda value: f"at most {value}",
        "rule": str,
        "exact": lambda value: "an exact border" if value else "",
        "free": lambda value: "others can be typed" if value else "",
    }
    return ", ".join(filter(None, (words[key](value) for key, value in rule.items() if key in words)))


def listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
