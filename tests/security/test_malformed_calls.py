"""Malformed questions, headers, bodies and numbers at every address, and malformed calls at Practice."""

import json
from functools import cache
from typing import Any

from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from actions.registry import all_actions
from tests.actions.filled import Filled, form_of
from tests.catalog.performing import sent
from tests.security import malformed
from tests.security.house import House
from tests.security.malformed import Submission
from tests.security.test_scripts import asked_for
from tests.security.throwing import ADDRESSES, Send, many, right, undone
from tests.security.walk import Address

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


@cache
def calls() -> list[tuple[str, Any]]:
    """Return (path, body) of the calls that right forms make, where the body is JSON."""
    found = []
    for action in all_actions():
        for pairs in right(action):
            form = form_of(action, Filled("", dict(pairs)))
            request = action.request(form.values) if hasattr(action, "path") and form.is_valid() else None
            if request and request.json is not None:
                found.append((request.path, sent(request)))
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
