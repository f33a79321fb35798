"""The states of a run and the way between them.

              claim                      succeed
   QUEUED ───────────────▶ RUNNING ───────────────▶ SUCCEEDED
     │  ▲                    │  │       fail
     │  └────────────────────┘  ├─────────────────▶ FAILED
     │   retry, requeue         │       cancelled
     └──────────────────────────┴─────────────────▶ CANCELLED
         cancel

Each step is one conditional UPDATE, believed only if one row moved. A claim makes an `Attempt`: it is the
fencing token, and every step out of RUNNING is refused once the run has another attempt or none.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


OVER = (State.SUCCEEDED, State.FAILED, State.CANCELLED)
