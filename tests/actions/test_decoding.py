"""Files that travel as base64 in an answer."""

import io
import json
from base64 import b64encode
from random import Random

import pytest

from actions import outputs
from connections import encoded

CONTENT = Random(7).randbytes(300_001)
TEXT = b64encode(CONTENT).decode()


def wrapped(text: str) -> str:
    return "\n".join(text[start : start + 76] for start in range(0, len(text), 76))


def in_pieces(text: str) -> encoded.Encoded:
    found = encoded.loaded(io.BytesIO(json.dumps({"data": text}).encode()))["data"]
    assert isinstance(found, encoded.Encoded)
    return found


@pytest.mark.parametrize(
    "text", [TEXT, f"data:image/png;base64,{TEXT}", wrapped(TEXT)], ids=["bare", "URL", "lines"]
)
def test_base64_is_decoded_whole_and_in_pieces(text: str) -> None:
    for given in (text, in_pieces(text)):
        with outputs.decoded(given) as file:
            assert file.read() == CONTENT


@pytest.mark.parametrize(
    "text",
    [TEXT[:-1], TEXT + "A", TEXT + "AAAA", TEXT[:999] + "!" + TEXT[1000:], "AA==" + TEXT, TEXT + "=="],
    ids=["short", "a letter more", "goes on", "no letter", "an end within", "too long an end"],
)
def test_what_is_no_base64_is_refused_whole_and_in_pieces(text: str) -> None:
    for given in (text, in_pieces(text)):
        with pytest.raises(ValueError, match=r"base64|padding"):
            outputs.decoded(given)


def test_a_piece_that_ends_with_the_end_of_the_base64_and_goes_on_is_refused() -> None:
    first = b64encode(bytes(encoded.PIECE // 4 * 3 - 1)).decode()
    assert (len(first), first[-1]) == (encoded.PIECE, "=")
    with pytest.raises(ValueError, match=r"base64|padding"):
        outputs.decoded(in_pieces(first + TEXT))
