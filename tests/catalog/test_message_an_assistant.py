"""Message an Assistant: what is sent, what comes of it, and where it fails."""

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from requests.structures import CaseInsensitiveDict

from actions import outputs
from actions.registry import get
from actions.shelves import Item
from connections.client import Answer, Client, Request
from connections.errors import Cut, NotOffered, OpenAIError, ServerFailed
from tests.actions.offers import Shop, choices, posted
from tests.catalog.performing import errors_of, read
from tests.openapi.upstream import Reply, Upstream

SLUG = "message-an-assistant"
ASKED = {"message": "What is 2 + 2?", "memory": "thread", "model": "gpt-4o"}
LIBRARIAN = Item(
    "7",
    "Librarian (gpt-4o)",
    {
        "name": "Librarian",
        "model": "gpt-4o",
        "instructions": "Be brief.",
        "tools": ["file_search", "code_interpreter"],
        "vector_store_ids": ["vs_1"],
        "file_ids": ["file-1"],
        "temperature": 0.3,
    },
)


class Desk:
    """Stands in for the client: conversations begin, files are there, and the events are the test's."""

    def __init__(self, *events: dict[str, Any], error: OpenAIError | None = None) -> None:
        self.events, self.error = events, error
        self.requests: list[Request] = []

    def send(self, request: Request) -> Answer:
        self.requests.append(request)
        body = b"letters,words\n3,2\n" if request.path.endswith("/content") else b'{"id": "conv_new"}'
        return Answer(200, CaseInsensitiveDict(), BytesIO(body))

    def stream(self, request: Request) -> Iterator[dict[str, Any]]:
        self.requests.append(request)
        yield from self.events
        if self.error:
            raise self.error


def form(shelf: Any = (LIBRARIAN,), **fields: object) -> Any:
    shelves = {"assistants": shelf, "conversations": (Item("conv_1", "About cats"),)}
    return get(SLUG).form(
        posted(**fields), connections=[Shop()], shelves=lambda name, _: shelves.get(name, ())
    )


def values_of(**fields: object) -> dict[str, Any]:
    made = form(**{**ASKED, **fields})
    assert made.is_valid(), made.errors
    return dict(made.values)


def body_of(**fields: object) -> Any:
    return get(SLUG).request(values_of(**fields)).json


def perform(values: dict[str, Any], desk: Desk) -> list[outputs.Value]:
    return [read(value) for value in get(SLUG).perform(desk, values)]  # type: ignore[arg-type]  # a stand-in


def answered(text: str = "Four.", *notes: dict[str, Any], **response: Any) -> dict[str, Any]:
    part = {"type": "output_text", "text": text, "annotations": list(notes)}
    item = {"type": "message", "content": [part]}
    whole = {"status": "completed", "output": [item], "usage": {"total_tokens": 9}, **response}
    return {"type": f"response.{whole['status']}", "response": whole}


def test_only_what_was_set_is_sent_and_a_stream_is_asked_for() -> None:
    assert body_of() == {"model": "gpt-4o", "input": "What is 2 + 2?", "stream": True}


def test_the_assistant_gives_what_the_message_leaves_open() -> None:
    assert body_of(assistant="7", model="") == {
        "model": "gpt-4o",
        "instructions": "Be brief.",
        "temperature": 0.3,
        "tools": [
            {"type": "file_search", "vector_store_ids": ["vs_1"]},
            {"type": "code_interpreter", "container": {"type": "auto", "file_ids": ["file-1"]}},
        ],
        "input": "What is 2 + 2?",
        "stream": True,
    }


def test_the_message_overrides_the_assistant() -> None:
    body = body_of(
        assistant="7",
        model="gpt-5.4-mini",
        instructions="In rhyme.",
        temperature="1",
        tools__0__type="web_search",
    )

    assert (body["model"], body["instructions"], body["temperature"]) == ("gpt-5.4-mini", "In rhyme.", 1)
    assert body["tools"] == [{"type": "web_search"}]


def test_an_assistants_temperature_is_left_out_for_a_model_that_does_not_take_one() -> None:
    assert "temperature" not in body_of(assistant="7", model="gpt-6.1-sol")


def test_a_file_goes_before_the_code_interpreter_if_there_is_one_else_into_the_message() -> None:
    files = {"file_ids__0__file_id": "file-2", "file_ids__1__file_id": "file-3", "file_ids__1__use": "image"}
    interpreted = body_of(assistant="7", **files)
    plain = body_of(**files)

    assert interpreted["tools"][1]["container"]["file_ids"] == ["file-1", "file-2"]
    assert plain["input"][0]["content"][1:] == [
        {"type": "input_file", "file_id": "file-2"},
        {"type": "input_image", "file_id": "file-3", "detail": "auto"},
    ]


