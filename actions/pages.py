"""Listings that a server gives page by page, read to their end or to a limit."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from actions import outputs
from actions.fields import Condition, Integer
from connections import limits
from connections.client import Client, Request
from connections.errors import Oversized

MOST_PAGES = 10


def most_pages(when: Condition) -> Integer:
    return Integer(
        min_value=1, max_value=100, label=_("Most pages"), default=str(MOST_PAGES), advanced=True, when=when
    )


def all_pages(client: Client, request: Request, most: int) -> Iterator[outputs.Value]:
    """Yield a listing whole, as one answer with every item; with a notice if it is longer than `most` pages.

    Whatever answers without pages is yielded as it is.
    """
    items: list[Any] = []
    size = 0
    whole: dict[str, Any] = {}
    for number in range(1, most + 1):
        if number > 1:
            yield outputs.Progress(gettext("Reading page %(number)s") % {"number": number})
        with client.send(request) as answer:
            size += answer.size
            if size > limits.TEXT:
                raise Oversized
            page = answer.json()
        if not isinstance(page, dict) or not isinstance(page.get("data"), list):
            yield outputs.Json(page)
            return
        items += page["data"]
        whole = {**page, "first_id": whole.get("first_id", page.get("first_id")), "data": items}
        after = page.get("last_id") or next((item.get("id") for item in reversed(page["data"])), None)
        if not page.get("has_more") or not after or ("after", after) in request.params:
            break
        request = replace(
            request, params=(*((n, v) for n, v in request.params if n != "after"), ("after", str(after)))
        )
    else:
        yield outputs.Notice(
            gettext("There is more: this is the first %(most)s pages. Raise “Most pages” for the rest.")
            % {"most": most}
        )
    yield outputs.Notice(
        ngettext("%(items)s in all, from %(pages)s page.", "%(items)s in all, from %(pages)s pages.", number)
        % {"items": number_format(len(items), force_grouping=True), "pages": number}
    )
    yield outputs.Json({name: value for name, value in whole.items() if value is not None})
