"""What a run costs beyond the time of the server: submitted to stored and shown, one after the other."""

import asyncio
import time

from connections.models import Connection
from tests.bench.bare_task import call
from tests.bench.figures import Figure, percentile, ratio
from tests.bench.ground import Ground
from tests.bench.targets import OVERHEAD
from tests.bench.visitors import Visitor
from tests.bench.wire import Line

TURNS = 5
CALLS = 60  # of each kind in a turn
CALLERS = 20


def measure(ground: Ground) -> list[Figure]:
    """Take turns: `requests` alone, Celery alone, Workroom."""
    ground.house.open()
    (visitor,) = ground.people(1)
    at_once, address = ground.connections["0"], ground.upstream.address("0")
    alone: list[float] = []
    celery: list[float] = []
    ours: list[list[float]] = []
    upstream = [asyncio.run(most(ground.upstream.port)) for _ in range(TURNS)]
    asyncio.run(several(visitor, at_once))  # everything has been imported and connected once
    for _ in range(TURNS):
        alone.append(percentile([timed(address) for _ in range(CALLS)], 50))
        celery.append(percentile([ground.bare.round_trip(address) for _ in range(CALLS)], 50))
        ours.append([taken - alone[-1] for taken in asyncio.run(several(visitor, at_once))])
    found = {share: [percentile(turn, share) * 1000 for turn in ours] for share in (50, 95, 99)}
    return [
        Figure("calls a second that the server in OpenAI's place can answer", upstream, "/s"),
        Figure("a call by requests alone, p50", [taken * 1000 for taken in alone], "ms"),
        Figure("a bare Celery round trip, p50", [taken * 1000 for taken in celery], "ms"),
        *(Figure(f"overhead a run, p{share}", taken, "ms") for share, taken in found.items()),
        ratio(OVERHEAD, found[50], [taken * 1000 for taken in celery]),
    ]


async def most(port: int) -> float:
    """Return how many calls a second the server answers when nothing else is in the way."""

    async def calls(line: Line) -> None:
        async with line:
            for _ in range(CALLS):
                await line.fetch("POST", "/0/v1/chat/completions", "", b"{}")

    began = time.perf_counter()
    await asyncio.gather(*(calls(Line(port)) for _ in range(CALLERS)))
    return CALLERS * CALLS / (time.perf_counter() - began)


def timed(address: str) -> float:
    began = time.perf_counter()
    call(address)
    return time.perf_counter() - began


async def several(visitor: Visitor, connection: Connection) -> list[float]:
    """Ask one after the other; return the seconds that each took."""
    try:
        return [await visitor.wait(connection) for _ in range(CALLS)]
    finally:
        visitor.line.close()
