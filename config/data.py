"""Where Workroom keeps its data, and the secrets it makes for itself on the first run."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("WORKROOM_DATA") or HERE / "var").resolve()


def secret(variable: str, filename: str, make: Callable[[], str] = secrets.token_urlsafe) -> str:
    """Return the secret in the environment's `variable`, else the one kept in `DATA/secrets/filename`.

    A missing file is made with `make()`, readable by its owner alone; of two processes that
    start at once, both read what the first one wrote.
    """
    if given := os.environ.get(variable):
        return given
    path = DATA / "secrets" / filename
    if not path.exists():
        draft = drafted(path, make())
        try:
            os.link(draft, path)  # link() refuses to replace, so a racing process's secret stays
        except FileExistsError:
            pass  # the other process was first: its secret is the one everybody reads
        finally:
            draft.unlink()
    return path.read_text().strip()


def replace_secret(filename: str, text: str) -> None:
    """Keep another secret in `DATA/secrets/filename` from now on."""
    path = DATA / "secrets" / filename
    drafted(path, text).replace(path)


def drafted(path: Path, text: str) -> Path:
    """Write a secret beside its place, readable by its owner alone, and return where."""
    DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.parent.mkdir(exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    return draft
