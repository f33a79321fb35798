"""How Celery reaches the queue by TLS: not without knowing whom it talks to."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from kombu import Connection
from kombu.exceptions import OperationalError

from config.queue import TRANSPORT, celery_address
from tests.connections.certificates import certified


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A server behind a certificate that only its file vouches for: its port, and that file."""
    context, file = certified(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as thread:

        def serve() -> None:
            while True:
                line, _ = server.accept()
                with suppress(OSError), line, context.wrap_socket(line, server_side=True) as safe:
                    while safe.recv(4096):
                        safe.sendall(b"+PONG\r\n" * 9)

        serving = thread.submit(serve)
        yield server.getsockname()[1], file
        server.shutdown(socket.SHUT_RDWR)
        assert isinstance(serving.exception(), OSError)


def connect(address: str) -> None:
    with Connection(celery_address(address), transport_options=TRANSPORT) as line:
        line.ensure_connection(max_retries=1, interval_start=0)


def test_a_broker_whose_certificate_nobody_vouches_for_is_not_talked_to(broker: tuple[int, Path]) -> None:
    with pytest.raises(OperationalError, match="certificate verify failed"):
        connect(f"rediss://:password@127.0.0.1:{broker[0]}/0")


def test_a_broker_with_a_certificate_of_ones_own_is_named_in_the_address(broker: tuple[int, Path]) -> None:
    port, file = broker
    connect(f"rediss://:password@127.0.0.1:{port}/0?ssl_ca_certs={file}")


@pytest.mark.parametrize(
    ("redis", "celery"),
    [
        ("unix:///run/valkey.sock", "redis+socket:///run/valkey.sock"),
        ("redis://broker:6379/0", "redis://broker:6379/0"),
        ("rediss://broker:6380/0", "rediss://broker:6380/0?ssl_cert_reqs=required"),
        ("rediss://broker/0?ssl_cert_reqs=none", "rediss://broker/0?ssl_cert_reqs=none"),
    ],
)
def test_an_address_is_changed_no_more_than_it_must_be(redis: str, celery: str) -> None:
    assert celery_address(redis) == celery
