"""The form an answer is to have: text, JSON, or JSON by a schema that is written or built in the editors."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.chat import Answered, Teller, as_json
from actions.defining import DefiningForm, defined
from actions.fields import Choice, JsonText, Text, YesNo
from actions.fitting import fitted
from actions.limits import openings
from actions.misfits import faults
from actions.schemas import Schema

SCHEMA = {"response_format": ["json_schema"]}
WRITTEN = {**SCHEMA, "schema_by": ["written"]}
BUILT = {**SCHEMA, "schema_by": ["built"]}


class SchemaText(JsonText):
    """A JSON schema typed as text."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if text and (wrong := faults(json.loads(text))):
            raise ValidationError(
                gettext("This is not a JSON schema. %(wrong)s") % {"wrong": wrong}, code="schema"
            )
        return text


def response_format(**changes: Any) -> Choice:
    return Choice(
        [("text", _("Text")), ("json_object", _("JSON object")), ("json_schema", _("JSON by a schema"))],
        label=_("Response Format"),
        to="response_format.type",
        advanced=True,
        blank=_("Text"),
        help_text=_("For a JSON object, also ask for JSON in a message."),
        **changes,
    )


def schema_by() -> Choice:
    return Choice(
        [("built", _("Build it here")), ("written", _("Write it as JSON"))],
        label=_("Schema"),
        required=True,
        initial="built",
        to=None,
        advanced=True,
        when=SCHEMA,
        help_text=_("The answer is checked against it here, whichever way it is made."),
    )


def schema_name() -> Text:
    return Text(
        label=_("Schema Name"),
        required=True,
        initial="answer",
        max_length=64,
        validators=[
            RegexValidator(r"^[A-Za-z0-9_-]+$", _("Use letters, digits, dashes and underscores only."))
        ],
        to="response_format.json_schema.name",
        advanced=True,
        when=SCHEMA,
    )


def json_schema() -> SchemaText:
    return SchemaText(
        label=_("JSON Schema"),
        required=True,
        rows=8,
        to="response_format.json_schema.schema",
        advanced=True,
        when=WRITTEN,
    )


def strict() -> YesNo:
    return YesNo(
        label=_("Follow the schema strictly"),
        to="response_format.json_schema.strict",
        advanced=True,
        when=WRITTEN,
        help_text=_("One that is built here always is."),
    )


def check(form: DefiningForm, said: str) -> None:
    """Add an error where the format does not go with what is `said` in the messages, or is not strict."""
    cleaned = form.cleaned_data
    if said and cleaned.get("response_format") == "json_object" and "json" not in said.lower():
        form.add_error(
            "response_format", gettext("Say in a message that you want JSON: the API needs the word.")
        )
    if cleaned.get("json_schema_strict") and (text := cleaned.get("json_schema")):
        for words in openings(json.loads(text)):
            form.add_error("json_schema", words)


def schema_in(values: Mapping[str, Any]) -> Schema | None:
    """Return the schema that an answer is to follow, or None."""
    if values.get("response_format") != "json_schema":
        return None
    written = values.get("json_schema")
    return json.loads(written) if written else defined(values)


def built(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the request's `json_schema` the editors make; nothing if the schema is written."""
    if values.get("response_format") != "json_schema" or values.get("json_schema"):
        return {}
    return {"schema": defined(values), "strict": True}


def teller(values: Mapping[str, Any]) -> Teller:
    """Return what tells of an answer in this form."""
    if (schema := schema_in(values)) is not None:
        return partial(fitted, schema=schema)
    return as_json if values.get("response_format") == "json_object" else Answered.present
