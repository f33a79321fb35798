"""What a server can do that has been reached, by the row of the table that it belongs to."""

import gzip
import json
from typing import Any

from connections.client import Timeouts
from tests.connections.server import Exchange
from tests.faults import scripts
from tests.faults.scripts import HALF, body, broken_off, endless, raw, refusal, streamed, word
from tests.faults.table import CHAT, LOOK, PICTURE, SPEECH, Fault

# Long enough for a busy machine to have sent what comes first, and no longer than a test may wait.
HURRIED = Timeouts(connect=60, read=60, total=2)
STRICT = Timeouts(connect=60, read=1.5)
PAGE = b"<!doctype html><title>Sign in</title>"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
LENGTH = b"HTTP/1.1 200 OK\r\nContent-Length: 9"


def money(code: str, status: int = 429) -> Fault:
    return Fault(f"{status} {code}", refusal(status, code, kind="insufficient_quota"))


def saying(does: str, answer: Any, asked: Any = PICTURE) -> Fault:
    return Fault(does, body(json.dumps(answer).encode()), asked=asked)


def hints_without_end(exchange: Exchange) -> None:
    while not exchange.over.is_set():
        exchange.say(b"HTTP/1.1 100 Continue\r\n\r\n")


def a_terabyte(exchange: Exchange) -> None:
    exchange.head(200, content_type="application/json", content_length=str(10**12))


def too_short(exchange: Exchange) -> None:
    exchange.head(200, content_type="application/json", content_length="5")
    exchange.say(b'{"choices": []}')


