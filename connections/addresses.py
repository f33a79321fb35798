"""What may be asked of a server, checked before anything is sent: paths, headers and base URLs."""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

# What frames the message belongs to the client.
FRAMING_HEADERS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# Who asks, and who pays, belongs to the connection.
CREDENTIAL_HEADERS = frozenset(
    {
        "api-key",
        "authorization",
        "cookie",
        "openai-organization",
        "openai-project",
        "x-api-key",
    }
)
FORBIDDEN_HEADERS = FRAMING_HEADERS | CREDENTIAL_HEADERS
# What is said to anybody: "application/json" is no secret, and must not be starred out of an answer.
PLAIN_HEADERS = frozenset({"accept", "accept-language", "content-type", "openai-beta", "user-agent"})
HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
HEADER_VALUE = re.compile(r"[\x20-\x7e]{0,4000}")


def checked_path(path: str) -> str:
    """Return `path` below the base URL, beginning with "/"; "/v1/models" and "models" both become "/models".

    Raises ValueError, in words for the person who typed it, for anything that could leave the
    connection's own server or its API: another host, a scheme, "//", "..", escapes of these.
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\", path):
        raise ValueError(_("Give only the path, such as /models. The server is the connection's own."))
    if "?" in path or "#" in path:
        raise ValueError(
            _("Leave out everything from “?” or “#” on: the query string has fields of its own.")
        )
    for reading in readings(path):
        if any(character.isspace() or not character.isprintable() for character in reading):
            raise ValueError(_("The path may not contain spaces or invisible characters."))
        if "\\" in reading:
            raise ValueError(_("The path may not contain a backslash."))
        if "//" in reading:
            raise ValueError(_("The path may not contain “//”."))
        if any(part in {".", ".."} for part in reading.split("/")):
            raise ValueError(_("The path may not contain “.” or “..” as a part."))
    path = "/" + path.lstrip("/")
    path = path.removeprefix("/v1") if path == "/v1" or path.startswith("/v1/") else path
    if path in {"", "/"}:
        raise ValueError(_("Give a path, such as /models."))
    return path


def readings(path: str) -> list[str]:
    """Return `path` as it is, and as a server may read it after undoing escapes, however often."""
    found = [path]
    while (plain := unquote(found[-1])) != found[-1]:
        found.append(plain)
    return found


def checked_headers(
    headers: Iterable[tuple[str, str]], forbidden: frozenset[str] = FORBIDDEN_HEADERS
) -> dict[str, str]:
    """Return `headers` as a dict. Raises ValueError for a name or value that may not be sent."""
    checked = {}
    for name, value in headers:
        if not HEADER_NAME.fullmatch(name):
            raise ValueError(
                _("“%(name)s” is not a header name: use letters, digits and hyphens.") % {"name": name[:60]}
            )
        if name.lower() in forbidden:
            raise ValueError(
                _("The header %(name)s is set by the connection and cannot be changed here.") % {"name": name}
            )
        if not HEADER_VALUE.fullmatch(value):
            raise ValueError(
                _("The value of %(name)s may contain plain letters, digits and signs only.") % {"name": name}
            )
        checked[name] = value
    return checked


def checked_base_url(url: str) -> str:
    """Return `url` without a trailing slash. Raises ValueError in plain words if it cannot be a base URL."""
    if any(character.isspace() or not character.isprintable() or character == "\\" for character in url):
        raise ValueError(_("The base URL may not contain spaces, backslashes or invisible characters."))
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(_("This is not a web address. Example: https://api.openai.com/v1")) from None
    if parts.scheme not in {"http", "https"} or not host:
        raise ValueError(
            _("The base URL begins with https:// (or http://). Example: https://api.openai.com/v1")
        )
    if parts.username is not None or parts.password is not None:
        raise ValueError(
            _("Leave user name and password out of the base URL: the API key has its own field.")
        )
    if "?" in url or "#" in url:
        raise ValueError(_("The base URL may not contain “?” or “#”."))
    if any(part in {".", ".."} for reading in readings(parts.path) for part in reading.split("/")):
        raise ValueError(_("The base URL may not contain “.” or “..” as a part."))
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def origin(url: str) -> tuple[str, str, int]:
    """Return what decides where a key goes: scheme, host and port."""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"https": 443}.get(parts.scheme, 80)


def is_local(url: str) -> bool:
    """Whether `url` names this very machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_own_or_safe(url: str, base_url: str) -> bool:
    """Whether a link leads to the server itself or, by HTTPS, to any other."""
    try:
        return origin(url) == origin(base_url) or urlsplit(url).scheme == "https"
    except ValueError:
        return False


def is_exposed(url: str) -> bool:
    """Whether a key sent to `url` could be read on the way: plain HTTP to a public host."""
    parts = urlsplit(url)
    if parts.scheme != "http" or is_local(url):
        return False
    host = parts.hostname or ""
    try:
        return not ipaddress.ip_address(host).is_private
    except ValueError:
        # A name without a dot, or below these, is resolved inside the house.
        return "." in host and not host.endswith((".local", ".internal", ".lan", ".home.arpa"))
