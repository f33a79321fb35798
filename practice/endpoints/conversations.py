"""POST, GET and DELETE /conversations, and the items of one."""

from typing import Any

from django.http import HttpResponse

from practice import bodies, conversations, items, listing
from practice.door import Route
from practice.exchange import Exchange
from practice.parameters import Parameters
from practice.refusals import Refusal

MOST_AT_ONCE = 20


def create(exchange: Exchange) -> HttpResponse:
    given = bodies.read_json(exchange.request)
    given.only({"items", "metadata"})
    return bodies.write_json(conversations.create(exchange.owner, read_items(given), given.metadata()))


def read_items(given: Parameters) -> list[items.Item]:
    found = items.read(given.typed("items", list) or [], "items")
    if len(found) > MOST_AT_ONCE:
        message = f"Invalid 'items': array too long. Expected an array with maximum length {MOST_AT_ONCE}."
        raise Refusal(message, code="array_above_max_length", param="items")
    return found


def show(exchange: Exchange, conversation: str) -> HttpResponse:
    return bodies.write_json(conversations.facts(exchange.owner, conversation))


def update(exchange: Exchange, conversation: str) -> HttpResponse:
    given = bodies.read_json(exchange.request)
    given.only({"metadata"})
    given.require("metadata")
    return bodies.write_json(conversations.describe(exchange.owner, conversation, given.metadata()))


def delete(exchange: Exchange, conversation: str) -> HttpResponse:
    conversations.records(exchange.owner).remove(conversation)
    deleted = {"id": conversation, "object": "conversation.deleted", "deleted": True}
    return bodies.write_json(deleted)


def index(exchange: Exchange, conversation: str) -> HttpResponse:
    found = conversations.items(exchange.owner, conversation)
    return bodies.write_json(listing.page(found[::-1], listing.asked(exchange.request)))


def add(exchange: Exchange, conversation: str) -> HttpResponse:
    given = bodies.read_json(exchange.request)
    given.only({"items"})
    given.require("items")
    added = read_items(given)
    conversations.append(exchange.owner, conversation, added)
    return bodies.write_json(whole_list(added))


def whole_list(added: list[items.Item]) -> dict[str, Any]:
    return listing.page(added, Parameters({"limit": max(len(added), 1)}))


def show_item(exchange: Exchange, conversation: str, item: str) -> HttpResponse:
    return bodies.write_json(conversations.item(exchange.owner, conversation, item))


def delete_item(exchange: Exchange, conversation: str, item: str) -> HttpResponse:
    return bodies.write_json(conversations.remove_item(exchange.owner, conversation, item))


ONE = "conversations/<str:conversation>"
ROUTES = (
    Route("POST", "conversations", create),
    Route("GET", ONE, show),
    Route("POST", ONE, update),
    Route("DELETE", ONE, delete),
    Route("GET", f"{ONE}/items", index),
    Route("POST", f"{ONE}/items", add),
    Route("GET", f"{ONE}/items/<str:item>", show_item),
    Route("DELETE", f"{ONE}/items/<str:item>", delete_item),
)
