"""The client against a real server: what it sends, where its key goes, what it makes of answers."""

import io
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from connections import errors, limits
from connections.client import Answer, Client, Request, Upload
from tests.connections.filling import KEY
from tests.connections.server import Exchange, Server, chunk

Serve = Callable[..., Server]
Connect = Callable[..., Client]
LIST = Request(method="GET", path="/models")


def test_a_json_request_carries_the_key_and_the_account(serve: Serve, connect: Connect) -> None:
    server = serve()
    client = connect(server.url, organization="org-1", project="proj_1", headers=(("X-Extra", "yes"),))
    client.send(Request(json={"a": 1}, headers=(("X-Client-Request-Id", "run-7"),))).close()
    sent = server.last
    assert (sent.method, sent.target, sent.body) == ("POST", "/v1/chat/completions", b'{"a": 1}')
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.headers["openai-organization"] == "org-1"
    assert sent.headers["openai-project"] == "proj_1"
    assert sent.headers["x-extra"] == "yes"
    assert sent.headers["x-client-request-id"] == "run-7"


def test_a_reference_is_sent_where_the_request_has_none_of_its_own(serve: Serve, connect: Connect) -> None:
    server = serve()
    client = connect(server.url, reference="run-8")
    client.send(LIST).close()
    assert server.last.headers["x-client-request-id"] == "run-8"
    client.send(Request(method="GET", path="/models", headers=(("x-client-request-id", "mine"),))).close()
    assert server.last.headers["x-client-request-id"] == "mine"


def test_a_server_with_a_key_header_of_its_own_gets_the_bare_key(serve: Serve, connect: Connect) -> None:
    server = serve()
    connect(server.url, key_header="api-key").send(LIST).close()
    assert server.last.headers["api-key"] == KEY
    assert "authorization" not in server.last.headers


