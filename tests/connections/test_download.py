"""A link in an answer is followed without the key, and not into the house."""

import pytest

from connections import errors
from connections.client import Client
from tests.openapi.upstream import Reply, Upstream


def test_a_link_to_the_servers_own_host_is_read_without_the_key(upstream: Upstream) -> None:
    upstream.answer(Reply(b"\x89PNG", media_type="image/png"))
    with (
        Client(upstream.url, key="sk-secret", headers=(("X-Team", "hidden"),)) as client,
        client.download(f"{upstream.url}/pictures/1.png?sig=a%2Fb") as answer,
    ):
        assert answer.file.read() == b"\x89PNG"

    (request,) = upstream.requests
    assert request.path.endswith("/pictures/1.png")
    assert request.query == [("sig", "a/b")]
    assert not {"authorization", "x-team"} & set(request.headers)


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://127.0.0.1:8443/secret",
        "https://localhost/secret",
        "https://10.0.0.1/",
        "https://[::1]/",
        "http://93.184.216.34/plain.png",
        "file:///etc/passwd",
        "ftp://example.com/a",
        "nonsense",
        "",
    ],
)
def test_a_link_to_anywhere_else_inside_is_not_followed(upstream: Upstream, url: str) -> None:
    with Client(upstream.url, key="sk-secret") as client, pytest.raises(errors.Unusable, match="not safe"):
        client.download(url)

    assert upstream.requests == []
