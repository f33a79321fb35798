"""What practice says in a chat: honest words, JSON after a schema, or the call of a function."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from practice import messages, schemas, words
from practice.accounts import Account
from practice.messages import Conversation
from practice.parameters import Parameters
from practice.refusals import Refusal, invalid_value, missing_parameter

FORMATS = ("text", "json_object", "json_schema")


@dataclass(frozen=True)
class Wish:
    """What a chat request asks for, checked."""

    conversation: Conversation
    model: str
    form: str = "text"
    schema: dict[str, Any] = field(default_factory=dict)
    function: dict[str, Any] | None = None
    stop: Sequence[str] = ()
    most: int | None = None
    n: int = 1


@dataclass(frozen=True)
class Answer:
    """One choice: words, perhaps spoken, or the call of a function with its arguments as JSON."""

    text: str
    reason: str
    function: str = ""
    audio: dict[str, Any] = field(default_factory=dict)


def wish(given: Parameters, model: str, account: Account) -> Wish:
    """Return what is asked for; refuse what contradicts itself."""
    conversation = messages.read(given, account)
    form, schema = asked_format(given, conversation)
    most = [given.integer(name, 1, 10_000_000, 0) for name in ("max_completion_tokens", "max_tokens")]
    return Wish(
        conversation,
        model,
        form,
        schema,
        function=forced_function(given),
        stop=given.texts("stop", most=4),
        most=next((limit for limit in most if limit), None),
        n=given.integer("n", 1, 128, 1),
    )


def asked_format(given: Parameters, conversation: Conversation) -> tuple[str, dict[str, Any]]:
    asked = given.typed("response_format", dict) or {"type": "text"}
    form = str(asked.get("type"))
    if form not in FORMATS:
        raise invalid_value("response_format.type", form, FORMATS)
    if form == "json_object" and "json" not in conversation.text.lower():
        message = "'messages' must contain the word 'json' in some form, to use a 'json_object' format."
        raise Refusal(message, param="messages")
    if form != "json_schema":
        return form, {}
    wrapper = asked.get("json_schema")
    name = wrapper.get("name", "") if isinstance(wrapper, dict) else ""
    if not isinstance(wrapper, dict) or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", str(name)):
        message = "Missing 'response_format.json_schema.name': 1 to 64 of a-z, A-Z, 0-9, _ and -."
        raise Refusal(message, code="missing_required_parameter", param="response_format.json_schema.name")
    schema = wrapper.get("schema") or {}
    if wrapper.get("strict"):
        if not isinstance(schema, dict) or schema.get("type") != "object":
            problem = "schema must be a JSON Schema of 'type: \"object\"'."
            raise schemas.invalid_schema(name, "()", problem)
        with schemas.readable(name):
            schemas.check_strict(schema, name)
    return form, schema


def functions(given: Parameters) -> list[dict[str, Any]]:
    """Return the functions that may be called, given as tools or in the older way."""
    tools = given.typed("tools", list) or []
    found: list[Any] = [each.get("function") if isinstance(each, dict) else None for each in tools]
    found += given.typed("functions", list) or []
    for number, each in enumerate(found):
        if not isinstance(each, dict) or not isinstance(each.get("name"), str):
            raise missing_parameter(f"tools[{number}].function.name")
    return found


def forced_function(given: Parameters) -> dict[str, Any] | None:
    """Return the function that has to be called, or None when practice may answer in words."""
    tools = functions(given)
    choice = given.values.get("tool_choice", given.values.get("function_call"))
    if choice is None or choice in ("auto", "none"):
        return None
    if not tools:
        raise Refusal("'tool_choice' is only allowed when 'tools' are specified.", param="tool_choice")
    if choice == "required":
        return tools[0]
    named = choice.get("function", choice) if isinstance(choice, dict) else {}
    name = named.get("name") if isinstance(named, dict) else None
    for tool in tools:
        if tool["name"] == name:
            return tool
    message = f"Tool choice '{name}' not found in 'tools' parameter."
    raise Refusal(message, param="tool_choice")


def answer(wish: Wish, index: int) -> Answer:
    """Return the choice of that index."""
    if wish.function is not None:
        made = schemas.sample(wish.function.get("parameters") or {"type": "object"}, wish.conversation.text)
        return Answer(json.dumps(made, ensure_ascii=False), "stop", str(wish.function.get("name")))
    if wish.form == "json_schema":
        text = json.dumps(schemas.sample(wish.schema, wish.conversation.text), ensure_ascii=False)
    elif wish.form == "json_object":
        asked = words.shorten(wish.conversation.question, 30)
        text = json.dumps(
            {"practice": True, "asked": asked, "answer": "Practice made this up."}, ensure_ascii=False
        )
    else:
        text = spoken(wish, index)
    text, reason = words.limited(text, stop=wish.stop, most=wish.most)
    return Answer(text, reason)


def spoken(wish: Wish, index: int) -> str:
    """Return the words of an answer: what was asked, what practice saw, and where real answers come from."""
    talk = wish.conversation
    number = f" {index + 1} of {wish.n}" if wish.n > 1 else ""
    lines = [
        f"## Practice answer{number}",
        "",
        "This is practice: no model wrote it. You asked:",
        "",
        f"> “{words.shorten(talk.question, 30) or 'nothing'}”",
        "",
        f"- Your question has **{words.count(talk.question)} words**, in a conversation of {talk.length}.",
        *(f"- I was shown {picture}." for picture in talk.pictures),
        *(f"- {note}" for note in talk.notes),
        f"- The model you chose is `{wish.model}`.",
        "- For a real answer, choose a connection with an OpenAI key.",
    ]
    return "\n".join(lines)
