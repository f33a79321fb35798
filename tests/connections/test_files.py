"""The Files pages: for whom they are, what they show, and what is said when the server says no."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from connections.models import Connection
from tests.openapi.upstream import Received, Reply, Upstream

pytestmark = pytest.mark.django_db
NAMES = {"file-3": "vision", "file-2": "user_data", "file-1": "batch"}


def facts(file_id: str) -> dict[str, Any]:
    return {
        "id": file_id,
        "object": "file",
        "bytes": 2048,
        "created_at": 1_790_000_000,
        "expires_at": 1_800_000_000 if file_id == "file-3" else None,
        "filename": f"{file_id}.txt",
        "purpose": NAMES[file_id],
        "status": "processed",
    }


def shelf(request: Received) -> Reply:
    """Answer as OpenAI does: three files, two on a page."""
    _, _, *rest = request.path.strip("/").split("/")
    if not rest:
        after = dict(request.query).get("after")
        names = list(NAMES)[list(NAMES).index(after) + 1 :] if after else list(NAMES)[:2]
        return Reply.json({"object": "list", "data": [facts(name) for name in names], "has_more": not after})
    if rest[0] not in NAMES:
        return Reply.error(404, "No such File object.")
    if request.method == "DELETE":
        return Reply.json({"id": rest[0], "object": "file", "deleted": True})
    if rest[1:] == ["content"]:
        if NAMES[rest[0]] == "user_data":
            return Reply.error(400, "Not allowed to download files of purpose: user_data")
        return Reply(b"<b>bytes</b>", media_type="application/octet-stream")
    return Reply.json(facts(rest[0]))


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream(shelf) as upstream:
        yield upstream


@pytest.fixture
def line(upstream: Upstream) -> Connection:
    return Connection.objects.create(name="Line", base_url=upstream.url, api_key="sk-test-0123456789")


Address = Callable[..., str]


@pytest.fixture
def address(line: Connection) -> Address:
    return lambda name="files", *args: reverse(f"connections:{name}", args=[line.pk, *args])


def page(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def test_the_files_are_listed_with_what_is_known_of_them(as_alice: Client, address: Address) -> None:
    shown = page(as_alice, address())

    for words in ("file-3.txt", "vision", "2.0", "KB", "file-2", "15 Jan 2027"):
        assert words in shown
    assert "file-1" not in shown


def test_older_files_are_a_page_further(as_alice: Client, address: Address, upstream: Upstream) -> None:
    assert f'{address()}?after=file-2"' in page(as_alice, address())
    older = page(as_alice, f"{address()}?after=file-2")

    assert "file-1.txt" in older
    assert "file-3.txt" not in older
    assert "Older files" not in older
    assert "Back to the newest" in older
    assert [request.problems() for request in upstream.requests] == [[], []]


def uses(shown: str, file_id: str) -> list[str]:
    """The actions that the page offers to use a file in, by their slugs."""
    return re.findall(rf'href="/actions/([\w-]+)/\?connection=\d+[^"]*{file_id}[^"]*"', shown)


def test_a_file_leads_to_every_action_that_takes_it(as_carol: Client, address: Address) -> None:
    shown = page(as_carol, address())

    assert uses(shown, "file-2") == [
        "message-an-assistant",
        "transform-text-to-structured-data",
        "make-an-api-call",
    ]
    assert uses(shown, "file-3") == ["message-an-assistant", "make-an-api-call"]
    assert uses(page(as_carol, f"{address()}?after=file-2"), "file-1") == ["make-an-api-call"]


def test_a_call_is_offered_to_whom_an_administrator_chose(
    as_alice: Client, alice: Any, address: Address, line: Connection
) -> None:
    assert "make-an-api-call" not in uses(page(as_alice, address()), "file-3")

    chosen = Group.objects.create(name="Callers")
    line.call_groups.add(chosen)
    alice.groups.add(chosen)
    assert "make-an-api-call" in uses(page(as_alice, address()), "file-3")


def test_each_form_begins_with_the_file(as_carol: Client, address: Address, line: Connection) -> None:
    shown = page(as_carol, address()) + page(as_carol, f"{address()}?after=file-2")
    links = [unescape(link) for link in re.findall(r'href="(/actions/[\w-]+/\?[^"]*file-[123][^"]*)"', shown)]

    assert len(links) == 6
    for link in links:
        form = as_carol.get(link).context["form"]
        assert form["connection"].value() == str(line.pk)
        begun = [form[name].value() for name in form.fields]
        assert any("file-" in str(value) for value in begun), link


def test_the_uses_take_as_many_queries_for_many_files_as_for_one(
    as_carol: Client, address: Address, upstream: Upstream, django_assert_num_queries: Any
) -> None:
    entries = [{**facts("file-2"), "id": f"file-{number}"} for number in range(20)]
    with CaptureQueriesContext(connection) as one:
        page(as_carol, address())
    upstream.answers.append(Reply.json({"object": "list", "data": entries, "has_more": False}))

    with django_assert_num_queries(len(one)):
        page(as_carol, address())


def test_a_file_is_downloaded_as_a_file_and_nothing_else(as_alice: Client, address: Address) -> None:
    answer: Any = as_alice.get(address("file-content", "file-1"))

    assert b"".join(answer.streaming_content) == b"<b>bytes</b>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="file-1.txt"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_download_is_offered_of_what_openai_does_not_give_out(as_alice: Client, address: Address) -> None:
    shown = page(as_alice, address())

    assert address("file-content", "file-3") in shown
    assert address("file-content", "file-2") not in shown
    assert "does not give out again" in shown


def test_a_download_that_is_refused_says_why(as_alice: Client, address: Address) -> None:
    answer = as_alice.get(address("file-content", "file-2"), follow=True)

    assert answer.redirect_chain[0][0] == address()
    assert "Not allowed to download files of purpose: user_data" in answer.content.decode()


def test_an_administrator_deletes_after_asking(
    as_carol: Client, address: Address, upstream: Upstream
) -> None:
    url = address("file-delete", "file-2")
    assert "Delete “file-2.txt”?" in page(as_carol, url)
    assert "DELETE" not in {request.method for request in upstream.requests}

    assert "is deleted from the server" in as_carol.post(url, follow=True).content.decode()
    assert ("DELETE", "/v1/files/file-2") in {(one.method, one.path) for one in upstream.requests}


def test_nobody_else_deletes(as_alice: Client, address: Address, upstream: Upstream) -> None:
    url = address("file-delete", "file-2")

    assert url not in page(as_alice, address())
    assert [as_alice.get(url).status_code, as_alice.post(url).status_code] == [403, 403]
    assert "DELETE" not in {request.method for request in upstream.requests}


def test_a_file_that_is_gone_already_is_told(as_carol: Client, address: Address) -> None:
    answer = as_carol.post(address("file-delete", "file-9"), follow=True)

    assert "The file was not deleted. " in answer.content.decode()


@pytest.mark.parametrize("name", ["files", "file-content", "file-delete"])
def test_a_connection_that_one_may_not_use_is_not_found(
    as_bob: Client, client: Client, address: Address, line: Connection, upstream: Upstream, name: str
) -> None:
    line.groups.add(Group.objects.create(name="Writers"))
    url = address(name, *(["file-1"] if name != "files" else []))

    assert as_bob.get(url).status_code in (404, 403)
    assert client.get(url).headers["Location"].startswith("/sign-in/")
    assert upstream.requests == []


def test_a_disabled_connection_is_not_found(as_carol: Client, address: Address) -> None:
    Connection.objects.update(enabled=False)

    assert as_carol.get(address()).status_code == 404


def test_an_id_cannot_lead_elsewhere(as_alice: Client, address: Address, upstream: Upstream) -> None:
    as_alice.get(address("file-content", "..%2Fmodels"))
    as_alice.get(address("file-content", "a?b=c#d"))

    assert all(request.path.startswith("/v1/files/") for request in upstream.requests)
    assert all(not request.query for request in upstream.requests)


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(b"404 page not found", 404, "text/plain"), "This server does not offer files."),
        (Reply.error(401, "Incorrect API key provided."), "The server refused the API key."),
        (Reply.json({"object": "list"}), "could not be understood"),
    ],
)
def test_a_list_that_cannot_be_had_says_why(
    as_alice: Client, address: Address, upstream: Upstream, reply: Reply, words: str
) -> None:
    upstream.answers.append(reply)
    answer = as_alice.get(address())

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "sk-test-0123456789" not in answer.content.decode()


def test_an_empty_list_says_so(as_alice: Client, address: Address, upstream: Upstream) -> None:
    upstream.answers.append(Reply(json.dumps({"object": "list", "data": [], "has_more": False}).encode()))

    assert "No files" in page(as_alice, address())


def test_odd_entries_of_other_servers_do_no_harm(
    as_alice: Client, address: Address, upstream: Upstream
) -> None:
    upstream.answers.append(Reply.json({"data": [{"id": "file-x"}, "file-y", {"id": 3}]}))
    shown = page(as_alice, address())

    assert "file-x" in shown
    assert "file-y" not in shown


def test_the_navigation_leads_to_the_first_connection(as_alice: Client, address: Address) -> None:
    assert as_alice.get(reverse("connections:first-files")).headers["Location"] == address()


def test_the_navigation_marks_files_and_not_connections(as_carol: Client, address: Address) -> None:
    shown = page(as_carol, address())

    assert 'href="/connections/files/" aria-current="true"' in shown
    assert 'href="/connections/" aria-current' not in shown


def test_without_a_connection_the_page_says_so(as_alice: Client) -> None:
    assert "There is no connection you can use" in page(as_alice, reverse("connections:first-files"))


def test_one_can_turn_to_the_files_of_another_connection(as_alice: Client, address: Address) -> None:
    other = Connection.objects.create(name="Other", base_url="http://127.0.0.1:9/v1")
    hidden = Connection.objects.create(name="Hidden", base_url="http://127.0.0.1:9/v1")
    hidden.groups.add(Group.objects.create(name="Writers"))
    shown = page(as_alice, address())

    assert reverse("connections:files", args=[other.pk]) in shown
    assert "Hidden" not in shown