def test_without_a_key_no_authorization_is_sent_even_with_a_netrc(
    serve: Serve, connect: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login alice password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server = serve()
    connect(server.url, key="").send(LIST).close()
    assert "authorization" not in server.last.headers


def test_the_query_string_is_quoted(serve: Serve, connect: Connect) -> None:
    server = serve()
    connect(server.url).send(Request(method="GET", path="/files", params=(("a", "b c&d"),))).close()
    assert server.last.target == "/v1/files?a=b+c%26d"


@pytest.mark.parametrize("name", ["Authorization", "authorization", "Host", "api-key", "Content-Length"])
def test_a_request_cannot_override_what_belongs_to_the_connection(
    serve: Serve, connect: Connect, name: str
) -> None:
    server = serve()
    with pytest.raises(errors.Unsendable):
        connect(server.url).send(Request(method="GET", path="/models", headers=((name, "x"),)))
    assert server.connections == 0


def test_a_path_that_leaves_the_api_is_not_sent(serve: Serve, connect: Connect) -> None:
    server = serve()
    with pytest.raises(errors.Unsendable, match="may not contain"):
        connect(server.url).send(Request(method="GET", path="/../admin"))
    assert server.connections == 0


def test_a_key_with_a_line_break_is_refused_without_repeating_it(connect: Connect) -> None:
    with pytest.raises(errors.Unsendable) as caught:
        connect("http://127.0.0.1:9", key="sk-secret-secret\nX: y").send(LIST)
    assert "secret" not in str(caught.value)


def test_files_are_sent_as_a_form(serve: Serve, connect: Connect) -> None:
    server = serve()
    upload = Upload("file", "a.txt", "text/plain", io.BytesIO(b"hello"))
    connect(server.url).send(Request(path="/files", form=(("purpose", "vision"),), files=(upload,))).close()
    sent = server.last
    assert sent.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert int(sent.headers["content-length"]) == len(sent.body)
    assert b'name="purpose"\r\n\r\nvision\r\n' in sent.body
    assert b'filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n' in sent.body


def test_a_form_without_files_is_urlencoded(serve: Serve, connect: Connect) -> None:
    server = serve()
    connect(server.url).send(Request(path="/x", form=(("a", "1"), ("a", "2")))).close()
    assert server.last.body == b"a=1&a=2"


def test_an_answer_gives_status_headers_and_json(serve: Serve, connect: Connect) -> None:
    server = serve(lambda exchange: exchange.json({"data": []}, x_request_id="req_9"))
    with connect(server.url).send(LIST) as answer:
        assert (answer.status, answer.media_type, answer.request_id) == (200, "application/json", "req_9")
        assert answer.headers["X-Request-ID"] == "req_9"
        assert answer.json() == {"data": []}


def test_a_large_binary_answer_lies_on_disk(serve: Serve, connect: Connect) -> None:
    sound = bytes(3_000_000)
    server = serve(lambda exchange: exchange.answer(200, sound, content_type="audio/mpeg"))
    with connect(server.url).send(Request(path="/audio/speech")) as answer:
        assert answer.file.read() == sound
        assert answer.size == 3_000_000
        assert getattr(answer.file, "_rolled", False)


def test_an_endless_answer_is_left_unread(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(exchange: Exchange) -> None:
        exchange.head(200, transfer_encoding="chunked")
        while True:
            exchange.say(chunk(bytes(60_000)))

    monkeypatch.setattr(limits, "FILE", 200_000)
    with pytest.raises(errors.Oversized) as caught:
        connect(serve(endless).url).send(LIST)
    assert caught.value.sent


def test_an_answer_that_is_not_json_is_malformed(serve: Serve, connect: Connect) -> None:
    server = serve(lambda exchange: exchange.answer(200, b"<html>", content_type="text/html"))
    with connect(server.url).send(LIST) as answer, pytest.raises(errors.Malformed) as caught:
        answer.json()
    assert caught.value.sent


def test_an_error_with_status_200_is_still_an_error(serve: Serve, connect: Connect) -> None:
    server = serve(
        lambda exchange: exchange.json({"error": "Unexpected endpoint or method. (GET /v1/models)"})
    )
    with pytest.raises(errors.NotOffered):
        connect(server.url).send(LIST)


def test_a_refusal_becomes_its_error(serve: Serve, connect: Connect) -> None:
    body = {"error": {"message": f"Incorrect API key provided: {KEY}.", "code": "invalid_api_key"}}
    server = serve(lambda exchange: exchange.json(body, 401, x_request_id="req_5"))
    with pytest.raises(errors.BadCredentials) as caught:
        connect(server.url).send(LIST)
    assert (caught.value.status, caught.value.request_id, caught.value.sent) == (401, "req_5", False)
    assert KEY not in caught.value.detail


def test_a_refusal_cut_off_in_its_body_is_still_that_refusal(serve: Serve, connect: Connect) -> None:
    def cut(exchange: Exchange) -> None:
        exchange.head(429, content_length="1000", retry_after="3")
        exchange.say(b'{"error"')
        exchange.hang_up()

    with pytest.raises(errors.Busy) as caught:
        connect(serve(cut).url).send(LIST)
    assert caught.value.retry_after == 3


def test_a_get_follows_its_own_server(serve: Serve, connect: Connect) -> None:
    def script(exchange: Exchange) -> None:
        if exchange.target == "/v1/models":
            exchange.answer(307, location="/v1/models/all")
        else:
            exchange.json({"moved": True})

    server = serve(script)
    with connect(server.url).send(LIST) as answer:
        assert answer.json() == {"moved": True}
    assert server.last.headers["authorization"] == f"Bearer {KEY}"


def test_the_key_goes_to_no_other_server(serve: Serve, connect: Connect) -> None:
    other = serve()
    server = serve(lambda exchange: exchange.answer(302, location=f"{other.url}/models"))
    with pytest.raises(errors.Redirected):
        connect(server.url).send(LIST)
    assert other.connections == 0


def test_a_post_is_not_sent_twice_by_a_redirect(serve: Serve, connect: Connect) -> None:
    server = serve(lambda exchange: exchange.answer(307, location="/v1/other"))
    with pytest.raises(errors.Redirected):
        connect(server.url).send(Request(json={}))
    assert len(server.requests) == 1


def test_redirects_in_a_circle_end(serve: Serve, connect: Connect) -> None:
    server = serve(lambda exchange: exchange.answer(302, location="/v1/models"))
    with pytest.raises(errors.Redirected):
        connect(server.url).send(LIST)
    assert len(server.requests) == 4


def test_a_redirect_to_nonsense_is_refused(serve: Serve, connect: Connect) -> None:
    server = serve(lambda exchange: exchange.answer(302, location="http://[bad/"))
    with pytest.raises(errors.Redirected):
        connect(server.url).send(LIST)


def test_a_proxy_of_the_environment_is_used(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve()
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
    connect("http://server.example/v1").send(LIST).close()
    assert proxy.last.target == "http://server.example/v1/models"


def test_a_server_on_this_machine_is_asked_directly(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, server = serve(), serve()
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
    connect(server.url).send(LIST).close()
    assert (proxy.connections, server.connections) == (0, 1)


def test_the_key_is_in_no_repr_and_no_log(
    serve: Serve, connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = connect(serve().url, headers=(("X-Secret", "hidden-value-1234"),))
    answer: Answer = client.send(Request(json={"a": 1}))
    answer.close()
    seen = f"{client!r} {answer!r} {caplog.text}"
    assert KEY not in seen
    assert "hidden-value-1234" not in seen


def test_a_header_that_is_no_secret_is_left_in_answers(serve: Serve, connect: Connect) -> None:
    server = serve(lambda exchange: exchange.json({"data": "application/json, hidden-value-1234"}))
    headers = (("Accept", "application/json"), ("X-Team", "hidden-value-1234"))
    with connect(server.url, headers=headers).send(LIST) as answer:
        assert answer.media_type == "application/json"
        assert answer.json() == {"data": "application/json, ********"}