def test_current_settings_go_to_their_places() -> None:
    body = body_of(model="gpt-5.4-mini", reasoning_effort="low", verbosity="high", max_output_tokens="16")

    assert body["reasoning"] == {"effort": "low"}
    assert body["text"] == {"verbosity": "high"}
    assert body["max_output_tokens"] == 16


def test_the_values_keep_what_the_assistant_was_made_of() -> None:
    values = values_of(assistant="7", model="")

    assert values["assistant"] == {"id": "7", **LIBRARIAN.facts}
    assert json.loads(json.dumps(values)) == values
    assert get(SLUG).model(values) == "gpt-4o"
    shown = dict(get(SLUG).describe(values))["Assistant"]
    assert ("Instructions", "Be brief.") in shown[0]


def test_the_form_opens_again_with_the_assistant_of_an_earlier_run() -> None:
    initial = {"connection": "1", **values_of(assistant="7", model="")}
    again = get(SLUG).form(initial=initial, connections=[Shop()], shelves=lambda *_: (LIBRARIAN,))

    assert again["assistant"].value() == "7"
    assert 'value="7" selected' in str(again["assistant"])


def test_earlier_threads_are_offered_by_their_titles() -> None:
    assert choices(form(**ASKED), "conversation") == {"conv_1": "About cats"}


def test_an_assistant_that_is_not_on_the_shelf_is_refused() -> None:
    assert "assistant" in form(**{**ASKED, "assistant": "8"}).errors


def test_without_assistants_a_model_must_be_chosen() -> None:
    alone = form((), **{**ASKED, "model": ""})

    assert alone.errors["model"] == ["Model is empty. Fill it in."]
    assert form((), message="Hi").fields["model"].initial


def test_with_assistants_one_of_both_must_be_chosen() -> None:
    assert form(**{**ASKED, "model": ""}).errors["model"] == [
        "Choose a model, or an assistant, which has one."
    ]


def test_the_fields_follow_the_assistants_model() -> None:
    reasoner = Item("8", "Thinker", {"model": "gpt-6.1-sol"})
    fields = form((reasoner,), message="Hi", assistant="8", memory="thread", model="").fields

    assert "temperature" not in fields


def test_the_same_tool_twice_is_refused() -> None:
    twice = form(**ASKED, tools__0__type="web_search", tools__1__type="web_search")

    assert twice.errors["tools"] == ["“Web search” is there twice. Keep one of them."]


def test_fewer_tokens_than_the_api_takes_are_refused() -> None:
    assert "max_output_tokens" in form(**ASKED, max_output_tokens="15").errors


def test_a_message_without_a_thread_id_begins_a_conversation() -> None:
    desk = Desk(answered())
    *_, thread = perform(values_of(), desk)

    assert [request.path for request in desk.requests] == ["/conversations", "/responses"]
    assert desk.requests[1].json["conversation"] == "conv_new"
    assert isinstance(thread, outputs.Thread)
    assert (thread.thread_id, thread.title) == ("conv_new", "What is 2 + 2?")


def test_a_thread_goes_on_where_its_id_says() -> None:
    desk = Desk(answered())
    perform(values_of(conversation="conv_1"), desk)

    assert [request.json["conversation"] for request in desk.requests] == ["conv_1"]


def test_a_message_without_a_thread_asks_for_none() -> None:
    desk = Desk(answered())
    found = perform(values_of(memory="none", store="false"), desk)

    assert [request.path for request in desk.requests] == ["/responses"]
    assert "conversation" not in desk.requests[0].json
    assert desk.requests[0].json["store"] is False
    assert not any(isinstance(value, outputs.Thread) for value in found)


def test_a_reply_opens_the_form_in_the_same_thread_with_the_same_assistant() -> None:
    *_, thread = perform(values_of(assistant="7", model=""), Desk(answered()))

    assert isinstance(thread, outputs.Thread)
    assert thread.onward == outputs.Onward("Reply", SLUG, {"conversation": "conv_new", "assistant": "7"})


def test_the_words_come_as_they_are_written_and_then_whole() -> None:
    pieces = [
        {"type": "response.output_text.delta", "output_index": 0, "delta": word} for word in ("Fo", "ur.")
    ]
    found = perform(values_of(), Desk({"type": "response.created"}, *pieces, answered()))

    assert found[:4] == [
        outputs.Delta("Fo"),
        outputs.Delta("ur."),
        outputs.Usage({"total_tokens": 9}),
        outputs.Text("Four."),
    ]


def test_the_run_says_which_tool_is_at_work() -> None:
    event = {"type": "response.output_item.added", "item": {"type": "web_search_call"}}

    assert outputs.Progress("Searching the web") in perform(values_of(), Desk(event, answered()))


