"""Nothing goes where it may not, however the address is written and whatever a name says the second time."""

import socket
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from connections import errors
from connections.client import Client, Request, Timeouts
from connections.models import Connection
from connections.presets import checked_server
from connections.reach import Reach, allowed, read
from tests.connections.server import Exchange, Server

Serve = Callable[..., Server]
Connect = Callable[..., Client]
LIST = Request(method="GET", path="/models")
BRIEF = Timeouts(connect=0.3)
# This machine, in every way that a resolver understands.
HERE = [
    "127.0.0.1",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "127.1",
    "2130706433",
    "0177.0.0.1",
    "0x7f.0.0.1",
    "127.255.255.254",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
]
# What is nobody's server, wherever Workroom runs.
NOWHERE = [
    "0.0.0.0",
    "0",
    "169.254.169.254",
    "0xa9fea9fe",
    "100.100.100.200",
    "224.0.0.1",
    "255.255.255.255",
    "240.0.0.1",
    "[::]",
    "[fe80::1]",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::a9fe:a9fe]",
    "[ff02::1]",
    "[fd00:ec2::254]",
    "[64:ff9b:1::7f00:1]",
]
INSIDE = [
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "[fd00::1]",
    "[::ffff:10.0.0.1]",
    "[2002:a00:1::]",
]


def at(server: Server, host: str) -> str:
    return f"http://{host}:{server.port}/v1"


@pytest.mark.parametrize("host", [*HERE, *NOWHERE, *INSIDE])
def test_nothing_private_is_connected_to_where_only_the_public_web_may_be(
    host: str, serve: Serve, connect: Connect
) -> None:
    server = serve()
    with pytest.raises(errors.OffLimits) as caught:
        connect(at(server, host), reach=Reach.PUBLIC, timeouts=BRIEF).send(LIST)
    assert server.connections == 0
    assert (caught.value.sent, caught.value.retryable) == (False, False)


@pytest.mark.parametrize("host", NOWHERE)
def test_some_addresses_are_never_connected_to(host: str, serve: Serve, connect: Connect) -> None:
    server = serve()
    with pytest.raises(errors.OffLimits):
        connect(at(server, host), reach=Reach.PRIVATE, timeouts=BRIEF).send(LIST)
    assert server.connections == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "127.1"])
