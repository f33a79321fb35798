"""No text of a person, a file, a server or a model is ever anything but text, wherever it is shown."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from config.data import HERE
from tests.runs.pages import body
from tests.security.house import House
from tests.security.pages import Forms
from tests.security.walk import Address, every_address
from tests.security.wounds import SCRIPT, Wounds, every_output, partials, poisoned
from tests.sources import modules

ADDRESSES = [one for one in every_address() if not str(one).startswith("/practice/")]
READ = re.compile(r"""\.(?:GET|POST)(?:\.get|\.getlist)?[\[(]["'](\w+)["']""")


@pytest.fixture(scope="module")
def furnish() -> Callable[[], House]:
    return poisoned


@cache
def asked_for() -> list[str]:
    """Return the parameters that our code reads from an address or a form by name."""
    found = {name for file in modules() for name in READ.findall(file.read_text())}
    assert {"q", "before", "without"} <= found
    return sorted(found)


REFLECTED = dict.fromkeys([*asked_for(), "error", "message"], SCRIPT)


def paths(house: House, address: Address) -> list[str]:
    """Return the address as it is for what exists, and for what does not."""
    runs = [
        address.path_with({"/runs/<uuid:key>": key})
        for name, key in house.things.items()
        if name.startswith("another run")
    ]
    given = address.path_with(house.things)
    return [*{given, address.path_with({})}, *(runs if str(address).startswith("/runs/<uuid:key>") else [])]


def hurt(answer: Any) -> list[str]:
    page = body(answer).decode(errors="replace")
    return Wounds(page).found if answer.headers.get("Content-Type", "").startswith("text/html") else []


def test_each_kind_of_result_is_among_those_tried() -> None:
    assert partials() == {output.kind for output in every_output()} | {"binary"}


def test_the_script_is_found_where_it_is_not_escaped() -> None:
    assert len(Wounds(f'<p title="{SCRIPT}">').found) == 3
    assert len(Wounds(f"<p>{SCRIPT}</p>").found) == 3
    assert len(Wounds("<a href=' JavaScript:hurt=1'>").found) == 1


SHOWN = {
    "/": 4,
    "/runs/": 8,
    "another run 0": 30,
    "/assistants/": 3,
    "/definitions/": 2,
    "/assistants/threads/": 1,
}
ALSO_SHOWN = {"/connections/": 2, "/people/": 4, "/people/groups/": 1, "/audit/": 3}


@pytest.mark.parametrize(("path", "times"), [*SHOWN.items(), *ALSO_SHOWN.items()])
def test_the_script_stands_on_the_pages_as_text(house: House, path: str, times: int) -> None:
    address = f"/runs/{house.things[path]}/" if path in house.things else path
    page = house.client("owner" if path in SHOWN else "administrator").get(address).content.decode()
    assert page.count("&lt;b class=hurt&gt;") >= times


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_what_is_stored_and_what_is_sent_is_shown_as_text(address: Address, house: House) -> None:
    for person in ("nobody", "owner", "colleague", "administrator"):
        client = house.client(person)
        for path in paths(house, address):
            assert hurt(client.get(path)) == []
            assert hurt(client.get(path, REFLECTED)) == []
            assert (
                hurt(client.get(path, REFLECTED, headers={"HX-Request": "true", "HX-Target": SCRIPT})) == []
            )


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_what_is_typed_into_a_form_comes_back_as_text(address: Address, house: House) -> None:
    for person in ("owner", "administrator"):
        client = house.client(person)
        page = body(client.get(address.path_with(house.things))).decode(errors="replace")
        for form in Forms(page).found:
            typed = {name: "1" if name.endswith("_FORMS") else SCRIPT for name in form.names}
            send = client.post if form.method == "post" else client.get
            answer = send(form.action or address.path_with(house.things), typed, follow=True)
            assert hurt(answer) == []


def test_no_script_of_ours_makes_html_of_text() -> None:
    scripts = list((HERE / "static/js").glob("*.js"))
    assert len(scripts) > 10
    dangerous = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc"
        r"|createContextualFragment|parseFromString|setTimeout\(\s*[\"'`]"
    )
    assert {file.name for file in scripts if dangerous.search(file.read_text())} == set()
