"""Thousands of malformed submissions: each is answered, none by an error, and none becomes a wrong run.

`make test` tries a few hundred, always the same; `make fuzz` as many as FUZZ says, always others.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as tuned
from hypothesis import strategies as st

from actions.action import Action
from actions.registry import all_actions
from connections.client import Client as OpenAI
from connections.models import Connection
from operations.views import PROBES
from runs.models import Run
from tests.actions.filled import Filled, form_of
from tests.actions.ways import completed, everything, roots
from tests.openapi.upstream import Reply, Upstream
from tests.runs.pages import body
from tests.security import malformed
from tests.security.conftest import ANSWERS
from tests.security.house import House, furnished
from tests.security.malformed import Pair, Submission
from tests.security.pages import Form, Forms
from tests.security.test_scripts import asked_for
from tests.security.walk import Address, every_address

KINDS = 8
# Practice is no page, and a machine that asks whether all is ready may hear that it is not.
ADDRESSES = [
    one for one in every_address() if not str(one).startswith("/practice/") and one.route not in PROBES
]
ROW = re.compile(r"^(.+?)-([0-9]+)")
many = tuned(
    max_examples=int(os.environ.get("FUZZ") or 40 * KINDS) // KINDS,
    deadline=None,
    database=None,
    derandomize="FUZZ" not in os.environ,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def house(db: None) -> House:
    return furnished()


Send = Callable[[Client, str, str, Submission], int]


@pytest.fixture
def send(record_property: Callable[[str, object], None]) -> Iterator[Send]:
    """Return a function that sends a request and returns how it was answered. Our errors come out there."""
    answers: Counter[int] = Counter()

    def send(client: Client, method: str, path: str, sent: Submission) -> int:
        answer = client.generic(
            method, path, sent.body, sent.content_type, headers=sent.headers, QUERY_STRING=sent.query
        )
        assert answer.status_code < 500
        assert b"Traceback (most recent call last)" not in body(answer)
        answers[answer.status_code] += 1
        return answer.status_code

    yield send
    record_property(ANSWERS, dict(answers))


def undone(attempt: Callable[[], object]) -> None:
    """Do something in the database, and take it back."""
    with transaction.atomic():
        try:
            attempt()
        finally:
            transaction.set_rollback(True)


def with_rows(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs with what a browser sends of their rows: how many there are, and in which order."""
    rows = [row for name, _ in pairs for row in ROW.finditer(name)]
    order = {f"{row[0]}-ORDER": str(int(row[2]) + 1) for row in rows}
    totals = {
        f"{row[1]}-{of}_FORMS": "3" if of == "TOTAL" else "0" for row in rows for of in ("TOTAL", "INITIAL")
    }
    return [*pairs, *order.items(), *totals.items()]


def names_of(pairs: Sequence[Pair]) -> tuple[list[str], list[str]]:
    """Return names that mean something to a form with these inputs, and to others."""
    names = [name for name, _ in pairs]
    rows = {f"{row[0]}-DELETE" for name in names for row in ROW.finditer(name)}
    return [*names, *rows, *(f"{name}-kept" for name in names), "rows"], asked_for()


# --- The forms of the actions -----------------------------------------------------------------