def test_this_machine_is_within_reach_where_private_addresses_are(
    host: str, serve: Serve, connect: Connect
) -> None:
    server = serve()
    connect(at(server, host), reach=Reach.PRIVATE).send(LIST).close()
    assert server.last.headers["host"] == f"{host}:{server.port}"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("64:ff9b::10.0.0.1", "10.0.0.1"),
        ("2002:a00:1::", "10.0.0.1"),
        ("::10.0.0.1", "10.0.0.1"),
        ("2001:0:4136:e378:8000:63bf:f5ff:fffe", "10.0.0.1"),
        ("::1", "::1"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_an_address_inside_an_address_is_what_is_meant(written: str, meant: str) -> None:
    assert str(read(written)) == meant


class Resolver:
    """Says of one name what it is told to, another answer each time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self.answers, self.asked = list(answers), 0
        self.real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self)

    def __call__(self, host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host != "rebound.example" or kwargs.get("flags"):
            return self.real(host, port, *args, **kwargs)
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answer]


def test_a_name_that_leads_inside_is_off_limits(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    Resolver(monkeypatch, ["127.0.0.1"])
    with pytest.raises(errors.OffLimits):
        connect(at(server, "rebound.example"), reach=Reach.PUBLIC).send(LIST)
    assert server.connections == 0


def test_a_name_that_leads_elsewhere_when_asked_again_is_asked_once(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    resolver = Resolver(monkeypatch, ["192.0.2.1"], ["127.0.0.1"])
    monkeypatch.setattr(Reach, "allows", lambda _, address: address != "127.0.0.1")
    with pytest.raises(errors.Unreachable):
        connect(at(server, "rebound.example"), reach=Reach.PUBLIC, timeouts=BRIEF).send(LIST)
    assert (resolver.asked, server.connections) == (1, 0)


def test_of_several_addresses_only_those_within_reach_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    Resolver(monkeypatch, ["127.0.0.1", "93.184.216.34", "10.0.0.1"])
    assert allowed("rebound.example", 80, Reach.PUBLIC) == ["93.184.216.34"]


def test_the_next_address_is_tried_where_one_does_not_answer(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve()
    Resolver(monkeypatch, ["127.0.0.99", "127.0.0.1"])
    connect(at(server, "rebound.example")).send(LIST).close()
    assert server.connections == 1


def test_a_redirect_leads_nowhere_inside(serve: Serve, connect: Connect) -> None:
    other = serve()
    server = serve(lambda exchange: exchange.answer(302, location=at(other, "localhost")))
    with pytest.raises(errors.Redirected):
        connect(server.url).send(LIST)
    assert other.connections == 0


def test_a_link_leads_nowhere_inside_though_its_server_is_there(serve: Serve, connect: Connect) -> None:
    other = serve()
    client = connect(serve().url, reach=Reach.PRIVATE)
    for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"):
        with pytest.raises(errors.Unusable, match="not safe"):
            client.download(f"https://{host}:{other.port}/secret")
    assert other.connections == 0


def test_a_link_that_redirects_inside_is_not_followed(serve: Serve, connect: Connect) -> None:
    other = serve()

    def script(exchange: Exchange) -> None:
        exchange.answer(302, location=f"http://127.0.0.1:{other.port}/secret")

    server = serve(script)
    with pytest.raises(errors.Redirected):
        connect(server.url).download(f"{server.url}/picture.png")
    assert other.connections == 0


def test_a_proxy_is_not_asked_for_what_is_off_limits(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve()
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
    with pytest.raises(errors.OffLimits):
        connect("http://169.254.169.254/v1").send(LIST)
    with pytest.raises(errors.OffLimits):
        connect("http://10.0.0.1/v1", reach=Reach.PUBLIC).send(LIST)
    assert proxy.connections == 0


def test_a_proxy_inside_is_used_though_servers_inside_are_off_limits(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve()
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
    connect("http://server.example/v1", reach=Reach.PUBLIC).send(LIST).close()
    assert proxy.last.target == "http://server.example/v1/models"


@pytest.mark.django_db
@pytest.mark.parametrize(("allow", "reach"), [(True, Reach.PRIVATE), (False, Reach.PUBLIC)])
def test_a_connection_goes_as_far_as_the_setting_says(allow: bool, reach: Reach, settings: Settings) -> None:
    settings.ALLOW_PRIVATE_ADDRESSES = allow
    connection = Connection.objects.create(name="Ollama", base_url="http://localhost:11434/v1")
    with connection.client() as client:
        assert client.reach is reach


@pytest.mark.django_db
def test_practice_is_always_within_reach_and_nothing_beside_it(settings: Settings) -> None:
    settings.ALLOW_PRIVATE_ADDRESSES = False
    ours = Connection.objects.create(name="Practice", base_url=settings.PRACTICE_URL)
    beside = Connection.objects.create(name="Beside", base_url=settings.PRACTICE_URL.replace("/practice", ""))
    with ours.client() as client, beside.client() as other:
        assert (client.reach, other.reach) == (Reach.PRIVATE, Reach.PUBLIC)


@pytest.mark.parametrize("host", [*HERE, *NOWHERE, *INSIDE])
def test_a_base_url_inside_is_refused_in_words_where_it_is_closed(host: str, settings: Settings) -> None:
    settings.ALLOW_PRIVATE_ADDRESSES = False
    with pytest.raises(ValueError, match="inside a network"):
        checked_server(f"http://{host}:11434/v1")


def test_a_base_url_inside_is_taken_where_it_is_open(settings: Settings) -> None:
    settings.ALLOW_PRIVATE_ADDRESSES = True
    assert checked_server("http://localhost:11434/v1/") == "http://localhost:11434/v1"
    with pytest.raises(ValueError, match=r"enter 127\.0\.0\.1"):
        checked_server("http://0.0.0.0:11434/v1")
