"""Where passkeys can be had."""

import ipaddress

from django.http import HttpRequest
from django.http.request import split_domain_port


def are_possible(request: HttpRequest) -> bool:
    """Whether browsers have passkeys for the name that was asked for: none for a number, none without TLS."""
    host, _ = split_domain_port(request.get_host())
    if host == "localhost" or host.endswith(".localhost"):
        return True
    return request.is_secure() and not is_number(host)


def is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
