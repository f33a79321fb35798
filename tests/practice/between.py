"""Stands between whoever asks and Practice, and judges by OpenAI's document what goes by, both ways."""

from __future__ import annotations

from dataclasses import dataclass, field

import requests

from tests.openapi.judge import judge_answer
from tests.openapi.upstream import Received, Reply


@dataclass
class Between:
    """Passes requests on. `problems` says what was wrong, on either way; `passed` is what went by."""

    practice: str
    problems: list[str] = field(default_factory=list)
    passed: list[tuple[Received, Reply]] = field(default_factory=list)

    def __call__(self, request: Received) -> Reply:
        path = request.path.removeprefix("/practice").removeprefix("/v1")
        headers = {name: value for name, value in request.headers.items() if name != "connection"}
        answer = requests.request(
            request.method,
            f"{self.practice}{path}",
            params=request.query,
            headers=headers,
            data=request.body,
            timeout=60,
        )
        reply = Reply(answer.content, answer.status_code, answer.headers.get("content-type", ""))
        self.passed.append((request, reply))
        # A link to a picture is practice's own; the API's documents say nothing of where one leads.
        if not request.path.startswith("/practice/"):
            self.problems += request.problems()
            self.problems += judge_answer(
                request.method, path, reply.status, reply.media_type, answer.content
            )
        return reply
