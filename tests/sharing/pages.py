"""Forms of sharing as a browser sends them."""

from typing import Any

from django.test import Client

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
