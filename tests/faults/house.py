"""A whole Workroom for the tests of deaths: an office, a web process, Practice, one who asks."""

from collections.abc import Iterable
from html import unescape
from pathlib import Path

import psutil
import requests
from pytest_django import Settings

from actions import registry
from connections.models import Connection
from people.models import User
from runs.models import Run
from runs.patience import patiently
from tests.config.copies import free_port
from tests.conftest import signed_in
from tests.faults import reckoning
from tests.faults.dying import NEXT
from tests.faults.points import Kind, OfTheWeb, Point
from tests.faults.samples import asked_for
from tests.faults.visitor import Visitor
from tests.processes import Office, Program, wait_until

LEASE = 10.0  # longer than a busy machine keeps a worker from renewing it


class Web(Program):
    """A web process. Killed, it takes its own processes along."""

    address = ""

    def kill(self) -> None:
        below = psutil.Process(self.process.pid).children(recursive=True) if self.process else []
        super().kill()
        for process in below:
            process.kill()

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.address}healthz", timeout=30).ok
        except requests.RequestException:
            return False


class House:
    def __init__(self, office: Office, owner: User, practice: str, settings: Settings) -> None:
        settings.RUN_LEASE = LEASE
        self.office, self.owner = office, owner
        self.line = Connection.objects.create(
            name="Practice", base_url=practice, api_key="sk-practice-faults"
        )
        self.deaths, self.temporary = office.folder / "deaths", office.folder / "tmp"
        for folder in (self.deaths, self.temporary):
            folder.mkdir()
        office.env |= {"DEATHS": str(self.deaths), "TMPDIR": str(self.temporary), "RUN_LEASE": str(LEASE)}
        for program in (office.worker, office.sweeper):
            program.env |= office.env
        self.web = self._web("config.asgi")
        self.visitor = Visitor(owner, self.line, self.web.address)

    def _web(self, module: str) -> Web:
        port = str(free_port())
        granian = ("-m", "granian", "--interface", "asgi", "--host", "127.0.0.1", "--port", port, "--no-ws")
        log = self.office.folder / "web.log"
        command = (*self.office.worker.command[:1], *granian, "--log-level", "warning")
        web = Web(*command, f"{module}:application", log=log, **self.office.env, PORT=port)
        web.address = f"http://127.0.0.1:{port}/"
        return web

    def with_dying_worker(self) -> None:
        """Have a worker that can be told to die."""
        self.office.worker = self.office.program("-m", "tests.faults.dying_worker")

    def with_dying_web(self) -> None:
        self.web = self._web("tests.faults.dying_web")
        self.visitor.address = self.web.address

    def ask(self, kind: Kind, text: str = "Hello") -> Run:
        slug, values = asked_for(kind, text)
        return Run.objects.submit(self.owner, self.line, registry.get(slug), values)

    def order(self, point: Point | OfTheWeb, run: Run | None = None) -> None:
        """Have a process die when it comes to this point, of this run where a worker has one in hand."""
        name = str(run.key) if run and point is not Point.BEFORE_CLAIM else NEXT
        (self.deaths / name).write_text(point.value)

    def unmet(self) -> list[Path]:
        """Return the orders to die that nobody came to."""
        return list(self.deaths.iterdir())

    def open(self) -> None:
        """Start everything, and return when it answers."""
        self.web.start()
        self.office.open()
        wait_until(self.web.answers)

    def close(self) -> None:
        self.web.kill()

    def revive(self, more: Iterable[Program] = ()) -> None:
        for program in (self.office.worker, self.office.sweeper, self.web, *more):
            program.revive()

    def settle(self, more: Iterable[Program] = (), *, seconds: float = 180) -> None:
        """Return when everything has come to rest; whoever dies is started again."""

        def at_rest() -> bool:
            self.revive(more)
            return patiently(reckoning.is_quiet)  # the database may have been restarted

        try:
            wait_until(at_rest, seconds=seconds)
        except TimeoutError as error:
            error.add_note((self.office.folder / "log").read_text()[-20_000:])
            raise

    def page(self, run: Run) -> str:
        return unescape(signed_in(self.owner).get(run.get_absolute_url()).content.decode())

    def on_their_way(self) -> list[Path]:
        """Return the temporary files that have a name, which a death would leave behind."""
        return list(self.temporary.iterdir())
