import os
import subprocess
import sys

START = "import sys; from config.celery import app; app.loader.import_default_modules(); print(*sys.modules)"


def test_a_worker_loads_no_pages_and_no_practice() -> None:
    env = {name: value for name, value in os.environ.items() if name != "CELERY_SKIP_CHECKS"}
    loaded = subprocess.run(
        [sys.executable, "-c", START], env=env, capture_output=True, text=True, check=True
    ).stdout.split()
    assert "runs.tasks" in loaded
    assert not {"runs.views", "practice.urls", "av", "xlsxwriter", "config.urls"} & set(loaded)
