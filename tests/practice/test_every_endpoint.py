"""OpenAI's own Python package drives every endpoint of Practice; its document judges what goes both ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from openai import OpenAI

from practice.urls import by_path
from tests.openapi.document import official
from tests.openapi.upstream import Upstream
from tests.practice.between import Between
from tests.practice.conftest import KEY
from tests.practice.drives import DRIVES

OWN = "practice/"  # addresses that are Practice's alone, as of what it drew and of its journal
STREAM = "text/event-stream"


@pytest.fixture
def between(practice: str, upstream: Upstream) -> Between:
    upstream.handler = between = Between(practice)
    return between


@pytest.fixture
def api(upstream: Upstream, between: Between) -> Iterator[OpenAI]:
    with OpenAI(base_url=upstream.url, api_key=KEY, max_retries=0) as api:
        yield api


def offered() -> set[str]:
    """Every endpoint of Practice that is OpenAI's, as `POST files`; if it can stream, `… in a stream` too."""
    found = set()
    for path, routes in by_path().items():
        for method in () if path.startswith(OWN) else routes:
            operation = official().operation(method, f"/{re.sub('<.*?>', 'x', path)}")
            assert operation, f"the document does not know {method} {path}"
            found.add(f"{method} {path}")
            if operation.answer(200, STREAM):
                found.add(f"{method} {path} in a stream")
    return found


def driven(between: Between) -> set[str]:
    """What went by, as `offered` names it, where the answer was no refusal."""
    patterns = {path: re.compile(re.sub("<.*?>", "[^/]+", path)) for path in by_path()}
    found = set()
    for request, reply in between.passed:
        (path,) = [
            name for name, each in patterns.items() if each.fullmatch(request.path.removeprefix("/v1/"))
        ]
        assert reply.status == 200
        streamed = " in a stream" * reply.media_type.startswith(STREAM)
        found.add(f"{request.method} {path}{streamed}")
    return found


# The package warns of each endpoint that is to be shut down; the actions use it as long as it answers.
@pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning")
@pytest.mark.parametrize("drive", DRIVES, ids=lambda drive: drive.__name__)
def test_the_official_package_and_practice_understand_each_other(
    api: OpenAI, between: Between, drive: Callable[[OpenAI], None]
) -> None:
    drive(api)

    assert between.problems == []


@pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning")
def test_no_endpoint_is_left_out(api: OpenAI, between: Between) -> None:
    for drive in DRIVES:
        drive(api)

    assert offered() - driven(between) == set()
