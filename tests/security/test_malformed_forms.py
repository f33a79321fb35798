"""Thousands of malformed forms: each is answered, none by an error, and none becomes a wrong run.

`make test` tries a few hundred, always the same; `make fuzz` as many as FUZZ says, always others.
"""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.action import Action
from actions.registry import all_actions
from connections.client import Client as OpenAI
from connections.models import Connection
from runs.models import Run
from tests.openapi.upstream import Reply, Upstream
from tests.runs.pages import body
from tests.security import malformed
from tests.security.house import House
from tests.security.malformed import Pair, Submission
from tests.security.pages import Form, Forms
from tests.security.throwing import ADDRESSES, Send, many, names_of, right, undone, with_rows


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
