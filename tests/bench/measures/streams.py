"""Words on their way, from the server that says them to the browser that hears them; open event streams."""

import asyncio
import json
import time

from connections.models import Connection
from tests.bench.figures import Figure, percentile
from tests.bench.ground import Ground
from tests.bench.measures.flight import CALLS, in_hand
from tests.bench.processes import memory
from tests.bench.targets import STREAM_MEMORY, STREAMS, WORD
from tests.bench.visitors import LIVE, Visitor
from tests.bench.wire import Line

TURNS, PEOPLE, EACH = 3, 50, 4
RUNS, READERS = 20, 2000
UNTIL = 60.0  # seconds for an event to come


def words(ground: Ground) -> list[Figure]:
    """200 people watch 200 answers; each word says when it left."""
    ground.house.open(CALLS)
    visitors, saying = ground.people(PEOPLE), ground.connections["words"]
    taken = [asyncio.run(heard(ground, visitors, saying)) for _ in range(TURNS)]
    return [
        Figure(WORD.format(share=f"p{share}"), [percentile(turn, share) * 1000 for turn in taken], "ms")
        for share in (50, 99)
    ]


async def heard(ground: Ground, visitors: list[Visitor], saying: Connection) -> list[float]:
    """Return of each word the seconds that it took."""
    paths = await asyncio.gather(*(asked(visitor, saying, EACH) for visitor in visitors))
    listening = [asyncio.ensure_future(listen(ground, path)) for some in paths for path in some]
    await asyncio.to_thread(in_hand, ground.upstream, PEOPLE * EACH)
    await ground.upstream.seen("release")
    return [taken for stream in await asyncio.gather(*listening) for taken in stream]


async def asked(visitor: Visitor, connection: Connection, times: int) -> list[str]:
    """Ask so many times; return where each run tells its events."""
    runs = [await visitor.ask(connection) for _ in range(times)]
    paths = [LIVE.findall(await visitor.page(run))[0] for run in runs]
    visitor.line.close()
    return paths


async def listen(ground: Ground, path: str) -> list[float]:
    taken = []
    async with Line(ground.house.port) as line, asyncio.timeout(UNTIL):
        async for kind, data in line.listen(path):
            now = time.time()
            if kind == "text":
                taken += [now - float(word) for word in json.loads(data)["text"].split()]
    return taken


def readers(ground: Ground) -> list[Figure]:
    """2,000 browsers watch runs that go on; then all of these end, and everybody is to hear of it."""
    turns = []
    for _ in range(TURNS):
        ground.house.start(CALLS)  # a process that has not grown yet
        (visitor,), holding = ground.people(1), ground.connections["held"]
        turns.append(asyncio.run(watched(ground, visitor, holding)))
    return [
        Figure(STREAMS, [told for told, _ in turns]),
        Figure(STREAM_MEMORY, [grown * 1024 / READERS for _, grown in turns], "KB"),
    ]


async def watched(ground: Ground, visitor: Visitor, holding: Connection) -> tuple[int, float]:
    """Return how many heard of the end, and by how many megabytes the web process grew."""
    paths = await asked(visitor, holding, RUNS)
    await asyncio.to_thread(in_hand, ground.upstream, RUNS)
    web = ground.house.processes("granian")
    before, opened = memory(web), asyncio.Semaphore(0)
    watching = [watch(ground, path, opened) for path in paths for _ in range(READERS // RUNS)]
    ends = [asyncio.ensure_future(one) for one in watching]
    for _ in ends:
        await opened.acquire()
    grown = memory(web) - before
    await ground.upstream.seen("release")
    return sum(await asyncio.gather(*ends)), grown


async def watch(ground: Ground, path: str, opened: asyncio.Semaphore) -> bool:
    """Say when the stream is open; return whether it told of the end."""
    async with Line(ground.house.port) as line, asyncio.timeout(UNTIL):
        async for kind, _ in line.listen(path):
            if not kind:  # the stream's first words: where it stands
                opened.release()
            if kind == "over":
                return True
    return False
