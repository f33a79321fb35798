"""An answer that was to follow a schema: read, checked here, and told as tables and as data."""

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from actions import outputs
from actions.chat import STOPPED, Answered, parsed
from actions.misfits import misfits, shortened
from actions.schemas import Schema
from actions.tabulated import tables

FENCED = re.compile(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.DOTALL)


def fitted(
    answer: Answered, note: str = "", *, schema: Schema, called: bool = False
) -> Iterator[outputs.Value]:
    """Yield the data of an answer with what is to be said of it. `called`: a function may hold the data."""
    calls = [call["arguments"] for call in answer.tool_calls.values()] if called else []
    for text in filter(None, calls or [answer.text]):
        data = parsed(fenced[1] if (fenced := FENCED.fullmatch(text)) else text)
        if data is None:
            yield outputs.Text(text, note, plain=True)
            if answer.finish_reason not in STOPPED:
                yield outputs.Notice(
                    _("The answer is not valid JSON, so it is shown as it came. Run it again.")
                )
            continue
        if isinstance(data, dict):
            yield from tables(data, schema, note)
        yield outputs.Json(data, note)
        if wrong := misfits(schema, data):
            words = (
                _("%(note)s: it does not fit the definition. %(wrong)s")
                if note
                else _("The answer does not fit the definition. %(wrong)s")
            )
            yield outputs.Notice(words % {"note": note, "wrong": shortened(wrong)})
    rest = replace(answer, text="", tool_calls={} if calls else answer.tool_calls)
    yield from rest.present(note)
