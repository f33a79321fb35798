"""Our own modules, for tests that read them: not the packages that lie beside them, thousands of files."""

from collections.abc import Iterator
from pathlib import Path

from config.data import HERE


def modules() -> Iterator[Path]:
    """Yield every module but those of the tests, and of Practice, which knows nothing of the others."""
    for package in HERE.glob("*/__init__.py"):
        if package.parent.name not in ("tests", "practice"):
            yield from package.parent.rglob("*.py")
