from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from actions import families, sampling
from actions.action import NOTHING
from actions.chat import ChatAction, Teller
from actions.defining import DefiningForm, defined
from actions.definitions import SAVABLE, objects, parameters
from actions.fields import Choice, LongText
from actions.fitting import fitted
from actions.forms import Model
from actions.rows import Rows
from actions.shelves import FileId
from connections.client import Request

NAME = "structured_data"
MOST_FILES = 20
INSTRUCTIONS = (
    "Take the data from what the user gives you. Where it does not say a value that may be null, "
    "give null. Answer with JSON that follows the schema."
)


class TransformTextToStructuredData(ChatAction):
    """Find what you are looking for in a text, and get it as a table and as data."""

    title, group, icon = _("Transform Text to Structured Data"), "Text", "table"
    path = "/chat/completions"
    begins = {"text": _("Turn it into structured data")}
    savable = SAVABLE

    class Form(DefiningForm):
        model = Model(families.Kind.CHAT)
        text_source = Choice(
            [("text", _("A text")), ("file", _("Files on the server"))],
            label=_("Source"),
            required=True,
            initial="text",
            to=None,
            help_text=_(
                "Where the data is: in a text, or in files as Upload a File puts them on the server."
            ),
        )
        text = LongText(
            label=_("Text to Parse"),
            required=True,
            rows=8,
            to=None,
            when={"text_source": ["text"]},
            help_text=_("The text that holds the data."),
        )
        file_ids = Rows(
            {"file_id": FileId(purposes=("user_data",))},
            one=_("file"),
            label=_("Files to Parse"),
            min_rows=1,
            max_rows=MOST_FILES,
            to=None,
            when={"text_source": ["file"]},
            help_text=_(
                "The files that hold the data, such as invoices as PDF. All of them make one answer."
            ),
        )
        prompt = LongText(
            label=_("Prompt"),
            required=True,
            rows=3,
            to=None,
            help_text=_("What to look for in the text, such as “Every invoice with its date and total”."),
        )
        parameters = parameters()
        objects = objects()
        reasoning_effort = sampling.reasoning_effort()
        max_completion_tokens = sampling.max_completion_tokens(advanced=True)
        max_tokens = sampling.max_tokens(advanced=True)
        temperature = sampling.temperature(advanced=True)
        top_p = sampling.top_p()
        schema_method = Choice(
            [("schema", _("JSON schema")), ("function", _("Function call"))],
            label=_("Schema Method"),
            to=None,
            advanced=True,
            help_text=_(
                "How the model is held to the definition. Automatic takes a JSON schema, or a function "
                "call for models from before schemas. The answer is checked here either way."
            ),
        )

    def request(self, values: Mapping[str, Any]) -> Request:
        request, schema = super().request(values), defined(values)
        messages = [
            {"role": "system", "content": f"{values['prompt'].strip()}\n\n{INSTRUCTIONS}"},
            {"role": "user", "content": content_of(values)},
        ]
        held = as_function(schema) if by_function(values) else as_format(schema)
        return replace(request, json={**(request.json or {}), "messages": messages, **held})

    def teller(self, values: Mapping[str, Any]) -> Teller:
        return partial(fitted, schema=defined(values), called=True)

    def field_named(self, param: str, values: Mapping[str, Any] = NOTHING) -> str | None:
        if param.startswith(("response_format", "tools", "tool_choice")):
            return "schema_method" if param.count(".") < 2 else "parameters"
        return "text" if param.startswith("messages") else super().field_named(param, values)


def content_of(values: Mapping[str, Any]) -> str | list[dict[str, Any]]:
    """Return what holds the data, as the request carries it: the text, or the files."""
    if values.get("text_source") != "file":
        return str(values["text"])
    return [{"type": "file", "file": {"file_id": row["file_id"]}} for row in values["file_ids"]]


def by_function(values: Mapping[str, Any]) -> bool:
    """Whether the model is to be held to the schema by a function's parameters.

    A model that nobody knows gets the schema as such: the usual compatible servers all take one, while
    several ignore that a function must be called.
    """
    if chosen := values.get("schema_method"):
        return bool(chosen == "function")
    rule = families.family_of(values["model"], families.Kind.CHAT).rules.get("schema_method") or {}
    return "schema" not in dict(rule.get("choices", {"schema": ""}))


def as_format(schema: Mapping[str, Any]) -> dict[str, Any]:
    named = {"name": NAME, "strict": True, "schema": schema}
    return {"response_format": {"type": "json_schema", "json_schema": named}}


def as_function(schema: Mapping[str, Any]) -> dict[str, Any]:
    function = {
        "name": NAME,
        "description": "Takes the data found in the text.",
        "strict": True,
        "parameters": schema,
    }
    return {
        "tools": [{"type": "function", "function": function}],
        "tool_choice": {"type": "function", "function": {"name": NAME}},
    }
