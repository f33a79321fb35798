"""`python -m config.supervisor`: start everything, say where it is, and stay until asked to stop."""

import os
import sys

from config.data import DATA
from config.secret_files import unfold
from config.supervisor import broker, checks
from config.supervisor.children import Child
from config.supervisor.logs import log, show, start_logging
from config.supervisor.preparing import prepare
from config.supervisor.processes import LOGS, processes, visible_host
from config.supervisor.watch import StopError, Watch


def main(beside: tuple[Child, ...] = ()) -> int:
    """Return the exit code: 0 after a requested stop, 1 after a refusal, which is one sentence.

    Servers that are to stand `beside` are started first.
    """
    os.umask(0o077)
    unfold(os.environ)
    try:
        host, port = os.environ.get("WORKROOM_HOST") or "127.0.0.1", checks.chosen_port()
        address = web_address(host, port)
        checks.check_keys(DATA)
        checks.make_folders(DATA)
        with checks.hold(DATA, f"at {address}"):
            checks.check_port(host, port)
            start_logging(LOGS / "workroom.log")
            run(host, port, address, beside)
    except checks.StartError as refusal:
        log.error("%s", refusal)
        return 1
    return 0


def run(host: str, port: int, address: str, beside: tuple[Child, ...]) -> None:
    if warning := checks.free_space_warning(DATA):
        log.warning(warning)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "WORKROOM_HOST": host,
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",  # else glibc keeps memory for each of many threads
        "WORKROOM_DATA": str(DATA),
        "WORKROOM_SUPERVISED": "1",
    }
    watch = Watch()
    watch.listen()
    log.info("Workroom is starting.")
    try:
        watch.start(*beside)
        watch.wait_for(*beside)
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


def web_address(host: str, port: int) -> str:
    name = visible_host(host)
    return f"http://[{name}]:{port}/" if ":" in name else f"http://{name}:{port}/"


if __name__ == "__main__":
    sys.exit(main())
