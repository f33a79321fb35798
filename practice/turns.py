"""One turn of a conversation at /responses: what is asked, and the response to it."""

import re
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from practice import answers, families, items, schemas, talk, toolbox, words
from practice.accounts import Account
from practice.answers import Wish
from practice.items import Item
from practice.parameters import Parameters
from practice.refusals import Refusal, invalid_value, missing_parameter
from practice.toolbox import Use

FEWEST_TOKENS = 16


@dataclass(frozen=True)
class Turn:
    """What is asked for, checked. `before` was said in earlier turns."""

    account: Account
    given: Parameters
    model: str
    effort: str
    before: Sequence[Item]
    fresh: Sequence[Item]
    tools: list[toolbox.Tool]


def read(account: Account, given: Parameters, before: Sequence[Item]) -> Turn:
    """Return what is asked for; refuse what the model does not take."""
    model = given.text("model")
    given.number("temperature", 0, 2, 1)
    given.number("top_p", 0, 1, 1)
    given.integer("top_logprobs", 0, 20, 0)
    given.integer("max_output_tokens", FEWEST_TOKENS, 10_000_000, 0)
    effort = families.check_response(model, given)
    return Turn(account, given, model, effort, before, items.read(given.values["input"]), toolbox.read(given))


def respond(turn: Turn) -> dict[str, Any]:
    """Return the finished response."""
    function = toolbox.forced(turn.given, turn.tools)
    used = [] if function else used_tools(turn)
    notes = [use.note for use in used]
    if instructions := turn.given.text("instructions"):
        notes.insert(0, f"Your instructions have {words.count(instructions)} words.")
    conversation = talk.heard(turn.account, turn.before, turn.fresh, notes)
    form, schema = asked_format(turn.given, conversation.text + instructions)
    most = turn.given.integer("max_output_tokens", FEWEST_TOKENS, 10_000_000, 0) or None
    wish = Wish(conversation, turn.model, form, schema, function, most=most)
    answer = answers.answer(wish, 0)
    last = call(answer) if answer.function else message(answer, used)
    output = [*thought(turn), *(use.item for use in used), last]
    cut = answer.reason == "length"
    ending = {
        "status": "incomplete" if cut else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "completed_at": None if cut else int(time.time()),
    }
    return {**shell(turn), **ending, "output": output, "usage": usage(conversation.text, answer.text)}


def used_tools(turn: Turn) -> list[Use]:
    """Run the hosted tools for the question."""
    if turn.given.values.get("tool_choice") == "none":
        return []
    asked = [items.texts(item) for item in turn.fresh if item.get("role") == "user"]
    question = asked[-1] if asked else ""
    include = turn.given.texts("include", most=20)
    hosted = [tool for tool in turn.tools if tool["type"] in toolbox.HOSTED]
    return [toolbox.use(turn.account, tool, question, include) for tool in hosted]


def asked_format(given: Parameters, said: str) -> tuple[str, dict[str, Any]]:
    """Return the form of the answer and its schema."""
    text = Parameters(given.typed("text", dict) or {})
    asked = text.typed("format", dict) or {"type": "text"}
    form = str(asked.get("type"))
    if form not in answers.FORMATS:
        raise invalid_value("text.format.type", form, answers.FORMATS)
    if form == "json_object" and "json" not in said.lower():
        message = "Response input messages must contain the word 'json' in some form, to use 'json_object'."
        raise Refusal(message, param="input")
    if form != "json_schema":
        return form, {}
    name, schema = str(asked.get("name", "")), asked.get("schema")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name):
        raise missing_parameter("text.format.name")
    if not isinstance(schema, dict):
        raise missing_parameter("text.format.schema")
    with schemas.told_as("text.format.schema"):
        if asked.get("strict"):
            schemas.check_strict(schema, name)
        schemas.sample(schema, "")
    return form, schema


def thought(turn: Turn) -> list[Item]:
    """Return the item of a model that reasons; its summary, if one is asked for, is honest."""
    if turn.effort in ("", "none"):
        return []
    asked = (turn.given.typed("reasoning", dict) or {}).get("summary")
    text = "**Practising** Practice does not think. A real model would, before it answers."
    summary = [{"type": "summary_text", "text": text}] if asked else []
    return [{"id": items.new_id("reasoning"), "type": "reasoning", "summary": summary}]


def call(answer: answers.Answer) -> Item:
    called = {"call_id": f"call_{uuid.uuid4().hex[:24]}", "name": answer.function, "arguments": answer.text}
    return {"id": items.new_id("function_call"), "type": "function_call", "status": "completed", **called}


def message(answer: answers.Answer, used: Sequence[Use]) -> Item:
    """Return the answer in words, with what they cite."""
    annotations = []
    for words_cited, cited in (citation for use in used for citation in use.citations):
        start = answer.text.find(words_cited)
        if start >= 0 and cited["type"] == "file_citation":
            annotations.append({**cited, "index": start + len(words_cited)})
        elif start >= 0:
            annotations.append({**cited, "start_index": start, "end_index": start + len(words_cited)})
    said = {"type": "output_text", "text": answer.text, "annotations": annotations, "logprobs": []}
    status = "incomplete" if answer.reason == "length" else "completed"
    named = {"id": items.new_id("message"), "type": "message", "status": status}
    return {**named, "role": "assistant", "content": [said]}


def shell(turn: Turn) -> dict[str, Any]:
    """Return all of a response but its outcome."""
    conversation = turn.given.text("conversation")
    return {
        "id": f"resp_{uuid.uuid4().hex}",
        "object": "response",
        "created_at": int(time.time()),
        "background": False,
        "error": None,
        "service_tier": "default",
        "conversation": {"id": conversation} if conversation else None,
        **repeated(turn),
    }


def repeated(turn: Turn) -> dict[str, Any]:
    """Return what was asked, as OpenAI repeats it."""
    given = turn.given
    text = given.typed("text", dict) or {}
    summary = (given.typed("reasoning", dict) or {}).get("summary")
    return {
        "instructions": given.text("instructions") or None,
        "max_output_tokens": given.values.get("max_output_tokens"),
        "max_tool_calls": given.values.get("max_tool_calls"),
        "model": turn.model,
        "parallel_tool_calls": given.values.get("parallel_tool_calls", True),
        "previous_response_id": given.text("previous_response_id") or None,
        "reasoning": {"effort": turn.effort or None, "summary": summary},
        "temperature": given.number("temperature", 0, 2, 1),
        "text": {
            "format": text.get("format", {"type": "text"}),
            "verbosity": text.get("verbosity", "medium"),
        },
        "tool_choice": given.values.get("tool_choice", "auto"),
        "tools": turn.tools,
        "top_logprobs": given.integer("top_logprobs", 0, 20, 0),
        "top_p": given.number("top_p", 0, 1, 1),
        "truncation": given.choice("truncation", ("auto", "disabled"), "disabled"),
        "metadata": given.metadata(),
    }


def usage(asked: str, answered: str) -> dict[str, Any]:
    given, said = words.count(asked), words.count(answered)
    return {
        "input_tokens": given,
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens": said,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": given + said,
    }
