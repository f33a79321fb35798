import io
from typing import Any

import pytest

from connections.bodies import CHUNK
from connections.multipart import Multipart, Upload


class Watched(io.BytesIO):
    """Remembers the largest piece that was ever asked for."""

    largest = 0

    def read(self, size: Any = -1) -> bytes:
        data = super().read(size)
        self.largest = max(self.largest, len(data))
        return data


def test_the_length_is_known_before_anything_is_read() -> None:
    body = Multipart(
        [("a", "ä")], [Upload("file", "x.bin", "application/octet-stream", io.BytesIO(b"12345"))]
    )
    assert len(body) == len(b"".join(body))


def test_a_large_file_is_never_whole_in_memory() -> None:
    file = Watched(bytes(5_000_000))
    body = Multipart([], [Upload("file", "x.bin", "audio/wav", file)])
    assert max(len(piece) for piece in body) <= CHUNK
    assert file.largest <= CHUNK


def test_a_file_is_sent_from_its_start_and_left_open() -> None:
    file = io.BytesIO(b"hello")
    file.seek(3)
    body = b"".join(Multipart([], [Upload("file", "x", "text/plain", file)]))
    assert b"\r\n\r\nhello\r\n" in body
    assert not file.closed


def test_a_body_can_be_read_twice() -> None:
    body = Multipart([], [Upload("file", "x", "text/plain", io.BytesIO(b"hello"))])
    assert b"".join(body) == b"".join(body)


@pytest.mark.parametrize("name", ['a"; filename="evil', "a\r\nX: y", 'a"\r\n\r\n'])
def test_a_name_cannot_break_out_of_its_header(name: str) -> None:
    body = b"".join(Multipart([], [Upload("file", name, "text/plain", io.BytesIO(b""))]))
    head = body.split(b"\r\n\r\n")[0]
    assert head.count(b"\r\n") == 2
    assert head.count(b'"') == 4


def test_names_in_any_script_are_kept() -> None:
    body = b"".join(Multipart([], [Upload("file", "Überraschung 日本.txt", "text/plain", io.BytesIO(b""))]))
    assert 'filename="Überraschung 日本.txt"'.encode() in body


def test_a_file_that_shrinks_while_it_is_sent_is_an_error() -> None:
    file = io.BytesIO(b"12345")
    body = Multipart([], [Upload("file", "x", "text/plain", file)])
    file.truncate(2)
    with pytest.raises(OSError, match="shorter"):
        list(body)
