import pytest
from django.test import RequestFactory
from pytest_django import Settings

from audit.addresses import address_of, neighbourhood
from people.browsers import browser_name


def asked(remote: str, forwarded: str | None = None) -> str | None:
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    return address_of(RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote))


def test_without_a_trusted_proxy_what_a_caller_says_of_its_address_is_not_believed(
    settings: Settings,
) -> None:
    settings.TRUSTED_PROXIES = 0
    assert asked("10.1.2.3", "192.0.2.7") == "10.1.2.3"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (1, "192.0.2.7", "192.0.2.7"),
        (1, "6.6.6.6, 192.0.2.7", "192.0.2.7"),
        (2, "6.6.6.6, 192.0.2.7, 10.0.0.1", "192.0.2.7"),
        (2, "192.0.2.7", "10.1.2.3"),  # it came by a shorter way
        (1, "", None),
        (1, "nonsense", None),
        (1, "192.0.2.7:4711", "192.0.2.7"),
        (1, "[2001:db8::7]:4711", "2001:db8::7"),
        (1, "::ffff:192.0.2.7", "192.0.2.7"),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_of_several_proxies_the_outermost_of_ours_is_believed(
    settings: Settings, proxies: int, forwarded: str, address: str | None
) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert asked("10.1.2.3", forwarded) == address


def test_a_socket_has_no_address(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0
    assert asked("") is None


def test_a_whole_network_of_the_newer_addresses_is_one_caller() -> None:
    assert neighbourhood("2001:db8:0:1:aaaa::1") == neighbourhood("2001:db8:0:1:bbbb::2")
    assert neighbourhood("192.0.2.7") == "192.0.2.7"


CHROMIUM = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
IPHONE = "(iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0) {CHROMIUM} Safari/537.36 Edg/131.0.0.0", "Edge on Windows"),
        (f"Mozilla/5.0 {IPHONE} Version/17.5 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        (f"Mozilla/5.0 (Linux; Android 10; K) {CHROMIUM} Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Linux"),
        ("curl/8.5.0", "An unknown browser"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_named_in_words(said: str, name: str) -> None:
    assert browser_name(said) == name
