"""What the figures ought to be, each by its name: declared here and nowhere else."""

from dataclasses import dataclass

from tests.bench.browse import PAGES

MANY = ("100,000", "1,000,000")

OVERHEAD = "overhead a run, p50, against a bare Celery round trip"
RATE = "runs a second, 50 people submitting, against bare Celery"
PROCESSOR = "processor time a run, web and worker, against a bare Celery call"
RATE_WAITING = "runs a second, 50 people, upstream takes 1 s, 50 slots, against bare Celery"
LOST = "runs lost, {people} people submitting at once, SQLite"
IDLE = "memory of all processes, idle"
FLYING = "calls in flight at once in one worker, of 1,000"
IN_FLIGHT = "memory of all processes, 1,000 calls in flight"
ENDING = "from when a call of 1,000 {how} until its run is over"
SHUT_DOWN = "shutdown of everything, 1,000 calls in flight"
UNSETTLED = "runs of 1,000 that a shutdown left unsettled"
WORD = "a streamed word, upstream to browser event, {share}, 200 streams"
STREAMS = "open event streams that a web process kept and told, of 2,000"
STREAM_MEMORY = "memory of an open event stream"
PAGE = "{page} at {many} runs against 1,000"
QUERIES = "pages that take more queries at {many} runs than at 1,000"
SEARCH = "full-text search at 100,000 runs on SQLite, p50, against a row by its key"
START = "start of everything, the second time"


@dataclass(frozen=True)
class Target:
    """A bound that the value may reach."""

    bound: float
    unit: str = ""
    is_least: bool = False

    def is_met(self, value: float) -> bool:
        return value >= self.bound if self.is_least else value <= self.bound

    def __str__(self) -> str:
        unit = self.unit if self.unit == "x" else f" {self.unit}".rstrip()
        return f"{'at least' if self.is_least else 'at most'} {self.bound:,g}{unit}"


TARGETS = {
    OVERHEAD: Target(4, "x"),
    RATE: Target(0.45, "x", is_least=True),
    PROCESSOR: Target(5, "x"),
    RATE_WAITING: Target(0.94, "x", is_least=True),
    **{LOST.format(people=people): Target(0) for people in (50, 500)},
    IDLE: Target(300, "MB"),
    FLYING: Target(1000, is_least=True),
    IN_FLIGHT: Target(600, "MB"),
    **{ENDING.format(how=how): Target(1, "s") for how in ("is cancelled", "passes its deadline")},
    SHUT_DOWN: Target(10, "s"),
    UNSETTLED: Target(0),
    WORD.format(share="p50"): Target(20, "ms"),
    WORD.format(share="p99"): Target(100, "ms"),
    STREAMS: Target(2000, is_least=True),
    STREAM_MEMORY: Target(40, "KB"),
    **{PAGE.format(page=page, many=many): Target(2, "x") for page in PAGES for many in MANY},
    **{QUERIES.format(many=many): Target(0) for many in MANY},
    SEARCH: Target(30, "x"),
    START: Target(3, "s"),
}
