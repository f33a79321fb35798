"""Somebody who uses a running copy, without a script."""

import re
from typing import Any

import requests

from tests.config.copies import Copy
from tests.conftest import PASSWORD
from tests.processes import wait_until


class Visitor(requests.Session):
    """Signed in from the start; to be closed after use."""

    def __init__(self, copy: Copy, name: str, password: str = PASSWORD) -> None:
        super().__init__()
        self.address = copy.address
        answer = self.fill("sign-in/", username=name, password=password)
        assert not answer.url.endswith("/sign-in/"), answer.text

    def page(self, path: str) -> str:
        answer = self.get(f"{self.address}{path}")
        answer.raise_for_status()
        return answer.text

    def fill(self, path: str, files: Any = None, **fields: Any) -> requests.Response:
        """Send the form of a page."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page(path))
        assert found, path
        sent = {"csrfmiddlewaretoken": found[1], **fields}
        answer = self.post(f"{self.address}{path}", sent, files=files)
        answer.raise_for_status()
        return answer

    def ask(self, text: str) -> requests.Response:
        """Ask for a completion, and return the page of the run."""
        asked = {"model": "gpt-4o", "messages-0-role": "user", "messages-0-content": text}
        return self.run("create-a-completion", **asked)

    def run(self, action: str, **fields: Any) -> requests.Response:
        """Ask for something, and return the page of the run."""
        answer = self.fill(f"actions/{action}/", **fields)
        assert "/runs/" in answer.url, answer.text
        return answer

    def wait_for(self, run: requests.Response, state: str = "succeeded") -> str:
        """Return the page of a run once it is in this state."""
        wait_until(lambda: f'data-run-state="{state}"' in self.get(run.url).text)
        return self.get(run.url).text
