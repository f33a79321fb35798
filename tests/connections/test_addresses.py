import pytest

from connections.addresses import (
    checked_base_url,
    checked_headers,
    checked_path,
    is_exposed,
    is_local,
    origin,
)


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/models", "/models"),
        ("models", "/models"),
        ("/v1/models", "/models"),
        ("/v1beta/models", "/v1beta/models"),
        ("/models/org%2Fname", "/models/org%2Fname"),
        ("/models/ft:gpt-4o:acme::1", "/models/ft:gpt-4o:acme::1"),
        ("/files/file-1/content", "/files/file-1/content"),
    ],
)
def test_a_path_is_taken_with_and_without_its_version(path: str, sent: str) -> None:
    assert checked_path(path) == sent


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example/v1/models",
        "HTTP:evil",
        "file:///etc/passwd",
        "//evil.example/models",
        "\\\\evil.example",
        "/models//x",
        "/../admin",
        "/models/..",
        "/./models",
        "/models/%2e%2e/admin",
        "/models/%2E%2e/admin",
        "/models/%252e%252e/admin",
        "/models/..%2fadmin",
        "/%2f%2fevil.example",
        "/a%5cb",
        "/a\\b",
        "/a b",
        "/a%20b",
        "/a\r\nHost: evil",
        "/a%0d%0ab",
        "/a\u200bb",
        "/models?x=1",
        "/models#x",
        "",
        "/",
        "/v1",
        "/v1/",
    ],
)
def test_a_path_that_could_lead_elsewhere_is_refused_in_words(path: str) -> None:
    with pytest.raises(ValueError, match=r"path|query|server"):
        checked_path(path)


def test_headers_that_frame_or_identify_are_refused() -> None:
    for name in (
        "Authorization",
        "HOST",
        "content-length",
        "Transfer-Encoding",
        "OpenAI-Organization",
        "Api-Key",
    ):
        with pytest.raises(ValueError, match="set by the connection"):
            checked_headers([(name, "x")])


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a\nb", "ä", "x" * 101])
def test_a_header_name_must_be_one(name: str) -> None:
    with pytest.raises(ValueError, match="not a header name"):
        checked_headers([(name, "x")])


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "\0", "ä", "\x7f"])
def test_a_header_value_cannot_smuggle_another_line(value: str) -> None:
    with pytest.raises(ValueError, match="plain letters"):
        checked_headers([("X-A", value)])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://api.openai.com/v1/", "https://api.openai.com/v1"),
        ("https://API.OpenAI.com/v1", "https://api.openai.com/v1"),
        ("http://localhost:11434/v1", "http://localhost:11434/v1"),
        ("http://[::1]:8000/v1", "http://[::1]:8000/v1"),
        ("https://api.example.org", "https://api.example.org"),
    ],
)
def test_a_base_url_is_kept_without_its_last_slash(typed: str, kept: str) -> None:
    assert checked_base_url(typed) == kept


@pytest.mark.parametrize(
    "url",
    [
        "",
        "api.openai.com/v1",
        "ftp://example.org/v1",
        "javascript:alert(1)",
        "https:///v1",
        "https://user:secret@example.org/v1",
        "https://user@example.org/v1",
        "https://example.org/v1?x=1",
        "https://example.org/v1#x",
        "https://example.org/v1?",
        "https://example.org/../v1",
        "https://example.org/%2e%2e/v1",
        "https://exa mple.org/v1",
        "https://example.org\\@evil.example/v1",
        "https://example.org:port/v1",
        "https://[bad/v1",
    ],
)
def test_what_cannot_be_a_base_url_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match=r"base URL|web address"):
        checked_base_url(url)


def test_an_origin_is_scheme_host_and_port() -> None:
    assert origin("https://example.org/v1") == origin("https://EXAMPLE.org:443/v2")
    assert origin("http://example.org/v1") != origin("https://example.org/v1")
    assert origin("https://example.org/v1") != origin("https://example.org:8443/v1")


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/v1", "http://localhost/v1", "http://[::1]/v1"])
def test_this_machine_is_local(url: str) -> None:
    assert is_local(url)


@pytest.mark.parametrize("url", ["http://example.org/v1", "http://8.8.8.8/v1"])
def test_plain_http_to_a_public_host_is_exposed(url: str) -> None:
    assert is_exposed(url)


@pytest.mark.parametrize(
    "url",
    ["https://example.org/v1", "http://192.168.1.5/v1", "http://gpu-box:8000/v1", "http://gpu.internal/v1"],
)
def test_https_or_a_private_host_is_not_exposed(url: str) -> None:
    assert not is_exposed(url)
