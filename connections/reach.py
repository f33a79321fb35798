"""Where a request may go: which addresses, looked at when they are connected to.

A name is looked up once, its addresses are looked at, and one of them is connected to: it cannot lead
elsewhere in between. Numbers written in an odd way (octal, or as a single one) are looked at as what
they come to, and so are addresses that stand for another one inside IPv6.
"""

import ipaddress
import socket
from enum import Enum
from urllib.parse import urlsplit

from connections.errors import OffLimits

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# This machine and the network it stands in; 100.64.0.0/10 is what private networks across the web use.
PRIVATE = [
    ipaddress.ip_network(network)
    for network in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "::1/128",
        "fc00::/7",
    )
]
# Where machines in a cloud ask for their own passwords; the others of that kind are link-local.
METADATA = [ipaddress.ip_address(address) for address in ("100.100.100.200", "fd00:ec2::254")]
# IPv6 addresses that end in an IPv4 one.
TRANSLATED = [ipaddress.ip_network(network) for network in ("64:ff9b::/96", "::/96")]
# A network's own translation: what it stands for is nobody's business but its own.
UNTOLD = ipaddress.ip_network("64:ff9b:1::/48")


class Reach(Enum):
    """Which addresses may be connected to. Link-local, shared and unspecified ones never are."""

    PUBLIC = "those of the public web"
    PRIVATE = "those of this machine and its own network, too"

    def allows(self, address: str) -> bool:
        """Whether this address, as numbers, may be connected to."""
        meant = read(address)
        if meant.is_multicast or meant in METADATA or meant in UNTOLD:
            return False
        inside = any(meant in network for network in PRIVATE)
        return meant.is_global or (inside and self is Reach.PRIVATE)


def read(address: str) -> Address:
    """Return the address that is meant: the IPv4 one that an IPv6 one stands for, where it does."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv4Address) or found.is_loopback:
        return found
    if any(found in network for network in TRANSLATED):
        return ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else found)


def allowed(host: str, port: int, reach: Reach) -> list[str]:
    """Return the addresses of a host that may be connected to. Raises OffLimits for none, or gaierror."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
    if not (good := [address for address in addresses if reach.allows(address)]):
        raise OffLimits
    return good


def refuse_off_limits(url: str, reach: Reach) -> None:
    """Raise OffLimits if `url` shows that it is; a name is looked up later, by whoever connects to it."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if host == "localhost" or host.endswith(".localhost"):
        host = "127.0.0.1"
    try:
        found = socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return
    if not any(reach.allows(str(address[0])) for *_, address in found):
        raise OffLimits
