"""Fill a database that has all its tables (`manage.py prepare`): so many runs, of a person called "alice"."""

import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
import django

django.setup()

from connections.models import Connection  # noqa: E402 - these need the settings
from people.models import User  # noqa: E402
from tests.bench.filling.runs import Filling  # noqa: E402

if __name__ == "__main__":
    began, count = time.perf_counter(), int(sys.argv[1])
    owner, _ = User.objects.get_or_create(username="alice")
    line, _ = Connection.objects.get_or_create(name="Line", defaults={"base_url": "http://127.0.0.1:9/v1"})
    Filling(owner, line).add(count)
    sys.stdout.write(f"{count:,} runs in {time.perf_counter() - began:.0f} s\n")
