"""Answers that are odd and yet good, and where words and keys must not go."""

import json
from html import unescape
from typing import Any

import pytest

from connections import limits
from runs.models import State
from tests.conftest import signed_in
from tests.connections.server import Script
from tests.faults import scripts
from tests.faults.answering import ANSWERING
from tests.faults.asking import Asked, Serve, follows, performed, said_of, words_of
from tests.faults.scripts import body, streamed, word
from tests.faults.table import CHAT, MODERATION, PICTURE, Fault

pytestmark = pytest.mark.usefixtures("soon")

SHOWN = ["It is busy: 429, 503, 408, 409", "It fails: 500, 502, 504, an error within a stream"]
GOOD_MORNING = [word("Good "), word("mörning 日本"), word("", "stop"), b"data: [DONE]\n\n"]


@pytest.mark.parametrize(
    "script",
    [
        streamed(*(piece.replace(b"\n", b"\r\n") for piece in GOOD_MORNING)),
        streamed(*(piece.replace(b"\n", b"\r") for piece in GOOD_MORNING)),
        streamed(*(bytes([byte]) for byte in b"".join(GOOD_MORNING))),
        streamed(*(b": keep-alive\n\n" + piece for piece in GOOD_MORNING)),
        streamed(*GOOD_MORNING[:-1]),
        streamed(word("Good mörning 日本") + word("", "stop")),
        scripts.hints(3, streamed(*GOOD_MORNING)),
        scripts.zipped(b"".join(GOOD_MORNING)),
        scripts.zipped(b"".join(GOOD_MORNING), "x-gzip"),
    ],
    ids=["CRLF", "CR", "byte by byte", "comments", "no DONE", "one word", "hints", "gzip", "x-gzip"],
)
def test_a_stream_that_is_only_odd_is_read(script: Script, asked: Asked, serve: Serve) -> None:
    run = performed(asked(serve(script).url, Fault("odd", script)))
    assert (run.state, words_of(run)) == (State.SUCCEEDED, "Good mörning 日本")


def test_what_is_no_utf_8_is_marked_and_the_rest_is_kept(asked: Asked, serve: Serve) -> None:
    pieces = [piece.replace("日".encode(), b"\xe6\x97") for piece in GOOD_MORNING]
    run = performed(asked(serve(streamed(*pieces)).url, Fault("broken letters", body(b""))))
    assert words_of(run) == "Good mörning �本"


def test_a_giant_event_is_read_up_to_the_limit(asked: Asked, serve: Serve) -> None:
    long = "word " * 180_000
    run = performed(asked(serve(streamed(word(long), *GOOD_MORNING[2:])).url, Fault("giant", body(b""))))
    assert words_of(run) == long


def test_words_without_end_are_kept_up_to_the_limit(
    asked: Asked, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WORDS", 50_000)
    run = performed(asked(serve(scripts.endless(word("word " * 2_000))).url, Fault("endless", body(b""))))
    follows(run, "It answers more than is taken in")
    assert len(words_of(run)) == 50_000


@pytest.mark.parametrize(
    ("asked_for", "answer", "notice"),
    [
        (CHAT, {"choices": []}, "The model answered without any text."),
        (CHAT, {"choices": None}, "The model answered without any text."),
        (CHAT, {"choices": [{"message": {"content": None}}]}, "The model answered without any text."),
        (PICTURE, {"data": []}, "The service answered without a picture."),
        (MODERATION, {"results": []}, "The service answered without a verdict."),
    ],
)
def test_an_answer_that_says_there_is_nothing_succeeds_and_says_so(
    asked_for: Any, answer: Any, notice: str, asked: Asked, serve: Serve
) -> None:
    server = serve(body(json.dumps(answer).encode()))
    run = performed(asked(server.url, Fault("nothing", server.script, asked=asked_for)))
    assert (run.state, run.notices) == (State.SUCCEEDED, [notice])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_neither_key_nor_words_go_to_another_server(status: int, asked: Asked, serve: Serve) -> None:
    other = serve(body(b"{}"))
    server = serve(body(b"", status=status, location=f"{other.url}/chat/completions"))
    run = performed(asked(server.url, Fault("elsewhere", server.script)))
    follows(run, "It sends us on to another address")
    assert (other.connections, len(server.requests)) == (0, 1)


@pytest.mark.parametrize("row", SHOWN, ids=["waiting", "over"])
def test_the_page_of_the_run_says_it(row: str, asked: Asked, serve: Serve) -> None:
    fault = ANSWERING[row][0]
    run = performed(asked(serve(fault.script).url, fault))
    page = unescape(signed_in(run.owner).get(run.get_absolute_url()).content.decode())
    message = said_of(run)["message"]
    assert message in page
    assert ("may have charged" in page) is (run.state == State.FAILED)
    assert "Traceback" not in page
