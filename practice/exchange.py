"""One request on its way through practice."""

import time
import uuid
from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpRequest

from practice.accounts import Account
from practice.faults import Fault


@dataclass
class Exchange:
    """What an endpoint is given: the request, whose it is, and what it is to go through.

    The endpoint fills in `model` as soon as it knows it, for the journal.
    """

    request: HttpRequest
    request_id: str = field(default_factory=lambda: f"req_{uuid.uuid4().hex}")
    started: float = field(default_factory=time.monotonic)
    account: Account | None = None
    fault: Fault | None = None
    model: str = ""

    @property
    def owner(self) -> Account:
        """The account; only the door sees a request before its account is known."""
        if self.account is None:
            raise RuntimeError("the request has not been identified yet")
        return self.account

    @property
    def pace(self) -> float:
        """Words a second of a streamed answer."""
        usual = float(getattr(settings, "PRACTICE_WORDS_PER_SECOND", 20))
        return self.fault.pace(usual) if self.fault else usual

    @property
    def elapsed_ms(self) -> int:
        return round((time.monotonic() - self.started) * 1000)
