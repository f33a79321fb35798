"""From which address somebody comes, and under which one Workroom is reached."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str | None:
    """Return the address of the browser; None where nothing tells it (a unix socket).

    A proxy adds the address it was called from to the end of X-Forwarded-For. What stands before the
    entries of our own proxies is whatever the caller wrote, so it is never believed.
    """
    told = request.META.get("REMOTE_ADDR", "")
    entries = request.headers.get("X-Forwarded-For", "").split(",")
    if 0 < settings.TRUSTED_PROXIES <= len(entries):
        told = entries[-settings.TRUSTED_PROXIES]
    return plain(told)


def plain(told: str) -> str | None:
    """Return an address without its port, brackets and zone, or None if it is none."""
    told = told.strip()
    if told.startswith("["):
        told = told[1:].partition("]")[0]
    elif told.count(":") == 1:
        told = told.partition(":")[0]
    try:
        address = ipaddress.ip_address(told.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(address, "ipv4_mapped", None) or address)


def neighbourhood(address: str) -> str:
    """Return what one caller has at hand: an IPv4 address, or a whole IPv6 network of 64 bits."""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False))
