"""A port for a server that is still to come."""

import socket

from config.supervisor.checks import PORTS, free_port


def test_no_port_is_given_twice_nor_one_that_goes_to_whoever_names_none() -> None:
    given = [free_port() for _ in range(20)]
    assert len(set(given)) == 20
    assert set(given) <= set(PORTS)


def test_a_port_that_somebody_has_is_passed_over() -> None:
    taken = free_port()
    near = range(taken, taken + 50)
    with socket.create_server(("127.0.0.1", taken)):
        assert taken not in {free_port(near) for _ in near}
