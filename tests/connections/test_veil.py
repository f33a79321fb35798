"""Whatever a server repeats of what it was sent is starred out before anybody reads it."""

from collections.abc import Callable

import pytest

from connections import errors
from connections.client import Client, Request
from connections.veil import Veil
from tests.connections.filling import KEY
from tests.connections.server import Exchange, Server, chunk
from tests.faults.scripts import streamed, word

Serve = Callable[..., Server]
Connect = Callable[..., Client]
LIST = Request(method="GET", path="/models")
CHAT = Request(method="POST", path="/chat/completions", json={"stream": True})
TEAM = "hidden-value-1234"


def over(*pieces: bytes) -> list[bytes]:
    return list(Veil([KEY, "tiny"]).over_pieces(pieces))


@pytest.mark.parametrize("cut", range(1, len(KEY)))
def test_a_key_that_comes_in_two_pieces_is_starred_out(cut: int) -> None:
    key = KEY.encode()
    assert b"".join(over(b"It was " + key[:cut], key[cut:] + b".")) == b"It was ********."


def test_what_only_begins_like_a_key_comes_whole() -> None:
    assert b"".join(over(b"sk-live-", b"and now something else sk", b"-l")) == (
        b"sk-live-and now something else sk-l"
    )


def test_nothing_waits_that_cannot_be_a_key() -> None:
    pieces = Veil([KEY]).over_pieces(iter([b"Good ", b"morning s", b"un"]))
    assert [next(pieces), next(pieces), next(pieces)] == [b"Good ", b"morning ", b"sun"]


def test_a_short_one_is_no_secret() -> None:
    assert over(b"a tiny house") == [b"a tiny house"]


def test_a_server_that_repeats_all_it_was_sent_shows_no_secret(serve: Serve, connect: Connect) -> None:
    def echo(exchange: Exchange) -> None:
        exchange.json(dict(exchange.headers), x_request_id=KEY, x_team=exchange.headers["X-Team"])

    client = connect(serve(echo).url, headers=(("X-Team", TEAM),))
    with client.send(LIST) as answer:
        said = f"{answer.text()} {answer.headers} {answer.request_id}"
    assert '"Authorization": "Bearer ********"' in said
    assert KEY not in said
    assert TEAM not in said


def test_a_stream_that_repeats_it_does_not_either(serve: Serve, connect: Connect) -> None:
    script = streamed(word(f"It is {KEY}."), word("", "stop"), b"data: [DONE]\n\n")
    client = connect(serve(script).url)
    first, _ = client.stream(CHAT)
    assert first["choices"][0]["delta"]["content"] == "It is ********."


def test_nor_does_a_refusal_wherever_it_has_it(serve: Serve, connect: Connect) -> None:
    error = dict.fromkeys(("message", "code", "type", "param"), KEY)
    client = connect(serve(lambda exchange: exchange.json({"error": error}, 400, x_request_id=KEY)).url)
    with pytest.raises(errors.OpenAIError) as refusal:
        client.send(LIST)
    assert KEY not in str(vars(refusal.value))


def test_a_body_in_chunks_is_read_whole(serve: Serve, connect: Connect) -> None:
    def script(exchange: Exchange) -> None:
        exchange.head(200, content_type="text/plain", transfer_encoding="chunked")
        half = KEY.encode()[:9]
        exchange.say(chunk(b"begin " + half), chunk(KEY.encode()[9:] + b" end " + half), b"0\r\n\r\n")

    with connect(serve(script).url).send(LIST) as answer:
        assert answer.text() == f"begin ******** end {KEY[:9]}"
