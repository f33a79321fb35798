"""What Prometheus hears: the same from every web process, since all of it is in the database and the queue.

What is over has been counted (`runs.counting`), so a scrape reads some totals, and the rows of what waits
and runs now; the history may be as long as it likes. Labels are actions and names of connections, which only
administrators make: never a model, a person or anything that somebody typed.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate

from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from runs import broker
from runs.models import Pace, Run, State, Tally
from runs.models.tally import BOUNDS

BY = ["action", "connection"]
LIMITS = [*map(str, BOUNDS), "+Inf"]


class Workroom(Collector):
    def collect(self) -> Iterator[Metric]:
        yield from (active(), *queue(), paused())
        yield from over()
        yield from machinery()


def exposition() -> bytes:
    """Return all metrics in Prometheus' text format. Raises what databases raise."""
    registry = CollectorRegistry()
    registry.register(Workroom())
    return generate_latest(registry)


def active() -> Metric:
    family = GaugeMetricFamily("workroom_runs", "Runs that wait or run now.", labels=["state", *BY])
    runs = Run.objects.filter(state__in=(State.QUEUED, State.RUNNING)).order_by()
    for *labels, count in runs.values_list("state", "action", "connection_name").annotate(Count("pk")):
        family.add_metric([str(label) for label in labels], count)
    return family


def queue() -> Iterator[Metric]:
    ready = Run.objects.ready().aggregate(length=Count("pk"), oldest=Min("created_at"))
    age = max(0.0, (timezone.now() - ready["oldest"]).total_seconds()) if ready["oldest"] else 0.0
    yield GaugeMetricFamily("workroom_queue_length", "Runs that wait for their turn alone.", ready["length"])
    yield GaugeMetricFamily("workroom_queue_oldest_seconds", "Since when the oldest of them waits.", age)


def paused() -> Metric:
    words = "For how long a connection is spared, since its server said that it was too busy."
    family = GaugeMetricFamily("workroom_connection_paused_seconds", words, labels=["connection"])
    spared = Pace.objects.filter(paused_until__gt=timezone.now())
    for name, until in spared.values_list("connection__name", "paused_until"):
        family.add_metric([name], (until - timezone.now()).total_seconds())
    return family


def over() -> Iterator[Metric]:
    by_labels: dict[tuple[str, str], list[Tally]] = defaultdict(list)
    for tally in Tally.objects.order_by("action", "connection", "state"):
        by_labels[tally.action, tally.connection].append(tally)
    runs = CounterMetricFamily("workroom_runs_over", "Runs that are over.", labels=["state", *BY])
    retries = CounterMetricFamily("workroom_retries", "Tries after the first, of runs over.", labels=BY)
    waiting = HistogramMetricFamily("workroom_waiting_seconds", "From asking to the first try.", labels=BY)
    upstream = HistogramMetricFamily("workroom_upstream_seconds", "From a request to its end.", labels=BY)
    for labels, tallies in by_labels.items():
        for tally in tallies:
            runs.add_metric([tally.state, *labels], tally.runs)
        retries.add_metric(labels, sum(tally.retries for tally in tallies))
        spread(waiting, labels, [(tally.waiting, tally.waiting_seconds) for tally in tallies])
        spread(upstream, labels, [(tally.upstream, tally.upstream_seconds) for tally in tallies])
    yield from (runs, retries, waiting, upstream)


def spread(
    family: HistogramMetricFamily, labels: Sequence[str], parts: Sequence[tuple[Sequence[int], float]]
) -> None:
    """Add a histogram: Prometheus counts up to each bound, we between two."""
    counts, seconds = zip(*parts, strict=True)
    up_to = accumulate(map(sum, zip(*counts, strict=True)))
    family.add_metric(labels, list(zip(LIMITS, up_to, strict=True)), sum(seconds))


def machinery() -> Iterator[Metric]:
    """Say who is at work. Of a broker that does not answer nothing is known but that."""
    words = "Whether the broker answers."
    try:
        messages = broker.messages()
    except RedisError:
        yield GaugeMetricFamily("workroom_broker_up", words, 0)
        return
    yield GaugeMetricFamily("workroom_broker_up", words, 1)
    yield GaugeMetricFamily("workroom_messages", "Messages that no worker has taken yet.", messages)
    yield GaugeMetricFamily("workroom_workers", "Workers heard of in the last seconds.", broker.workers())
    yield GaugeMetricFamily("workroom_sweeper_up", "Whether a sweeper was.", broker.sweeper_alive())
