"""POST, GET and DELETE /responses, and the input items of one."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from practice import bodies, conversations, listing, offered, response_events, sse, turns
from practice.accounts import Account
from practice.door import Route
from practice.exchange import Exchange
from practice.items import Item
from practice.parameters import Parameters
from practice.records import Records
from practice.refusals import Refusal

KNOWN = frozenset({
    "background", "context_management", "conversation", "include", "input", "instructions",
    "max_output_tokens", "max_tool_calls", "metadata", "model", "moderation", "parallel_tool_calls",
    "previous_response_id", "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention",
    "reasoning", "safety_identifier", "service_tier", "store", "stream", "stream_options", "temperature",
    "text", "tool_choice", "tools", "top_logprobs", "top_p", "truncation", "user",
})  # fmt: skip
MOST = 500
LONGEST_CHAIN = 200


def create(exchange: Exchange) -> HttpResponseBase:
    """Answer the input, at once or as it comes about."""
    given = bodies.read_json(exchange.request)
    given.only(KNOWN)
    given.require("model", "input")
    exchange.model = given.text("model")
    offered.find_for(offered.RESPONSES, exchange.model)
    name_conversation(given)
    turn = turns.read(exchange.owner, given, said_before(exchange.owner, given))
    response = turns.respond(turn)
    fresh = list(turn.fresh)
    if name := given.text("conversation"):
        conversations.append(exchange.owner, name, [*fresh, *response["output"]])
    if given.values.get("store", True):
        records(exchange.owner).put(response["id"], {"response": response, "input": fresh})
    if given.flag("stream"):
        return sse.response(response_events.events(response, exchange.pace))
    return bodies.write_json(response)


def records(account: Account) -> Records:
    return Records(account, "Response", most=MOST)


def name_conversation(given: Parameters) -> None:
    """Make `conversation` a name; refuse it beside an earlier response."""
    named = given.values.get("conversation")
    if isinstance(named, dict):
        given.values["conversation"] = named.get("id", "")
    if "conversation" in given and "previous_response_id" in given:
        message = (
            "Mutually exclusive parameters: 'previous_response_id' and 'conversation'. "
            "Ensure you are only providing one of them."
        )
        raise Refusal(message, code="mutually_exclusive_parameters", param="previous_response_id")


def said_before(account: Account, given: Parameters) -> list[Item]:
    """Return what was said in the conversation, or in the responses before this one."""
    if "conversation" in given:
        return conversations.items(account, given.text("conversation"))
    said: list[Item] = []
    name: str | None = given.text("previous_response_id")
    for _ in range(LONGEST_CHAIN):
        if not name:
            break
        try:
            record = records(account).find(name)
        except Refusal:
            message = f"Previous response with id '{name}' not found."
            code = "previous_response_not_found"
            raise Refusal(message, code=code, param="previous_response_id") from None
        said = [*record["input"], *record["response"]["output"], *said]
        name = record["response"]["previous_response_id"]
    return said


def show(exchange: Exchange, response: str) -> HttpResponse:
    found: dict[str, Any] = records(exchange.owner).find(response)["response"]
    return bodies.write_json(found)


def delete(exchange: Exchange, response: str) -> HttpResponse:
    records(exchange.owner).remove(response)
    return bodies.write_json({"id": response, "object": "response", "deleted": True})


def index(exchange: Exchange, response: str) -> HttpResponse:
    asked = records(exchange.owner).find(response)["input"]
    return bodies.write_json(listing.page(asked[::-1], listing.asked(exchange.request)))


ROUTES = (
    Route("POST", "responses", create),
    Route("GET", "responses/<str:response>", show),
    Route("DELETE", "responses/<str:response>", delete),
    Route("GET", "responses/<str:response>/input_items", index),
)
