"""Practice over real HTTP. No test here may touch a database: pytest-django would end it at once."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openai
import pytest
import requests
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from pytest_django import Settings

from tests.openapi.judge import judge_answer

KEY = "sk-practice-tests"


class Server(ThreadedWSGIServer):
    request_queue_size = 128  # many come at once, and a busy machine lets them wait at the door


@pytest.fixture(scope="session")
def practice_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the base URL of a server that runs the whole of Django."""
    with override_settings(STATIC_ROOT=str(tmp_path_factory.mktemp("static"))):
        application = get_wsgi_application()
    server = Server(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/practice/v1"
    server.shutdown()
    server.server_close()
    thread.join(60)


@pytest.fixture(autouse=True)
def practice(practice_server: str, tmp_path: Path, settings: Settings) -> str:
    """Return practice's base URL; it has an empty memory and speaks fast."""
    settings.PRACTICE_DIR = tmp_path / "practice"
    settings.PRACTICE_WORDS_PER_SECOND = 2000
    return practice_server


Call = Callable[..., requests.Response]


@pytest.fixture
def call(practice: str) -> Call:
    """Return a function that sends one request as the account `key`, in trouble if `fault` says so.

    Every answer that is no trouble is held against OpenAI's own document.
    """

    def send(
        path: str, json: Any = None, *, method: str = "", key: str = KEY, fault: str = "", **more: Any
    ) -> requests.Response:
        headers = {"Authorization": f"Bearer {key}", **more.pop("headers", {})}
        if fault:
            headers["X-Practice-Fault"] = fault
        method = method or ("GET" if json is None and not more.keys() & {"data", "files"} else "POST")
        more = {"timeout": 60, "allow_redirects": False, **more}
        answer = requests.request(method, f"{practice}/{path}", json=json, headers=headers, **more)
        if not fault and not more.get("stream") and not path.startswith("practice/"):
            media_type = answer.headers["Content-Type"]
            problems = judge_answer(method, f"/{path}", answer.status_code, media_type, answer.content)
            assert problems == []
        return answer

    return send


@pytest.fixture
def client(practice: str) -> Iterator[openai.OpenAI]:
    """Return the official client, which tries once."""
    with openai.OpenAI(base_url=practice, api_key=KEY, max_retries=0) as client:
        yield client
