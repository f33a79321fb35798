"""A shelf keeps the newest things, whole, and nothing else."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from practice.accounts import Account
from practice.shelf import Shelf


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(Account("somebody"), "things", most=3, room=1_000)


def names(shelf: Shelf) -> list[str]:
    return [path.name for path in shelf.newest_first()]


def test_the_oldest_go_when_there_are_too_many(shelf: Shelf) -> None:
    for name in "abcd":
        shelf.put(name, b"x")
    assert names(shelf) == ["d", "c", "b"]


def test_the_oldest_go_when_there_is_no_room(shelf: Shelf) -> None:
    for name in "abc":
        shelf.put(name, b"x" * 400)
    assert names(shelf) == ["c", "b"]
    shelf.put("large", b"x" * 5_000)
    assert names(shelf) == ["large"]


def test_what_breaks_off_is_never_seen_and_goes_in_time(shelf: Shelf) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        shelf.put("broken", pieces())
    assert names(shelf) == []
    (draft,) = shelf.folder.iterdir()
    os.utime(draft, (1, 1))
    shelf.put("whole", b"x")
    assert list(shelf.folder.iterdir()) == [shelf.folder / "whole"]


def test_the_same_thing_may_be_put_twice_at_once(shelf: Shelf) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: shelf.put("same", b"x" * 100), range(64)))
    assert names(shelf) == ["same"]


@pytest.mark.parametrize("name", ["..", "../x", "a/b", "", ".hidden", "x" * 200, "é"])
def test_a_name_that_leads_elsewhere_finds_nothing(shelf: Shelf, name: str) -> None:
    shelf.put("x", b"x")
    assert shelf.find(name) is None
    assert shelf.remove(name) is False
