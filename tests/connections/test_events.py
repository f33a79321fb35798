"""Server-sent events by the rules of the HTML standard."""

import pytest

from connections.events import EndlessEvent, Event, events


def read(*chunks: bytes) -> list[tuple[str, str]]:
    return [(event.name, said(event)) for event in events(chunks)]


def said(event: Event) -> str:
    return event.file.read(event.size).decode(errors="replace")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_lines_end_in_any_of_three_ways(end: bytes) -> None:
    assert read(b"data: a", end, b"data: b", end, end, b"data: c", end, end) == [("", "a\nb"), ("", "c")]


def test_every_cut_between_two_bytes_gives_the_same_events() -> None:
    stream = "event: x\r\ndata: für 日本\r\n\r\n: comment\r\ndata:b\n\ndata: c\r\r".encode()
    whole = read(stream)
    assert whole == [("x", "für 日本"), ("", "b"), ("", "c")]
    for cut in range(len(stream)):
        assert read(stream[:cut], stream[cut:]) == whole
    assert read(*(bytes([byte]) for byte in stream)) == whole


def test_comments_and_unknown_fields_are_passed_over() -> None:
    assert read(b": ping\nid: 1\nretry: 5\nfoo\ndata: a\n\n") == [("", "a")]


def test_only_one_space_after_the_colon_is_dropped() -> None:
    assert read(b"data:  a\n\n") == [("", " a")]


def test_a_name_belongs_to_one_event_only() -> None:
    assert read(b"event: x\ndata: a\n\ndata: b\n\n") == [("x", "a"), ("", "b")]


def test_an_event_without_data_is_none() -> None:
    assert read(b"event: x\n\ndata:\n\n\n\n") == []


def test_an_event_cut_off_before_its_blank_line_is_none() -> None:
    assert read(b"data: a\n\ndata: b\n") == [("", "a")]


def test_a_byte_order_mark_is_dropped() -> None:
    assert read(b"\xef\xbb\xbfdata: a\n\n") == [("", "a")]
    assert read(b"\xef", b"\xbb\xbfda", b"ta: a\n\n") == [("", "a")]
    assert read(b"data: a\n\n\xef\xbb\xbfdata: b\n\n") == [("", "a")]


def test_broken_utf_8_is_replaced() -> None:
    assert read(b"data: \xff\n\n") == [("", "�")]


def test_an_event_is_given_out_as_soon_as_it_is_whole() -> None:
    taken: list[int] = []

    def chunks() -> object:
        for number in range(3):
            taken.append(number)
            yield b"data: %d\n\n" % number

    assert said(next(events(chunks()))) == "0"  # type: ignore[arg-type]
    assert taken == [0]


@pytest.mark.parametrize("piece", [b"x" * 10, b"data: xxxx\n", b"data:\n", b"data", b"data: x"])
def test_an_endless_event_is_given_up(piece: bytes) -> None:
    with pytest.raises(EndlessEvent):
        list(events(iter(lambda: piece, None), limit=1000))