ANSWERING = {
    "It is busy: 429, 503, 408, 409": [
        Fault("429 without a time", refusal(429, "rate_limit_exceeded"), wait=2),
        Fault("429 with seconds", refusal(429, retry_after="40"), wait=40),
        Fault("429 with milliseconds", refusal(429, retry_after_ms="30500"), wait=30.5),
        Fault("429 with a date", scripts.busy_until(seconds=40), wait=40),
        Fault("429 with a date that is over", scripts.busy_until(days=-3), wait=2),
        Fault("429 with nonsense for a time", refusal(429, retry_after="soon"), wait=2),
        Fault("429 slow_down", refusal(429, "slow_down", kind="rate_limit_error")),
        Fault("503 server_is_overloaded", refusal(503, "server_is_overloaded")),
        Fault("503 slow_down", refusal(503, "slow_down", kind="service_unavailable_error")),
        Fault("503 with a page", body(b"<h1>503</h1>", "text/html", 503)),
        Fault("429 whose words never come", scripts.trickling(b" ", 429)),
    ],
    "It is busy and asks for more than 15 minutes": [
        Fault("429 with an hour", refusal(429, retry_after="3600")),
        Fault("429 with a date too far away", scripts.busy_until(minutes=60, seconds=30)),
    ],
    "It is busy, and for ever": [
        Fault("429 with the end of time", refusal(429, retry_after="Fri, 31 Dec 9999 23:59:59 GMT")),
        Fault("429 with more seconds than time has", refusal(429, retry_after="99999999999999999999")),
    ],
    "Money is missing: 402, `insufficient_quota`, `billing_not_active`, a spending limit": [
        money("insufficient_quota"),
        money("credit_balance_exhausted"),
        money("organization_spend_limit_exceeded"),
        money("project_spend_limit_exceeded"),
        money("billing_hard_limit_reached", 400),
        money("billing_not_active"),
        Fault("402", body(b"Insufficient Balance", "text/plain", 402)),
    ],
    "It fails: 500, 502, 504, an error within a stream": [
        Fault("500", refusal(500, kind="server_error")),
        Fault("502 with a page", body(b"<html><h1>502 Bad Gateway</h1></html>", "text/html", 502)),
        Fault("504", body(b"", status=504)),
        Fault("529 with broken JSON", body(b'{"error": {"mess', status=529)),
        Fault("an error event", streamed(word(HALF), b'event: error\ndata: {"message": "Oh."}\n\n'), HALF),
        Fault("an error object", streamed(word(HALF), b'data: {"error": {"message": "Oh."}}\n\n'), HALF),
    ],
    "The connection is lost: reset, cut, ended too soon": [
        Fault("a stream cut in mid-event", broken_off(word(HALF), b'data: {"choi'), HALF),
        Fault("a stream without its last event", streamed(word(HALF)), HALF),
        Fault("a stream that ends within an event", streamed(word(HALF), b'data: {"choi'), HALF),
        Fault("a line that is dead before the answer", raw()),
        Fault("a reset after sending", scripts.reset_after()),
        Fault("a reset in mid-body", scripts.reset_after(LENGTH, b"\r\n\r\n{")),
        Fault("a Content-Length that is too long", raw(LENGTH, b"\r\n\r\n{}")),
        Fault("a chunk that is not whole", raw(CHUNKED, b"ff\r\n{")),
        Fault("a chunk whose length is none", raw(CHUNKED, b"xyz\r\n{}")),
    ],
    "It says nothing for longer than the connection allows": [
        Fault("silence", lambda exchange: exchange.wait(), timeouts=STRICT),
        Fault("silence in mid-stream", scripts.unended(word(HALF)), HALF, STRICT),
        Fault("a body that does not come", scripts.unended(), timeouts=STRICT),
    ],
    "It takes longer in all than the connection allows": [
        Fault("bytes trickling in", scripts.trickling(b" "), timeouts=HURRIED),
        Fault(
            "comments without end", endless(b": keep-alive\n\n", first=word(HALF), pause=0.05), HALF, HURRIED
        ),
        Fault("hints without end", hints_without_end, timeouts=HURRIED),
    ],
    "It answers what makes no sense: broken JSON, a web page": [
        Fault("malformed JSON", body(b"{'choices': no}")),
        Fault("truncated JSON", body(b'{"choices": [{"message"')),
        Fault("a Content-Length that is too short", too_short),
        Fault("JSON that is nested without end", body(b"[" * 100_000)),
        Fault("an event that is no JSON", streamed(word(HALF), b"data: {no}\n\n"), HALF),
        Fault("an event that is no object", streamed(word(HALF), b"data: [1]\n\n"), HALF),
        Fault("a page", body(PAGE, "text/html")),
        Fault("a page for sound", body(PAGE, "text/html"), asked=SPEECH),
        Fault("gzip that is none", body(b"no gzip", content_encoding="gzip")),
        saying("JSON that is a list", [1, 2]),
        Fault("a redirect to nowhere", body(b"", status=302)),
    ],
    "It answers nothing: an empty body, 204": [
        Fault("success without a body", body(b"")),
        Fault("204", raw(b"HTTP/1.1 204 No Content\r\n\r\n")),
    ],
    "It does not speak HTTP, or speaks it wrongly": [
        Fault("another language", raw(b"SSH-2.0-OpenSSH_9.6\r\n")),
        Fault("a TLS alert", raw(b"\x15\x03\x01\x00\x02\x02\x46\n")),
        Fault("a header without end", scripts.long_headers(1, 200_000)),
        Fault("a thousand headers", scripts.long_headers(1000, 50)),
        Fault("two lengths", raw(LENGTH, b"\r\nContent-Length: 7\r\n\r\n{}")),
        Fault("a hundred hints", scripts.hints(100, body(b"{}"))),
    ],
    "It answers something else than was asked for": [
        saying("an object without choices", {"practice": "another shape"}, CHAT),
        Fault("a stream of something else", streamed(b'data: {"type": "x.done"}\n\n'), asked=LOOK),
        saying("choices of another kind", {"choices": "none"}, CHAT),
        saying("a choice without a message", {"choices": [7]}, CHAT),
        saying("no data", {"created": 1}),
        saying("data without a picture", {"data": [{"revised_prompt": "A fox"}]}),
        saying("base64 that is broken", {"data": [{"b64_json": "no base64!"}]}),
        saying("a link that is none", {"data": [{"url": None}]}),
        Fault("JSON for sound", body(b'{"audio": 1}'), asked=SPEECH),
        Fault("sound without a byte", body(b"", "audio/mpeg"), asked=SPEECH),
    ],
    "It answers more than is taken in": [
        Fault("a line without end", endless(b"x" * 60_000, first=word(HALF)), HALF),
        Fault("an event without end", endless(b"data: x\n" * 8_000, first=word(HALF)), HALF),
        Fault("a body without end", endless(b"0" * 60_000, "audio/mpeg"), asked=SPEECH),
        Fault("JSON without end", endless(b"0" * 60_000, "application/json")),
        Fault("a Content-Length of a terabyte", a_terabyte),
        Fault("a zip bomb", body(gzip.compress(bytes(40_000_000)), content_encoding="gzip")),
        Fault("JSON of a great many values", body(b"[" + b"[]," * 200_000 + b"[]]")),
    ],
    "It sends us on to another address": [
        Fault("a redirect to itself", body(b"", status=307, location="/v1/chat/completions")),
        Fault("a redirect to a file", body(b"", status=302, location="file:///etc/passwd")),
        Fault("a redirect to nonsense", body(b"", status=302, location="http://[bad/")),
    ],
}
