"""Uses a Workroom in every way in which a connection's secrets take part."""

import re
from typing import Any

import requests

from actions.action import Action
from actions.registry import all_actions
from connections.models import Connection
from tests.actions.made_up import least, roots
from tests.config.visitor import Visitor
from tests.connections.filling import filled
from tests.connections.server import Server
from tests.processes import wait_until
from tests.security.marks import BROKEN, KEY, TEAM
from tests.security.repeating import WAYS, repeat

# The connections through which one run goes, and what becomes of it.
ONE_RUN = {"Busy": "failed", "Slow": "failed", "Untrusted": "failed", "Away": "queued", "Broken": "failed"}
WITH = {"429 too long": "Busy", "stream that stops": "Slow"}


def connect(carol: Visitor, server: Server, stranger: Server) -> dict[str, Connection]:
    """Make a connection to Practice, and to servers in trouble. Nobody vouches for the stranger."""
    nobody = Server(repeat)
    nobody.close()
    for name, url, more in [
        ("Practice marked", f"{carol.address}practice/v1", {}),
        ("Repeating", server.url, {}),
        ("Busy", server.url, {}),
        ("Slow", server.url, {"read_timeout": "2"}),
        ("Untrusted", stranger.url, {}),
        ("Away", nobody.url, {}),
        ("Broken", server.url, {"api_key": BROKEN.text}),
    ]:
        said: Any = {"preset": "other", "name": name, "base_url": url, "api_key": KEY.text, **more}
        carol.fill("connections/create/", **filled([("X-Team", TEAM.text)], **said))
    return {line.name: line for line in Connection.objects.exclude(preset="practice")}


def use(carol: Visitor, lines: dict[str, Connection]) -> list[tuple[str, bytes]]:
    """Run every action, meet every failure, look at the connections; return what was heard live."""
    for action in all_actions():
        ask(carol, lines["Practice marked"], *typed(action), action=action.slug)
    heard = []
    for way in WAYS:
        run = ask(carol, lines[WITH.get(way, "Repeating")], completion(way))
        if way == "stream that stops":
            heard.append(("what was said live", listened(carol, run)))
    for name in ("Untrusted", "Away", "Broken"):
        ask(carol, lines[name], completion("success"))
    ask(carol, lines["Repeating"], {"method": "GET", "url": "/v1/headers"}, action="make-an-api-call")
    for line in lines.values():
        for page in ("test/", "models/", "files/", "files/file-1/content/", "files/file-1/delete/"):
            touch(carol, f"connections/{line.pk}/{page}")
    return heard


def completion(way: str) -> dict[str, str]:
    return {"method": "chat", "model": "gpt-4o", "messages-0-role": "user", "messages-0-content": way}


def typed(action: Action) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the least that is valid in an action's form, and its files."""
    way = least(action, roots(action)[0])
    files = {name: value for name, value in way.typed.items() if not isinstance(value, str)}
    fields = {name: value for name, value in way.typed.items() if isinstance(value, str)}
    return (fields | {"url": "/v1/models"} if "url" in fields else fields), files


def ask(
    carol: Visitor,
    line: Connection,
    fields: dict[str, Any],
    files: Any = None,
    action: str = "create-a-completion",
) -> requests.Response:
    answer = carol.fill(f"actions/{action}/", files, **{**fields, "connection": str(line.pk)})
    assert "/runs/" in answer.url, answer.text
    return answer


def listened(carol: Visitor, run: requests.Response) -> bytes:
    """Return what is said live of a run that has begun to answer, to its end."""
    wait_until(lambda: 'data-run-state="running"' in carol.get(run.url).text)
    address = re.search(r'data-live="/(live/[^"]+)"', carol.get(run.url).text)
    assert address
    where, from_its_beginning = carol.address + address[1].replace("&amp;", "&"), {"Last-Event-ID": "0-0"}
    with requests.get(where, headers=from_its_beginning, timeout=60) as answer:
        assert "Half" in answer.text
        return answer.content


def touch(carol: Visitor, path: str) -> None:
    """Open a page and send what it sends, whatever comes of it."""
    carol.get(carol.address + path)
    carol.post(carol.address + path, {"csrfmiddlewaretoken": carol.cookies["csrftoken"]})
