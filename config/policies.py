"""What browsers are told to keep from: every answer says it, pages, files, errors and event streams alike."""

from collections.abc import Iterable
from typing import Any

from a2wsgi.asgi_typing import Send
from csp.constants import NONCE, NONE, SELF
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.deprecation import MiddlewareMixin

REFERRER = "same-origin"
OPENER = "same-origin"
FRAMES = "DENY"
# What no page of ours uses, so that nothing in one ever may.
UNUSED = (
    "accelerometer", "bluetooth", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "local-fonts", "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb",
    "xr-spatial-tracking",
)  # fmt: skip
# For what has no policy of its own: it is data, and a browser that opens it runs and loads nothing.
DATA = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": DATA,
    "Cross-Origin-Opener-Policy": OPENER,
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
    "Referrer-Policy": REFERRER,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": FRAMES,
}
ENCODED = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


def of_pages(files_from: Iterable[str]) -> dict[str, list[Any]]:
    """Return the policy of pages: our own scripts and styles, from files alone. `files_from` are origins."""
    return {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *files_from],
        "media-src": [SELF, "blob:", *files_from],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }


class PoliciesMiddleware(MiddlewareMixin):
    """Put what is missing on every answer of Django's. It comes first, so that nothing answers past it."""

    def process_response(self, _request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


def with_policies(send: Send) -> Send:
    """Return a `send` (ASGI 3) that puts all of it on an answer that is not Django's."""

    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *ENCODED]}
        await send(message)

    return sent
