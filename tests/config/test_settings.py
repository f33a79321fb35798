"""What the environment says reaches the settings."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from config.data import HERE
from tests.config.copies import KEYS


def settings_with(tmp_path: Path, name: str, **env: str) -> Any:
    """Return a setting as a process with this environment has it."""
    code = f"import json; from django.conf import settings; print(json.dumps(settings.{name}, default=str))"
    surroundings = {
        **os.environ,
        "WORKROOM_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        **KEYS,
        **env,
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=surroundings, cwd=HERE, check=True, capture_output=True
    )
    return json.loads(done.stdout)


def test_what_a_database_address_asks_for_is_kept(tmp_path: Path) -> None:
    address = "postgres://app:secret@db.example.org:5433/workroom?sslmode=require"
    (database,) = settings_with(tmp_path, "DATABASES", DATABASE_URL=address).values()

    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example.org", 5433, "workroom")
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["pool"]["max_size"] == 16


def test_without_an_address_the_database_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    (database,) = settings_with(tmp_path, "DATABASES", DATABASE_URL="").values()

    assert database["NAME"] == str(tmp_path / "db.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
