"""Of many threads only a few are at the database at once, and none keeps a connection afterwards."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.models import Group
from django.db import connection, connections

from runs import patience
from runs.patience import patiently, seated
from tests.processes import Office

THREADS = 40
SEATS = patience.SEATS._initial_value  # type: ignore[attr-defined]  # the types leave it out


def test_of_forty_threads_only_a_few_are_at_the_database_at_once() -> None:
    lock, now, most = threading.Lock(), [0], [0]
    full = threading.Event()

    def work() -> None:
        with seated():
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
                if now[0] == SEATS:
                    full.set()
            assert full.wait(60)
            with lock:
                now[0] -= 1

    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(work) for _ in range(THREADS)]:
            done.result()
    assert most == [SEATS]


def test_a_step_gives_the_connection_back(office: Office) -> None:
    def work() -> bool:
        patiently(Group.objects.count)
        given_back: bool = connections["default"].connection is None
        return given_back

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(work).result()


def test_a_step_that_fails_gives_its_seat_back(office: Office) -> None:
    for _ in range(2 * SEATS):
        try:
            with seated():
                connection.ensure_connection()
                raise ZeroDivisionError
        except ZeroDivisionError:
            assert connection.connection is None
