"""Whether a child does its work, asked from outside."""

import socket
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from redis import Redis

Answer = TypeVar("Answer")
# Keys that fade within seconds, written by those who are at work (`runs.broker`).
WORKER, SWEEPER = "worker:alive:*", "sweeper:alive"


def web_answers(host: str, port: int) -> bool:
    """Does the web process answer?"""
    connection = HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def port_answers(host: str, port: int) -> bool:
    """Does anybody take a connection there?"""
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def broker_answers(redis_url: str) -> bool:
    """Does a server answer? One that is still reading its file does not yet."""
    return ask(redis_url, lambda redis: bool(redis.ping()), otherwise=False)


def heard_from(redis_url: str, sign: str) -> bool:
    """Is there a sign of life in Redis?"""
    return ask(
        redis_url, lambda redis: next(redis.scan_iter(sign, count=1000), None) is not None, otherwise=False
    )


def worker_answers(redis_url: str, threads: int) -> bool:
    """Is there a worker that takes runs from the queue? Its sign of life alone does not say so."""

    def takes_runs(redis: "Redis") -> bool:
        waiting = any(client["cmd"] == "brpop" for client in redis.client_list())
        return waiting or redis.hlen("unacked") >= threads  # a worker with its hands full asks for no more

    # A server that does not let us look at its clients is no reason to doubt the worker.
    return heard_from(redis_url, WORKER) and ask(redis_url, takes_runs, otherwise=True)


def forget_all(redis_url: str) -> None:
    """Remove the signs of life that a broker kept from before it was started again."""

    def forget(redis: "Redis") -> None:
        for key in [key for sign in (WORKER, SWEEPER) for key in redis.scan_iter(sign, count=1000)]:
            redis.delete(key)

    ask(redis_url, forget, otherwise=None)


def ask(redis_url: str, question: "Callable[[Redis], Answer]", otherwise: Answer) -> Answer:
    """Return the server's answer to `question`, or `otherwise` if it cannot be reached."""
    from redis import Redis, RedisError  # late: it takes a while, and the others start meanwhile

    try:
        with Redis.from_url(redis_url, socket_timeout=1, socket_connect_timeout=1) as redis:
            return question(redis)
    except RedisError:
        return otherwise
