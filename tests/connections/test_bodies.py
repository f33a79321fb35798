import io
import json
from base64 import b64encode
from random import Random

import pytest

from connections.bodies import CHUNK, Body, DataUrl, of_json
from connections.multipart import Multipart, Upload
from tests.connections.test_multipart import Watched


def wire(body: Body) -> bytes:
    """Return what is sent, which must be as long as was said before."""
    whole = b"".join(body)
    assert len(body) == len(whole)
    return whole


@pytest.mark.parametrize("value", [None, True, 7, "ä ☃ \ud800", [], {}, {"a": [1.5, {"b": None}]}])
def test_json_goes_out_as_json_does(value: object) -> None:
    assert wire(of_json(value)) == json.dumps(value).encode()


@pytest.mark.parametrize("size", [0, 1, 2, 3, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 2])
def test_a_file_of_any_length_stands_in_json_as_a_data_url(size: int) -> None:
    content = Random(size).randbytes(size)
    body = of_json({"before": 1, "url": DataUrl(io.BytesIO(content), "image/png"), "after": "x"})
    url = f"data:image/png;base64,{b64encode(content).decode()}"
    assert json.loads(wire(body)) == {"before": 1, "url": url, "after": "x"}


def test_several_files_stand_each_in_its_place() -> None:
    files = [DataUrl(io.BytesIO(content), "image/png") for content in (b"one", b"two")]
    one, two = json.loads(wire(of_json([{"deep": files[0]}, files[1]])))
    assert (one["deep"][-4:], two[-4:]) == (b64encode(b"one").decode(), b64encode(b"two").decode())


def test_a_large_file_in_json_is_never_whole_in_memory() -> None:
    file = Watched(bytes(5_000_000))
    assert max(map(len, of_json([DataUrl(file, "image/png")]))) < 2 * CHUNK
    assert file.largest <= CHUNK


def test_a_data_url_in_a_form_is_read_in_pieces_too() -> None:
    upload = Upload("file", "x", "text/plain", io.BytesIO(b"hello"))
    body = Multipart([("voice", DataUrl(io.BytesIO(b"ID3"), "audio/mpeg"))], [upload])
    assert b'name="voice"\r\n\r\ndata:audio/mpeg;base64,SUQz\r\n' in wire(body)


@pytest.mark.parametrize("media_type", ['a"b', "a\r\nX: y", "a,b", "ä"])
def test_a_media_type_cannot_break_out_of_its_data_url(media_type: str) -> None:
    text = wire(of_json({"url": DataUrl(io.BytesIO(b"x"), media_type)}))
    assert json.loads(text)["url"].count(",") == 1
    assert not {ord(letter) for letter in '"\r\n'} & set(b"".join(DataUrl(io.BytesIO(), media_type)))


def test_a_body_can_be_read_twice() -> None:
    body = of_json([DataUrl(io.BytesIO(b"hello"), "image/png")])
    assert wire(body) == wire(body)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        of_json([value])


def test_what_is_no_value_of_json_is_a_mistake_of_ours() -> None:
    with pytest.raises(TypeError, match="BytesIO"):
        of_json([io.BytesIO()])
