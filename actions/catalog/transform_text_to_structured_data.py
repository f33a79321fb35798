import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from actions import families, outputs, sampling
from actions.chat import STOPPED, Answered, ChatAction, collected, parsed
from actions.definitions import check_references, objects, offer_names, parameters, typed
from actions.fields import Choice, LongText
from actions.forms import ActionForm, Model
from actions.misfits import misfits, shortened
from actions.previews import Preview, pretty
from actions.schemas import problems, schema_of
from actions.tabulated import tables
from connections.client import Answer, Request

NAME = "structured_data"
INSTRUCTIONS = (
    "Take the data from the text of the user. Where the text does not say a value that may be null, "
    "give null. Answer with JSON that follows the schema."
)
FENCED = re.compile(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.DOTALL)


class TransformTextToStructuredData(ChatAction):
    """Find what you are looking for in a text, and get it as a table and as data."""

    title, group, icon = "Transform Text to Structured Data", "Text", "table"
    path = "/chat/completions"
    savable = ("parameters", "objects")

    class Form(ActionForm):
        model = Model(families.Kind.CHAT)
        text = LongText(
            label="Text to Parse", required=True, rows=8, to=None, help_text="The text that holds the data."
        )
        prompt = LongText(
            label="Prompt",
            required=True,
            rows=3,
            to=None,
            help_text="What to look for in the text, such as “Every invoice with its date and total”.",
        )
        parameters = parameters(
            label="Structured Data Definition",
            to=None,
            help_text="What the answer is made of: a parameter for each thing to find.",
        )
        objects = objects(
            label="Object Definitions",
            to=None,
            help_text="For parameters of the type Object: what such an object holds, other objects too.",
        )
        reasoning_effort = sampling.reasoning_effort()
        max_completion_tokens = sampling.max_completion_tokens(advanced=True)
        max_tokens = sampling.max_tokens(advanced=True)
        temperature = sampling.temperature(advanced=True)
        top_p = sampling.top_p()
        schema_method = Choice(
            [("schema", "JSON schema"), ("function", "Function call")],
            label="Schema Method",
            to=None,
            advanced=True,
            help_text="How the model is held to the definition. Automatic takes a JSON schema, or a function "
            "call for models from before schemas. The answer is checked here either way.",
        )

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            offer_names(self)

        def clean(self) -> dict[str, Any] | None:
            super().clean()
            check_references(self)
            if not self.errors:
                for words in problems(self.cleaned_data["parameters"], self.cleaned_data["objects"]):
                    self.add_error(None, words)
            return self.cleaned_data

        @property
        def preview(self) -> Preview:
            rows = typed(self["parameters"])
            schema = pretty(schema_of(rows, typed(self["objects"]))) if rows else ""
            return Preview("Schema preview", schema or "Name a parameter, and its schema appears here.")

    def request(self, values: Mapping[str, Any]) -> Request:
        request, schema = super().request(values), schema_of(values["parameters"], values["objects"])
        messages = [
            {"role": "system", "content": f"{values['prompt'].strip()}\n\n{INSTRUCTIONS}"},
            {"role": "user", "content": values["text"]},
        ]
        held = as_function(schema) if by_function(values) else as_format(schema)
        return replace(request, json={**(request.json or {}), "messages": messages, **held})

    def present(self, answer: Answer, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        yield from self.read(iter([answer.json()]), values)

    def read(self, events: Iterator[dict[str, Any]], values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        answers: dict[int, Answered] = {}
        yield from collected(events, answers)
        for answer in answers.values():
            yield from presented(answer, values)
        if not any(each.text or each.refusal or each.tool_calls for each in answers.values()):
            yield outputs.Notice("The model answered without any data.")

    def field_named(self, param: str) -> str | None:
        if param.startswith(("response_format", "tools", "tool_choice")):
            return "schema_method" if param.count(".") < 2 else "parameters"
        return "text" if param.startswith("messages") else super().field_named(param)


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


def presented(answer: Answered, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
    """Yield the data of an answer, however the model gave it, with what is to be said about it."""
    texts = [call["arguments"] for call in answer.tool_calls.values()] or [answer.text]
    for text in filter(None, texts):
        data = parsed(fenced[1] if (fenced := FENCED.fullmatch(text)) else text)
        if data is None:
            yield outputs.Text(text, plain=True)
            if answer.finish_reason not in STOPPED:
                yield outputs.Notice("The answer is not valid JSON, so it is shown as it came. Run it again.")
            continue
        if isinstance(data, dict):
            yield from tables(data, values["parameters"], values["objects"])
        yield outputs.Json(data)
        if wrong := misfits(schema_of(values["parameters"], values["objects"]), data):
            yield outputs.Notice(f"The answer does not fit the definition. {shortened(wrong)}")
    yield from replace(answer, text="", tool_calls={}).present("", as_json=False)
