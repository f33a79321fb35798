"""`make bench`: what a call costs when it goes through Workroom, next to a bare loop of the same call.

Both ask the practice service of one running copy for its models, in the same minutes, so the ratios
hold on any machine; the seconds are those of this one. Through Workroom a call is a posted form, a
row, a message, a worker, an attempt, and its outputs kept in the database.
"""

import os
import re
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter

SETS = 3  # of each measure the best set counts: the others say how busy the machine was
ONE_BY_ONE = 20
AT_ONCE = 100
THREADS = 32  # as many as the worker has
Task = Callable[[int], None]
WHO = {"username": "carol", "password": "correct horse battery staple"}


class Bench:
    """One copy, signed in to, and the two ways to make the same call."""

    def __init__(self, address: str) -> None:
        from connections.models import Connection

        practice = Connection.objects.get(name="Practice")
        self.bare = requests.Session()
        self.bare.mount("http://", HTTPAdapter(pool_maxsize=THREADS))
        self.bare.headers["Authorization"] = f"Bearer {practice.api_key.open()}"
        self.models = f"{practice.base_url}/models"
        self.person = requests.Session()
        self.form = {"connection": str(practice.pk), "url": "/v1/models", "method": "GET"}
        for rows in ("headers", "query"):
            self.form |= {f"{rows}-TOTAL_FORMS": "0", f"{rows}-INITIAL_FORMS": "0"}
        self.sign_in(f"{address}sign-in/")
        self.action = f"{address}actions/make-an-api-call/"

    def sign_in(self, page: str) -> None:
        self.person.post(page, data=WHO | {"csrfmiddlewaretoken": self.token(page)}).raise_for_status()

    def token(self, page: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.person.get(page).text)
        if found is None:
            raise LookupError(f"There is no form on {page}")
        return found.group(1)

    def call(self) -> None:
        self.bare.get(self.models).raise_for_status()

    def submit(self) -> str:
        """Post the form; return the key of the run."""
        data = self.form | {"csrfmiddlewaretoken": self.csrf, "submission": str(uuid.uuid4())}
        answer = self.person.post(self.action, data=data, allow_redirects=False)
        if answer.status_code != 303:
            raise RuntimeError(f"The form was not accepted ({answer.status_code})")
        return answer.headers["Location"].strip("/").rpartition("/")[2]

    def wait(self, keys: list[str]) -> None:
        """Return when the runs have succeeded."""
        from runs.models import Run, State

        while (runs := Run.objects.filter(key__in=keys)).exclude(state=State.SUCCEEDED).exists():
            if lost := runs.filter(state=State.FAILED).first():
                raise RuntimeError(f"A run failed: {lost.error}")
            time.sleep(0.005)

    def measure(self) -> list[tuple[str, float, float]]:
        """Return the name of each measure with the seconds per call, bare and through Workroom."""
        self.csrf = self.token(self.action)
        self.wait([self.submit()])  # everything has been imported and connected once
        return [
            (
                f"{ONE_BY_ONE} calls, one by one",
                *self.compare(self.one_by_one, self.runs_one_by_one, ONE_BY_ONE),
            ),
            (f"{AT_ONCE} calls at once", *self.compare(self.at_once, self.runs_at_once, AT_ONCE)),
        ]

    def compare(self, bare: Task, through: Task, calls: int) -> tuple[float, float]:
        """Take turns, so that both meet the same machine; return the seconds per call of the best goes."""
        taken = [(seconds(bare, calls), seconds(through, calls)) for _ in range(SETS)]
        return min(a for a, _ in taken) / calls, min(b for _, b in taken) / calls

    def one_by_one(self, calls: int) -> None:
        for _ in range(calls):
            self.call()

    def runs_one_by_one(self, calls: int) -> None:
        for _ in range(calls):
            self.wait([self.submit()])

    def at_once(self, calls: int) -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            for done in [pool.submit(self.call) for _ in range(calls)]:
                done.result()

    def runs_at_once(self, calls: int) -> None:
        self.wait([self.submit() for _ in range(calls)])


def seconds(task: Task, calls: int) -> float:
    began = time.perf_counter()
    task(calls)
    return time.perf_counter() - began


def table(measures: list[tuple[str, float, float]]) -> str:
    rows = [f"{'':32}{'bare loop':>12}{'Workroom':>12}{'ratio':>8}"]
    rows += [f"{name:32}{a * 1000:>9.1f} ms{b * 1000:>9.1f} ms{b / a:>8.1f}" for name, a, b in measures]
    return "\n".join(rows)


def main() -> None:
    data = Path(tempfile.mkdtemp(prefix="bench-"))
    os.environ |= {"WORKROOM_DATA": str(data), "DJANGO_SETTINGS_MODULE": "config.settings"}
    os.environ["RUNS_PER_PERSON"] = str(THREADS)  # one person asks for all of it
    import django

    django.setup()
    from tests.config.copies import Copy

    copy = Copy(data, None, **{f"DJANGO_SUPERUSER_{name.upper()}": value for name, value in WHO.items()})
    try:
        copy.wait_until_ready()
        sys.stdout.write(f"{table(Bench(copy.address).measure())}\n")
    finally:
        copy.end()
        shutil.rmtree(data)


if __name__ == "__main__":
    main()