@cache
def right(action: Action) -> list[list[Pair]]:
    """Return some right ways to fill in an action's form, sparsely and fully."""
    make = partial(form_of, action)
    begun = list(roots(make))
    ways: list[Filled] = []
    for root in begun[:: max(len(begun) // 3, 1)]:
        least, form = completed(make, root)
        ways += [least, everything(make, least, form)]
    return [list(way.typed.items()) for way in ways]


@st.composite
def filled_in(draw: st.DrawFn) -> tuple[Action, list[Pair]]:
    action = draw(st.sampled_from(list(all_actions())))
    pairs = draw(st.sampled_from(right(action)))
    line = str(Connection.objects.get().pk)
    pairs = [(name, line if name == "connection" else value) for name, value in pairs]
    return action, draw(malformed.spoilt(with_rows(pairs), *names_of(pairs)))


@pytest.fixture
def judge() -> Iterator[Callable[[Run], list[str]]]:
    """Return a function that says what OpenAI's document has against the request that a run would make."""
    with Upstream(lambda _: Reply()) as upstream, OpenAI(upstream.url, key="sk-test") as client:

        def judge(run: Run) -> list[str]:
            action = next(action for action in all_actions() if action.slug == run.action)
            with run.inputs() as values:
                client.send(action.request(values)).close()
            return upstream.requests[-1].problems() if hasattr(action, "path") else []

        yield judge


def test_a_spoilt_form_is_refused_or_was_right_all_the_same(
    house: House, send: Send, judge: Callable[[Run], list[str]]
) -> None:
    client = house.client("owner")

    @many
    @given(st.data())
    def attempt(data: st.DataObject) -> None:
        action, pairs = data.draw(filled_in())
        sent = data.draw(malformed.posted(pairs))

        def sending() -> None:
            before = Run.objects.count()
            status = send(client, "POST", f"/actions/{action.slug}/", sent)
            made = Run.objects.order_by("-pk")[: Run.objects.count() - before]
            assert status in (200, 303) or not made
            assert [judge(run) for run in made] == [[]] * len(made)

        undone(sending)

    attempt()


def test_the_fields_are_drawn_whatever_is_in_them(house: House, send: Send) -> None:
    client = house.client("owner")

    @many
    @given(st.data())
    def attempt(data: st.DataObject) -> None:
        action, pairs = data.draw(filled_in())
        groups = {name.partition("-")[0] for name, _ in pairs}
        verb = st.sampled_from(["add", "remove", "up", "down", ""])
        rows = st.builds(
            lambda verb, group, number: f"{verb}:{group}-{number}",
            verb,
            st.sampled_from(sorted(groups) or ["messages"]),
            malformed.numbers,
        )
        command = data.draw(st.one_of(st.just([]), rows.map(lambda text: [("rows", text)])))
        sent = data.draw(malformed.posted([*pairs, *command]))
        undone(lambda: send(client, "POST", f"/actions/{action.slug}/fields/", sent))

    attempt()


# --- All other forms, as the pages have them --------------------------------------------------


def every_form(house: House) -> list[tuple[str, str, Form]]:
    """Return (person, address, form) of every form on every page."""
    found = []
    for person in ("nobody", "owner", "administrator"):
        client = house.client(person)
        for address in ADDRESSES:
            path = address.path_with(house.things)
            page = body(client.get(path)).decode(errors="replace")
            found += [(person, form.action or path, form) for form in Forms(page).found]
    return [one for one in found if one[1].startswith("/")]


def test_every_form_of_every_page_takes_whatever_is_sent(house: House, send: Send) -> None:
    forms = every_form(house)
    assert len({path for _, path, _ in forms}) > 20

    @many
    @given(st.data())
    def attempt(data: st.DataObject) -> None:
        person, path, form = data.draw(st.sampled_from(forms))
        pairs: list[Pair] = list(form.pairs)
        spoilt = data.draw(malformed.spoilt(pairs, *names_of(pairs)))
        sent = data.draw(malformed.posted(spoilt))
        if form.method == "get":
            sent = Submission(query=malformed.urlencoded(spoilt))
        undone(lambda: send(house.client(person), form.method.upper(), path, sent))

    attempt()


# --- Every address ----------------------------------------------------------------------------

asked = st.tuples(st.sampled_from(["owner", "administrator"]), st.sampled_from(ADDRESSES))


def test_an_address_takes_any_body(house: House, send: Send) -> None:
    try_addresses(house, send, "POST", malformed.broken(asked_for()))


def test_an_address_takes_any_question(house: House, send: Send) -> None:
    try_addresses(house, send, "GET", malformed.questioned(asked_for()))


def test_an_address_takes_any_header(house: House, send: Send) -> None:
    try_addresses(house, send, "GET", malformed.headed())


def try_addresses(house: House, send: Send, method: str, submissions: st.SearchStrategy[Submission]) -> None:
    @many
    @given(asked, submissions)
    def attempt(to: tuple[str, Address], sent: Submission) -> None:
        person, address = to
        undone(lambda: send(house.client(person), method, address.path_with(house.things), sent))

    attempt()


def test_an_address_may_name_anything(house: House, send: Send) -> None:
    @many
    @given(asked, st.lists(malformed.piece, min_size=3, max_size=3), st.sampled_from(["GET", "POST"]))
    def attempt(to: tuple[str, Address], pieces: list[str], method: str) -> None:
        person, address = to
        values = dict(zip(address.arguments, pieces, strict=False))
        undone(lambda: send(house.client(person), method, address.path_with(values), Submission()))

    attempt()


# --- Practice ---------------------------------------------------------------------------------


@cache
def calls() -> list[tuple[str, Any]]:
    """Return (path, body) of the calls that right forms make, where the body is JSON."""
    found = []
    for action in all_actions():
        for pairs in right(action):
            form = form_of(action, Filled("", dict(pairs)))
            request = action.request(form.values) if hasattr(action, "path") and form.is_valid() else None
            if request and request.json is not None:
                found.append((request.path, request.json))
    return found


def test_practice_takes_any_json(send: Send, settings: Any, db: None) -> None:
    settings.PRACTICE_WORDS_PER_SECOND = 1_000_000
    key = {"Authorization": "Bearer sk-practice"}

    @many
    @given(st.data())
    def attempt(data: st.DataObject) -> None:
        path, right = data.draw(st.sampled_from(calls()))
        text = json.dumps(data.draw(malformed.spoilt_json(right)))
        send(
            Client(),
            "POST",
            f"/practice/v1{path}",
            Submission(text.encode(), "application/json", headers=key),
        )

    attempt()
