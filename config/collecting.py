"""Collects the static files, when what they are made from has changed."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command

from config.data import HERE

# Of what the packages bring, the parts that no page of ours uses.
UNUSED = ["*.map", "*.rtl.*", "libs/*", "types/*", "img/flags/*", "img/payments/*", "img/social/*"]
UNUSED += ["tabler-flags*", "tabler-payments*", "tabler-socials*", "tabler-marketing*"]


def collect_static_files(root: Path) -> None:
    """Collect when what they are made from has changed: doing it takes longer than all the rest."""
    mark = root / ".made-from"
    made_from = fingerprint()
    if mark.exists() and mark.read_text() == made_from:
        return
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=UNUSED)
    mark.write_text(made_from)


def fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sources():
        stat = path.stat()
        digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def sources() -> Iterator[Path]:
    """Yield the files that decide what is collected: ours, and the locks of everybody else's."""
    yield from (HERE / "requirements/app.txt", HERE / "package-lock.json", Path(__file__))
    yield from sorted(path for path in (HERE / "static").rglob("*") if path.is_file())
