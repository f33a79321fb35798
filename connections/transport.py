"""How a request goes out: a `requests` adapter whose connections obey a `Call`."""

import http.client
import re
import socket
import time
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
MOST_LINES = 1000  # kept open to one server: as many as a worker may have calls
# Seconds for which every server keeps a line that is idle, and how much less than it says we rely on.
KEPT, MARGIN, LONGEST = 1.5, 2.0, 60.0
PROMISE = re.compile(r"timeout=(\d{1,6})\b")


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
    call: Call | None = None
    kept_for = KEPT
    good_until = 0.0

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
        kept, self.call = self.call is None, current.get()  # whoever connects has a call
        self.call.on_kept_line = kept
        self.call.leave(self)
        super().request(*args, **kwargs)  # type: ignore[misc]

    def getresponse(self: Any) -> Any:
        response = super().getresponse()  # type: ignore[misc]
        promised = PROMISE.search(response.headers.get("Keep-Alive", ""))
        self.kept_for = min(max(int(promised[1]) - MARGIN, 0), LONGEST) if promised else KEPT
        return response

    def rest(self: Any) -> None:
        """Its call is through with it: nobody ends it any more on that call's account."""
        if self.call:
            self.call.let_go()
            self.call = None
        self.good_until = time.monotonic() + self.kept_for


class ToldHTTPConnection(Told, HTTPConnection):
    pass


class ToldHTTPSConnection(Told, HTTPSConnection):
    pass


class Resting:
    """A pool in which no line rests for longer than its server surely keeps it."""

    def _get_conn(self: Any, timeout: float | None = None) -> Any:
        connection = super()._get_conn(timeout)  # type: ignore[misc]
        if time.monotonic() > connection.good_until or current.get().needs_new_line:
            connection.close()  # it connects again when it is used
        return connection

    def _put_conn(self: Any, connection: Any) -> None:
        if connection:
            connection.rest()
        super()._put_conn(connection)  # type: ignore[misc]

    def close_idle(self: Any, now: float) -> None:
        if self.pool is not None:
            with self.pool.mutex:  # so that nobody takes one meanwhile
                for connection in filter(None, self.pool.queue):
                    if now > connection.good_until:
                        connection.close()


class ToldHTTPPool(Resting, HTTPConnectionPool):
    ConnectionCls = ToldHTTPConnection


class ToldHTTPSPool(Resting, HTTPSConnectionPool):
    ConnectionCls = ToldHTTPSConnection


class Adapter(HTTPAdapter):
    """Sends over connections that obey the current call, directly or through an HTTP proxy."""

    def __init__(self) -> None:
        super().__init__(pool_maxsize=MOST_LINES)
        self.users, self.used_at = 0, 0.0

    def close_idle(self, now: float) -> None:
        """Close the lines that may not serve again at this time."""
        for manager in (self.poolmanager, *self.proxy_manager.values()):
            for key in manager.pools.keys():  # noqa: SIM118 - a container that cannot be walked otherwise
                if pool := manager.pools.get(key):
                    pool.close_idle(now)

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