def test_a_server_that_does_not_stream_is_understood() -> None:
    whole = {"object": "response", **answered()["response"]}

    assert outputs.Text("Four.") in perform(values_of(memory="none"), Desk(whole))


def test_files_of_the_code_interpreter_are_fetched_and_kept_once() -> None:
    note = {
        "type": "container_file_citation",
        "container_id": "cntr_1",
        "file_id": "cfile_1",
        "filename": "table.csv",
    }
    desk = Desk(answered("See the table.", note, note))
    (file,) = [value for value in perform(values_of(), desk) if isinstance(value, outputs.Binary)]

    assert (file.filename, file.media_type, file.file.read()) == (
        "table.csv",
        "text/csv",
        b"letters,words\n3,2\n",
    )
    assert desk.requests[-1].path == "/containers/cntr_1/files/cfile_1/content"


def test_a_file_that_cannot_be_fetched_does_not_cost_the_answer() -> None:
    note = {"type": "container_file_citation", "container_id": "c", "file_id": "f", "filename": "plot.png"}

    class Closed(Desk):
        def send(self, request: Request) -> Answer:
            if request.method == "GET":
                raise ServerFailed
            return super().send(request)

    found = perform(values_of(), Closed(answered("See the plot.", note)))

    assert outputs.Text("See the plot.") in found
    assert any(isinstance(value, outputs.Notice) and "plot.png" in value.text for value in found)


def test_pages_and_files_that_are_cited_are_listed() -> None:
    page = {"type": "url_citation", "url": "https://example.org/", "title": "Example"}
    file = {"type": "file_citation", "file_id": "file-1", "filename": "notes.txt"}
    found = perform(values_of(), Desk(answered("So it is.", page, file, page)))

    rows = [("Example", "https://example.org/"), ("notes.txt", "file-1")]
    assert outputs.Table(("Source", "Where"), rows, "Sources") in found


def test_a_refusal_is_shown_as_one() -> None:
    refused = [{"type": "message", "content": [{"type": "refusal", "refusal": "I cannot."}]}]
    found = perform(values_of(), Desk(answered(output=refused)))

    assert outputs.Text("I cannot.") in found
    assert any(isinstance(value, outputs.Notice) and "declined" in value.text for value in found)


def test_an_answer_that_was_cut_off_says_what_to_raise() -> None:
    cut = answered(status="incomplete", incomplete_details={"reason": "max_output_tokens"})
    found = perform(values_of(), Desk(cut))

    assert any(isinstance(value, outputs.Notice) and "Max Output Tokens" in value.text for value in found)


def test_an_answer_without_words_says_so() -> None:
    assert outputs.Notice("The model answered without any text.") in perform(
        values_of(), Desk(answered(output=[]))
    )


def test_a_failed_answer_is_an_error_with_the_servers_words() -> None:
    failed = answered(status="failed", output=[], error={"code": "server_error", "message": "Out of steam."})
    with pytest.raises(ServerFailed) as caught:
        perform(values_of(), Desk(failed))

    assert (caught.value.detail, caught.value.code, caught.value.sent) == (
        "Out of steam.",
        "server_error",
        True,
    )


def test_an_answer_that_breaks_off_leaves_the_thread_to_go_on_with() -> None:
    desk = Desk({"type": "response.output_text.delta", "delta": "Fo"}, error=Cut(sent=True))
    told = get(SLUG).perform(desk, values_of())  # type: ignore[arg-type]  # a stand-in

    assert next(told) == outputs.Delta("Fo")
    assert isinstance(next(told), outputs.Thread)
    with pytest.raises(Cut):
        next(told)


def test_a_server_without_conversations_is_told_plainly() -> None:
    missing = Reply(b"404 page not found", 404, "text/plain")
    with (
        Upstream(lambda _: missing) as upstream,
        Client(upstream.url, key="sk-test") as client,
        pytest.raises(NotOffered) as caught,
    ):
        list(get(SLUG).perform(client, values_of()))

    assert caught.value.message == "This server does not offer conversations."
    assert "without a thread" in caught.value.advice


def test_an_errors_parameter_is_led_back_to_its_field() -> None:
    action = get(SLUG)

    assert action.field_label("conversation") == "Thread ID"
    assert action.field_label("tools[0].vector_store_ids") == "Tools"
    assert action.field_label("reasoning.effort") == "Reasoning Effort"


def test_no_tool_can_be_required_where_there_is_none() -> None:
    asked = {"model": "gpt-5.4", "message": "Hi", "tool_choice": "required"}

    assert "Use of tools does not go with the other choices" in errors_of(SLUG, **asked)["__all__"][0]
    assert "There is no tool to use" in errors_of(SLUG, **asked, tools__0__type="")["tool_choice"][0]
    assert (
        errors_of(SLUG, model="gpt-5.4", message="Hi", tool_choice="required", tools__0__type="web_search")
        == {}
    )
