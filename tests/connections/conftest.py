"""Servers to speak to, and clients that are closed again."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from connections.client import Client
from tests.connections.filling import KEY
from tests.connections.server import Script, Server


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own proxies and certificates are none of our business."""
    for name in (
        "http_proxy",
        "https_proxy",
        "all_proxy",
        "no_proxy",
        "requests_ca_bundle",
        "curl_ca_bundle",
    ):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    servers: list[Server] = []

    def start(script: Script = lambda exchange: exchange.json({}), **kwargs: Any) -> Server:
        servers.append(Server(script, **kwargs))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def connect() -> Iterator[Callable[..., Client]]:
    clients: list[Client] = []

    def make(url: str, **kwargs: Any) -> Client:
        clients.append(Client(url, key=kwargs.pop("key", KEY), **kwargs))
        return clients[-1]

    yield make
    for client in clients:
        client.close()
