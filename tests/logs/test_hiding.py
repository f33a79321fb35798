"""No line shows a secret that this process has opened."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest

from connections.client import Client
from logs import hiding
from logs.configuration import FORMATS, configuration

KEY, TEAM = "sk-live-0123456789abcdefghij", 'a "quoted" value'


@pytest.fixture(autouse=True)
def nothing_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hiding, "_hidden", set())


@pytest.fixture(params=FORMATS)
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What a handler set up as in production writes."""
    made = logging.config.DictConfigurator(configuration(request.param, "INFO"))
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(made.configure_formatter(made.config["formatters"][request.param]))
    log = logging.getLogger("tests.logs.hiding")
    log.addHandler(handler)
    yield text
    log.removeHandler(handler)


def test_a_client_hides_its_secrets_even_in_a_traceback(written: io.StringIO) -> None:
    Client("https://api.example/v1", key=KEY, headers=(("X-Team", TEAM),)).close()
    log = logging.getLogger("tests.logs.hiding")
    try:
        raise RuntimeError(f"Bearer {KEY}, {TEAM}")
    except RuntimeError:
        log.exception("Sent %s and %s", KEY, TEAM)
    text = written.getvalue()
    assert text.count("••••") + text.count("\\u2022" * 4) == 4
    assert KEY not in text
    assert TEAM not in text
    assert json.dumps(TEAM)[1:-1] not in text


def test_a_short_one_is_no_secret(written: io.StringIO) -> None:
    Client("http://localhost:11434/v1", key="ollama").close()
    logging.getLogger("tests.logs.hiding").warning("ollama is slow")
    assert "ollama is slow" in written.getvalue()


def test_the_longest_is_hidden_first(written: io.StringIO) -> None:
    hiding.hide("secret-12", "secret-1234567")
    logging.getLogger("tests.logs.hiding").warning("It is secret-1234567!")
    assert "34567" not in written.getvalue()
