"""Give a person so many made-up runs, in the database that WORKROOM_DATA or DATABASE_URL names."""

import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
import django

django.setup()

from django.core.management import call_command  # noqa: E402 - these need the settings

from tests.bench.filling.runs import filled  # noqa: E402

if __name__ == "__main__":
    began, count, person = time.perf_counter(), int(sys.argv[1]), sys.argv[2]
    call_command("prepare")
    filled(count, person)
    sys.stdout.write(f"{count:,} runs of {person} in {time.perf_counter() - began:.0f} s\n")
