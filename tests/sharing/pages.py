"""Forms of sharing as a browser sends them."""

import re
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from runs.models import Run
from sharing.models import Share

PROMPT = "Draw my secret plan"


def visible(run: Run, *, inputs: bool = True, results: int = 2, title: str = "For you") -> dict[str, Any]:
    """Return the choice of what is seen: the first results of a run, with what was asked or without."""
    chosen = {"title": title, "outputs": [str(one.key) for one in run.outputs.all()[:results]]}
    return chosen | ({"inputs": "on"} if inputs else {})


def shared(client: Client, run: Run, person: str = "bob", **choice: Any) -> Share:
    """Share a run of the client's with a person, and return what they see."""
    sent = {**visible(run, **choice), "person": person}
    answer = client.post(f"/runs/{run.key}/share/people/", sent)
    assert answer.status_code == 302, answer.content.decode()
    return Share.objects.latest("pk")


def linked(client: Client, run: Run, terms: dict[str, Any] | None = None, **choice: Any) -> str:
    """Make a link to a run of the client's, good for a week, and return its path."""
    week = {"until": str(timezone.localdate() + timedelta(days=7))}
    page = client.post(f"/runs/{run.key}/share/link/", {**visible(run, **choice), **week, **(terms or {})})
    match = re.search(r'<code id="link">http://testserver(/s/[\w-]{43}/)</code>', page.content.decode())
    assert match, page.content.decode()
    return match[1]
