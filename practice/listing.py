"""Lists that are read a page at a time, the way OpenAI cuts them."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from practice.parameters import Parameters
from practice.refusals import Refusal


def asked(request: HttpRequest) -> Parameters:
    """Return the query string; a name that ends in [] means an array, which no list is cut by."""
    return Parameters({name: value for name, value in request.GET.items() if "[" not in name}, spelled=True)


def page(
    newest_first: Sequence[dict[str, Any]], given: Parameters, *, most: int = 100, usual: int = 20
) -> dict[str, Any]:
    """Return the part of a list that `limit`, `after` and `order` ask for."""
    limit = given.integer("limit", 1, most, usual)
    things = list(newest_first)
    if given.choice("order", ("asc", "desc"), "desc") == "asc":
        things.reverse()
    if "after" in given:
        names = [thing["id"] for thing in things]
        after = given.text("after")
        if after not in names:
            raise Refusal(
                f"Invalid 'after': no object with id '{after}'.", code="invalid_value", param="after"
            )
        things = things[names.index(after) + 1 :]
    shown = things[:limit]
    return {
        "object": "list",
        "data": shown,
        "first_id": shown[0]["id"] if shown else "",
        "last_id": shown[-1]["id"] if shown else "",
        "has_more": len(things) > limit,
    }
