import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A data folder with a path short enough for a socket, and characters that a path may have."""
    folder = Path(tempfile.mkdtemp(prefix="work room+#%41-"))
    yield folder / "var"
    shutil.rmtree(folder)
