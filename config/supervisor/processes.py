"""The processes of Workroom itself: which commands, how many of each, and how one knows that they work."""

import sys
from collections.abc import Callable

from config.data import DATA, HERE
from config.supervisor import checks, probes
from config.supervisor.children import Child

LOGS = DATA / "logs"
SWEEPER = [sys.executable, str(HERE / "manage.py"), "sweep"]


def processes(redis_url: str, host: str, port: int) -> tuple[Child, ...]:
    """Return the web process, the sweepers and the workers, in the order in which they are asked to end."""
    threads = checks.count("WORKER_THREADS", 32, 1000)
    reached = visible_host(host)
    return (
        Child("web", web(host, port), LOGS / "web.log", lambda: probes.web_answers(reached, port)),
        *several(
            "sweeper",
            checks.count("SWEEPERS", 1, 8),
            lambda _: SWEEPER,
            lambda: probes.heard_from(redis_url, probes.SWEEPER),
        ),
        *several(
            "worker",
            checks.count("WORKERS", 1, 32),
            lambda name: worker(name, threads),
            lambda: probes.worker_answers(redis_url, threads),
        ),
    )


def several(
    kind: str, count: int, command: Callable[[str], list[str]], answers: Callable[[], bool]
) -> list[Child]:
    """Return so many children of one kind; what the second is called says so."""
    names = [kind, *(f"{kind}-{number}" for number in range(2, count + 1))]
    return [Child(name, command(name), LOGS / f"{name}.log", answers) for name in names]


def web(host: str, port: int) -> list[str]:
    """Return the command of the web server, whose processes share one port."""
    python, count = sys.executable, checks.count("WEB_PROCESSES", 1, 32)
    command = [python, "-m", "granian", "--interface", "asgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(count), "--backpressure", "4096", "--no-ws", "--log-level", "warning"]
    # Of several that cannot start, the first would be started again for ever; of one, the supervisor sees it.
    command += ["--respawn-failed-workers"] if count > 1 else []
    return [*command, "--workers-kill-timeout", "4", "config.asgi:application"]


def worker(name: str, threads: int) -> list[str]:
    command = [sys.executable, "-m", "celery", "--quiet", "-A", "config.celery", "worker"]
    command += ["--loglevel", "WARNING", "--pool", "threads", "--concurrency", str(threads)]
    return [*command, "--hostname", f"{name}@%h", "--without-mingle", "--without-gossip"]


def visible_host(host: str) -> str:
    """Return the host to open in a browser: "every address" is none that one can open."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
