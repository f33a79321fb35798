"""What has been counted of the runs that are over. It stays when they are deleted."""

from bisect import bisect_left
from collections.abc import Iterable

from django.db import models
from django.db.models import Q

# Upper bounds, in seconds; what is longer is counted behind them. Stored counts belong to these very bounds.
BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0)
UNCOUNTED = Q(counted=False, finished_at__isnull=False)


def none_yet() -> list[int]:
    return [0] * (len(BOUNDS) + 1)


class Tally(models.Model):
    """Runs of one action through the connections of one name that ended in one state.

    `waiting` and `upstream` count by `BOUNDS` how long they waited for a worker and a request took.
    """

    action = models.SlugField(db_index=False)
    connection = models.CharField(max_length=200)
    state = models.CharField(max_length=10)
    runs = models.BigIntegerField(default=0)
    retries = models.BigIntegerField(default=0)
    waiting = models.JSONField(default=none_yet)
    waiting_seconds = models.FloatField(default=0)
    upstream = models.JSONField(default=none_yet)
    upstream_seconds = models.FloatField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action", "connection", "state"], name="tally_once")]

    def __str__(self) -> str:
        return f"{self.runs} {self.state}: {self.action}, {self.connection}"

    def waited(self, seconds: Iterable[float]) -> None:
        for each in seconds:
            self.waiting[bisect_left(BOUNDS, each)] += 1
            self.waiting_seconds += each

    def took(self, seconds: Iterable[float]) -> None:
        for each in seconds:
            self.upstream[bisect_left(BOUNDS, each)] += 1
            self.upstream_seconds += each
