"""`python -m config.supervisor`: start everything, say where it is, and stay until asked to stop."""

import os
import sys

from config.data import DATA, HERE
from config.supervisor import broker, checks, probes
from config.supervisor.children import Child
from config.supervisor.logs import log, show, start_logging
from config.supervisor.preparing import prepare
from config.supervisor.watch import StopError, Watch

LOGS = DATA / "logs"


def main() -> int:
    """Return the exit code: 0 after a requested stop, 1 after a refusal, which is one sentence."""
    os.umask(0o077)
    try:
        host, port = os.environ.get("WORKROOM_HOST") or "127.0.0.1", checks.chosen_port()
        address = web_address(host, port)
        checks.check_keys(DATA)
        checks.make_folders(DATA)
        with checks.hold(DATA, f"at {address}"):
            checks.check_port(host, port)
            start_logging(LOGS / "workroom.log")
            run(host, port, address)
    except checks.StartError as refusal:
        log.error("%s", refusal)
        return 1
    return 0


def run(host: str, port: int, address: str) -> None:
    if warning := checks.free_space_warning(DATA):
        log.warning(warning)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "WORKROOM_HOST": host,
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "WORKROOM_DATA": str(DATA),
        "WORKROOM_SUPERVISED": "1",
    }
    watch = Watch()
    watch.listen()
    log.info("Workroom is starting.")
    try:
        set_up = start(watch, host, port)
        log.info("Workroom is ready at %s", address)
        if set_up:
            show(
                f"Make the first administrator with this link (it works once): {address.rstrip('/')}{set_up}"
            )
        log.info("Press Ctrl-C to stop it. Its data is in %s, its logs are in %s.", DATA, LOGS)
        watch.stay()
    except StopError:
        pass  # asked to stop before everything had started
    finally:
        log.info("Workroom is stopping.")
        watch.end()
    log.info("Workroom has stopped. What was waiting goes on at the next start.")


def start(watch: Watch, host: str, port: int) -> str:
    """Start every process and wait until all answer. Returns the path of the set-up link, or nothing."""
    if external := os.environ.get("REDIS_URL"):
        broker.check_external(external)
        children = processes(external, host, port)
    else:
        socket = broker.socket_path(DATA)
        broker.dismiss_stray(socket)
        os.environ["REDIS_URL"] = broker.url(socket)
        children = processes(broker.url(socket), host, port)
        embedded = broker.Broker(socket, DATA / "valkey", LOGS / "broker.log", dependants=children)
        watch.start(embedded)
    set_up = prepare(watch, LOGS / "prepare.log")
    watch.start(*children)
    watch.wait_for(*children)
    return set_up


def processes(redis_url: str, host: str, port: int) -> tuple[Child, ...]:
    """Return the web process, the sweeper and the worker, in the order in which they are asked to end."""
    python, reached, threads = sys.executable, visible_host(host), checks.worker_threads()
    web = [python, "-m", "granian", "--interface", "asgi", "--host", host, "--port", str(port)]
    web += ["--workers", "1", "--backpressure", "4096", "--no-ws", "--log-level", "warning"]
    web += ["--workers-kill-timeout", "4", "config.asgi:application"]
    worker = [python, "-m", "celery", "--quiet", "-A", "config.celery", "worker", "--loglevel", "WARNING"]
    worker += ["--pool", "threads", "--concurrency", str(threads)]
    worker += ["--without-mingle", "--without-gossip"]
    sweeper = [python, str(HERE / "manage.py"), "sweep"]
    return (
        Child("web", web, LOGS / "web.log", lambda: probes.web_answers(reached, port)),
        Child("sweeper", sweeper, LOGS / "sweeper.log", lambda: probes.heard_from(redis_url, probes.SWEEPER)),
        Child("worker", worker, LOGS / "worker.log", lambda: probes.worker_answers(redis_url, threads)),
    )


def visible_host(host: str) -> str:
    """Return the host to open in a browser: "every address" is none that one can open."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound


def web_address(host: str, port: int) -> str:
    name = visible_host(host)
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


if __name__ == "__main__":
    sys.exit(main())
