"""The events of a streamed response, in OpenAI's order, made from the finished response."""

from collections.abc import Callable, Iterator
from typing import Any

from practice import sse, words
from practice.items import Item

# type: what an item does not have yet when it begins
UNBEGUN: dict[str, dict[str, Any]] = {
    "message": {"content": []},
    "function_call": {"arguments": ""},
    "reasoning": {"summary": []},
    "code_interpreter_call": {"code": "", "outputs": None},
    "file_search_call": {"results": None},
    "web_search_call": {},
}


class Script:
    """Numbers the events of one stream."""

    def __init__(self, pace: float) -> None:
        self.pace = pace
        self.number = 0

    def event(self, kind: str, **facts: Any) -> bytes:
        data = {"type": f"response.{kind}", "sequence_number": self.number, **facts}
        self.number += 1
        return sse.event(data, named=True)

    def deltas(self, kind: str, text: str, **place: Any) -> Iterator[bytes]:
        """Yield a text word by word."""
        for _, word in sse.paced([words.pieces(text)], self.pace):
            yield self.event(kind, **place, delta=word)


def events(response: dict[str, Any], pace: float) -> Iterator[bytes]:
    """Yield all events, the last of which says how the response ended."""
    script = Script(pace)
    known = {name: value for name, value in response.items() if name != "usage"}
    open_end = {"status": "in_progress", "incomplete_details": None, "completed_at": None}
    begun = {**known, **open_end, "output": []}
    yield script.event("created", response=begun)
    yield script.event("in_progress", response=begun)
    for index, item in enumerate(response["output"]):
        status = {"status": "in_progress"} if "status" in item else {}
        yield script.event(
            "output_item.added", output_index=index, item={**item, **status, **UNBEGUN[item["type"]]}
        )
        yield from MIDDLES[item["type"]](script, item, {"item_id": item["id"], "output_index": index})
        yield script.event("output_item.done", output_index=index, item=item)
    yield script.event(response["status"], response=response)


def message(script: Script, item: Item, place: dict[str, Any]) -> Iterator[bytes]:
    (part,) = item["content"]
    here = {**place, "content_index": 0}
    yield script.event("content_part.added", **here, part={**part, "text": "", "annotations": []})
    yield from script.deltas("output_text.delta", part["text"], **here, logprobs=[])
    for number, annotation in enumerate(part["annotations"]):
        cited = {"annotation_index": number, "annotation": annotation}
        yield script.event("output_text.annotation.added", **here, **cited)
    yield script.event("output_text.done", **here, text=part["text"], logprobs=[])
    yield script.event("content_part.done", **here, part=part)


def function_call(script: Script, item: Item, place: dict[str, Any]) -> Iterator[bytes]:
    yield from script.deltas("function_call_arguments.delta", item["arguments"], **place)
    finished = {"name": item["name"], "arguments": item["arguments"]}
    yield script.event("function_call_arguments.done", **place, **finished)


def reasoning(script: Script, item: Item, place: dict[str, Any]) -> Iterator[bytes]:
    for number, part in enumerate(item["summary"]):
        here = {**place, "summary_index": number}
        yield script.event("reasoning_summary_part.added", **here, part={**part, "text": ""})
        yield from script.deltas("reasoning_summary_text.delta", part["text"], **here)
        yield script.event("reasoning_summary_text.done", **here, text=part["text"])
        yield script.event("reasoning_summary_part.done", **here, part=part)


def code_interpreter_call(script: Script, item: Item, place: dict[str, Any]) -> Iterator[bytes]:
    yield script.event("code_interpreter_call.in_progress", **place)
    yield from script.deltas("code_interpreter_call_code.delta", item["code"], **place)
    yield script.event("code_interpreter_call_code.done", **place, code=item["code"])
    yield script.event("code_interpreter_call.interpreting", **place)
    yield script.event("code_interpreter_call.completed", **place)


def search(script: Script, item: Item, place: dict[str, Any]) -> Iterator[bytes]:
    for step in ("in_progress", "searching", "completed"):
        yield script.event(f"{item['type']}.{step}", **place)


MIDDLES: dict[str, Callable[[Script, Item, dict[str, Any]], Iterator[bytes]]] = {
    "message": message,
    "function_call": function_call,
    "reasoning": reasoning,
    "code_interpreter_call": code_interpreter_call,
    "file_search_call": search,
    "web_search_call": search,
}
