"""How a request goes out: a `requests` adapter whose connections obey a `Call`."""

import http.client
import socket
from contextvars import ContextVar
from typing import Any

from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidProxyURL
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from connections.call import Call
from connections.reach import allowed

current: ContextVar[Call] = ContextVar("current")


MOST_HINTS = 20


class PatientResponse(http.client.HTTPResponse):
    """A response that passes over what a server says before it answers (102, 103: "still at work").

    Python passes over 100 alone, and takes the others for the answer.
    """

    def _read_status(self) -> tuple[str, int, str]:
        for _ in range(MOST_HINTS):
            version, status, reason = super()._read_status()  # type: ignore[misc]  # the types leave it out
            if not 100 < status < 200:
                return version, status, reason
            while self.fp.readline(http.client._MAXLINE + 1).strip():  # type: ignore[attr-defined]  # likewise
                continue
        raise http.client.HTTPException("the server keeps saying that it is still at work")


class Told:
    """A connection that connects under its call's eyes, and tells it just before the first byte leaves."""

    response_class: Any = PatientResponse

    def connect(self: Any) -> None:
        self.call = current.get()  # for the thread that connects, which does not see the context
        self.call.connect(self, super().connect)  # type: ignore[misc]

    def _new_conn(self: Any) -> Any:
        """Connect to an address that was looked at. One of a proxy is the environment's choice."""
        if self.proxy:
            return super()._new_conn()  # type: ignore[misc]
        name = self._dns_host
        try:
            return self._first_of(allowed(name, self.port, self.call.reach))
        except socket.gaierror as error:
            raise NameResolutionError(name, self, error) from error
        finally:
            self._dns_host = name

    def _first_of(self: Any, addresses: list[str]) -> Any:
        """Return the socket of the first address that takes the connection. Raises the last one's error."""
        for address in addresses:
            self._dns_host = address
            try:
                return super()._new_conn()  # type: ignore[misc]
            except (NewConnectionError, ConnectTimeoutError) as error:
                failed = error
        raise failed

    def request(self: Any, *args: Any, **kwargs: Any) -> None:
        if self.is_closed:
            self.connect()
        current.get().leave(self)
        super().request(*args, **kwargs)  # type: ignore[misc]


class ToldHTTPConnection(Told, HTTPConnection):
    pass


class ToldHTTPSConnection(Told, HTTPSConnection):
    pass


class ToldHTTPPool(HTTPConnectionPool):
    ConnectionCls = ToldHTTPConnection


class ToldHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = ToldHTTPSConnection


class Adapter(HTTPAdapter):
    """Sends over connections that obey the current call, directly or through an HTTP proxy."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        use_told_connections(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        if not isinstance(manager, ProxyManager):
            raise InvalidProxyURL("Only HTTP proxies can be used.")
        use_told_connections(manager)
        return manager


def use_told_connections(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": ToldHTTPPool, "https": ToldHTTPSPool}
