"""A data folder of its own for every test process, set before Django reads its settings.

Loaded with `-p` (see pyproject.toml), because pytest-django reads the settings before any conftest.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

# Hundreds of Pythons start in a session: each finds compiled what the one before it has read.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

if "PYTEST_DATA" not in os.environ or os.environ.get("PYTEST_XDIST_WORKER"):
    # Short, since a unix socket's path must be.
    folder = tempfile.mkdtemp(prefix="workroom-")
    Path(folder, "static").mkdir()  # WhiteNoise warns of a folder that is not there
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["PYTEST_DATA"] = os.environ["WORKROOM_DATA"] = folder
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "HTTPS", "PORT", "WORKROOM_HOST"):
        os.environ.pop(name, None)
