"""Trouble to order, by the request header `X-Practice-Fault: name; key=value; …`.

In place of the answer: a status from 400 to 599 (`retry-after=2`, `retry-after=date+90`,
`retry-after-ms=50`, `type=`, `code=`, `param=`, `message=`), `insufficient_quota`, `502-html`,
`redirect; to=http://…`. Before or during it: `slow; seconds=3; words=5` waits before the headers
and then speaks five words a second. To it: the kinds of damage in `practice.damage`, which begin
after `words=5` events where that means anything.

With `times=N` only the account's first N requests with this very text are in trouble; any further
key, such as `tag=7`, makes a text of its own.
"""

import hashlib
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from practice import damage
from practice.accounts import Account
from practice.refusals import Refusal, no_credit

HEADER = "X-Practice-Fault"
LONGEST_WAIT = 300.0

KINDS = {
    408: ("timeout", None),
    409: ("conflict_error", None),
    429: ("requests", "rate_limit_exceeded"),
    500: ("server_error", None),
    503: ("service_unavailable_error", "server_is_overloaded"),
}
BAD_GATEWAY = (
    "<html><head><title>502 Bad Gateway</title></head>"
    "<body><center><h1>502 Bad Gateway</h1></center><hr><center>practice</center></body></html>"
)


@dataclass(frozen=True)
class Fault:
    """One header, read."""

    name: str
    options: dict[str, str] = field(default_factory=dict)

    def number(self, key: str, default: float) -> float:
        try:
            return float(self.options.get(key, default))
        except ValueError:
            message = f"'{key}' of {HEADER} is not a number."
            raise Refusal(message, code="invalid_value", param=HEADER) from None

    def pace(self, usual: float) -> float:
        """Return the words a second of a streamed answer."""
        if self.name != "slow":
            return usual
        return max(self.number("words", usual), 0.1)

    def before(self) -> HttpResponseBase | None:
        """Return the answer that takes the place of the real one, or None after the asked wait."""
        match self.name:
            case "slow":
                time.sleep(min(max(self.number("seconds", 0), 0), LONGEST_WAIT))
                return None
            case "502-html":
                return HttpResponse(BAD_GATEWAY, status=502, content_type="text/html")
            case "redirect":
                return HttpResponse(status=307, headers={"Location": self.options.get("to", "/")})
            case "insufficient_quota":
                return no_credit().response()
            case status if status.isdigit():
                return self.refusal(int(status)).response()
            case _:
                return None

    def refusal(self, status: int) -> Refusal:
        kind, code = KINDS.get(status, ("server_error" if status >= 500 else "invalid_request_error", None))
        return Refusal(
            self.options.get("message", f"Practice was asked to answer {status}."),
            status=status,
            kind=self.options.get("type", kind),
            code=self.options.get("code", code),
            param=self.options.get("param"),
            headers=self.waits(),
        )

    def waits(self) -> dict[str, str]:
        """Return the headers that say when to come back."""
        headers = {}
        if asked := self.options.get("retry-after"):
            if asked.startswith("date"):
                later = datetime.now(UTC) + timedelta(seconds=int(asked[5:]) if asked[5:].isdigit() else 2)
                asked = format_datetime(later, usegmt=True)
            headers["Retry-After"] = asked
        if milliseconds := self.options.get("retry-after-ms"):
            headers["Retry-After-Ms"] = milliseconds
        return headers

    def after(self, response: HttpResponseBase) -> HttpResponseBase:
        """Return the answer with the damage that was asked for."""
        return damage.damaged(response, self.name, self) if self.name in damage.KINDS else response


def asked_for(request: HttpRequest, account: Account) -> Fault | None:
    """Return the fault this request is to meet, or None: no header, or its `times` are used up."""
    text = request.headers.get(HEADER, "").strip()
    if not text:
        return None
    name, *rest = (part.strip() for part in text.split(";"))
    options = {key.strip().lower(): value.strip() for key, _, value in (part.partition("=") for part in rest)}
    fault = Fault(name.lower(), options)
    known = {"slow", "502-html", "redirect", "insufficient_quota", *damage.KINDS}
    status = fault.name.isdigit() and 400 <= int(fault.name) <= 599
    if fault.name not in known and not status:
        raise Refusal(f"Practice knows no fault called '{name}'.", code="invalid_value", param=HEADER)
    if "times" in options and not take_turn(account, text, int(fault.number("times", 1))):
        return None
    return fault


def take_turn(account: Account, text: str, times: int) -> bool:
    """Return whether one of the `times` turns was left; a turn is a file that only one request can make."""
    folder = account.folder / "faults" / hashlib.sha256(text.encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    for turn in range(times):
        try:
            (folder / str(turn)).touch(exist_ok=False)
        except FileExistsError:
            continue
        return True
    return False
