"""How a prepared request is sent, and what is sent again by itself: a GET alone, which changes nothing."""

import os
from urllib.parse import urljoin

import requests

from connections import errors
from connections.addresses import is_local, origin
from connections.call import Timeouts
from connections.failures import hung_up
from connections.reach import refuse_off_limits
from connections.transport import Adapter, current

MOST_REDIRECTS = 3
CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")  # authorities that the environment names


def delivered(
    prepared: requests.PreparedRequest, base_url: str, adapter: Adapter, timeouts: Timeouts
) -> requests.Response:
    """Send, and follow a GET where the server at `base_url` itself is; the key goes nowhere else.

    Raises Redirected for other redirects, and what the libraries raise.
    """
    for _ in range(MOST_REDIRECTS + 1):
        response = deliver(prepared, adapter, timeouts)
        if not (300 <= response.status_code < 400 and "location" in response.headers):
            return response
        response.close()
        try:
            target = urljoin(str(prepared.url), response.headers["location"])
            allowed = prepared.method == "GET" and origin(target) == origin(base_url)
        except ValueError:
            allowed = False
        if not allowed:
            break
        prepared.prepare_url(target, None)
    raise errors.Redirected(status=response.status_code)


def deliver(prepared: requests.PreparedRequest, adapter: Adapter, timeouts: Timeouts) -> requests.Response:
    """Send, and send a GET once more where the line was an earlier call's, and closed by its server.

    It may have hung up before it saw this one.
    """
    call = current.get()
    try:
        return put_through(prepared, adapter, timeouts)
    except requests.ConnectionError as error:
        if prepared.method != "GET" or not (call.on_kept_line and hung_up(error)) or call.is_over():
            raise
    call.needs_new_line = True
    return put_through(prepared, adapter, timeouts)


def put_through(
    prepared: requests.PreparedRequest, adapter: Adapter, timeouts: Timeouts
) -> requests.Response:
    url = str(prepared.url)
    refuse_off_limits(url, current.get().reach)  # for a proxy's sake, who connects in our place
    # The adapter itself, because `Session.send` reads the whole body of a redirect.
    return adapter.send(
        prepared,
        stream=True,
        timeout=(timeouts.connect, timeouts.read),
        verify=next(filter(None, map(os.environ.get, CERTIFICATES)), True),
        proxies={} if is_local(url) else requests.utils.get_environ_proxies(url),
    )
