"""Submissions such as no browser would send: right ones, spoilt; and what was never right."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

NUMBERS = (
    "", "-", "-1", "0", "-0", "+1", "1.5", "1_000", "0x10", "²", "٣", "\uff11\uff12", "½", "1" * 19,
    "9" * 400, "9" * 5000, "1e309", "-1e400", "NaN", "Infinity", " 7 ", "7\n", "\u202e7",
)  # fmt: skip
TEXTS = (
    " ", "\0", "a\0b", "\ud800", "\udfff x", "\u202e", "\ufeff", "\r\n\r\n", "true", "on", "null", "None",
    "[]", "{}", '"', '{"a":', "[" * 3000, '{"a":' * 3000 + "1" + "}" * 3000, '{"a": 1, "a": 2}', '{"a": NaN}',
    '{"a": 1e999}', '"\\ud800"', '{"type": "object", "$ref": "#"}', '{"$ref": "http://127.0.0.1:9/"}',
    '{"type": ["x"], "pattern": "("}', "../../etc/passwd", "%00", "%", "%s%n", "{{7*7}}", "{}{0}", "<script>",
    "';--", "a" * 70_000, "é" * 300, "👩‍👩‍👧" * 90, "2026-02-30", "0000-00-00", "99999-01-01T00:00:00Z",
    "http://[::1", "http://a:b@c:99999/", "http://a.example:x/", "file:///etc/passwd", "javascript:1",
    "//x", "http://0x7f.1/", "https://" + "a" * 300 + ".example", "a@b",
    "00000000-0000-0000-0000-000000000000",
    "add:messages", "remove:messages-0", "up:", ":", "add:", "up:images-0-x", "(?P<a>", "(" * 200,
    "a-0-b-0-c",
    "__class__", "__prefix__", "use", "keep", "save", "csv", "\x1b[31m",
)  # fmt: skip
# With half characters, which UTF-8 does not have.
anything = st.text(st.characters(exclude_categories=()), max_size=30)
numbers = st.one_of(st.sampled_from(NUMBERS), (st.integers() | st.floats()).map(str))
values = st.one_of(numbers, st.sampled_from(TEXTS), anything)
FILES: tuple[tuple[str, bytes, str], ...] = (
    ("", b"", "application/octet-stream"),
    ("a.png", b"", "image/png"),
    ("a.png", b"\x89PNG\r\n\x1a\n", "image/png"),
    (
        "a.png",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff\x08\x06\0\0\0\0\0\0\0",
        "image/png",
    ),
    ("a.gif", b"GIF89a\xff\xff\xff\xff\xf7\0\0", "image/gif"),
    ("a.webp", b"RIFF\xff\xff\xff\xffWEBPVP8 ", "image/webp"),
    ("a.jpg", b"\xff\xd8\xff\xe0" + b"\xff" * 40, "image/jpeg"),
    ("a.mp3", b"ID3\x04\0\0\x7f\x7f\x7f\x7f", "audio/mpeg"),
    ("a.wav", b"RIFF\xff\xff\xff\xffWAVEfmt \0\0\0\0", "audio/wav"),
    ("a.m4a", b"\0\0\0\0ftypM4A \0\0\0\x08moov", "audio/mp4"),
    ("a.jsonl", b'{"a":\n\xff\xfe\n\0\n' + b"[" * 3000, "application/jsonl"),
    ("a.jsonl", b"\xef\xbb\xbf{}\r\r\n\n1\n", "text/plain"),
    ("../../a%00b\u202e.svg", b"<svg onload=hurt=1>", "image/svg+xml"),
    ('a"b\\c;d.html', b"<script>", "text/html; charset=none"),
    ("a" * 400, b"PK\x03\x04" * 30, "x" * 200),
)
TYPES = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=none",
    "application/x-www-form-urlencoded; charset=utf-16", "multipart/form-data; boundary=fence",
    "multipart/form-data; boundary=fence; charset=utf-7", "multipart/form-data; boundary=another",
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=" + "x" * 300,
    "multipart/mixed; boundary=fence", "application/json", "text/plain", "image/png", "", ";",
    "a/b; charset=\xe9",
)  # fmt: skip
HEADERS = (
    "HX-Request", "HX-Target", "HX-Trigger", "HX-Trigger-Name", "HX-Current-URL",
    "HX-History-Restore-Request", "Range", "If-Range", "If-None-Match", "If-Modified-Since",
    "Accept-Language", "Accept-Encoding", "Referer", "Cookie", "Origin", "X-Forwarded-For", "X-Request-ID",
    "Content-Length", "Authorization", "User-Agent",
)  # fmt: skip
SAID = (
    "true", "bytes=0-", "bytes=-", "bytes=9-1", "bytes=-0", "bytes=" + "9" * 5000 + "-", "bytes=0-0,1-1",
    "row-x", "bytes=²-", "history", "older", "fields", "connection", "model", "http://[",
    "http://testserver/runs/?q=1", "*", "W/", '"', "sessionid=x; csrftoken=\xff", "sessionid=" + "a" * 5000,
    "=;=", "messages=x", "-1", "99999999999", "Bearer ", "Basic x", "de;q=x, *;q=2, " + "en," * 500,
    "1.2.3.4, ::1, x", "Mon, 99 Foo 9999 99:99:99 GMT",
)  # fmt: skip
File = tuple[str, bytes, str]
Pair = tuple[str, str | File]


@dataclass(frozen=True)
class Submission:
    """What a request brings along, raw, as it goes over the wire."""

    body: bytes = b""
    content_type: str = "application/x-www-form-urlencoded"
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def raw(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def urlencoded(pairs: Sequence[Pair]) -> str:
    """Return pairs as in an address or a simple form. Of a file its name is sent."""
    texts = [(name, value if isinstance(value, str) else value[0]) for name, value in pairs]
    return "&".join(f"{quote_from_bytes(raw(name))}={quote_from_bytes(raw(value))}" for name, value in texts)


def multipart(pairs: Sequence[Pair]) -> bytes:
    return b"".join(part(*pair) for pair in pairs) + b"--fence--\r\n"


def part(name: str, value: str | File) -> bytes:
    head, content = (
        f'Content-Disposition: form-data; name="{name}"',
        raw(value) if isinstance(value, str) else b"",
    )
    if not isinstance(value, str):
        filename, content, kind = value
        head += f'; filename="{filename}"\r\nContent-Type: {kind}'
    return b"--fence\r\n" + raw(head) + b"\r\n\r\n" + content + b"\r\n"


@st.composite
def spoilt(draw: st.DrawFn, right: Sequence[Pair], *names: Sequence[str]) -> list[Pair]:
    """Some of the pairs with other values, others twice, gone, or made up with one of the names."""
    pairs = list(right)
    made_up = st.one_of(anything, *(st.sampled_from(some) for some in names if some))
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.integers(0, max(len(pairs) - 1, 0)))
        match draw(st.sampled_from(["another", "another", "twice", "gone", "made up"])):
            case "another" if pairs:
                pairs[place] = (pairs[place][0], draw(another(pairs[place][0])))
            case "twice" if pairs:
                pairs.append((pairs[place][0], draw(another(pairs[place][0]))))
            case "gone" if pairs:
                del pairs[place]
            case _:
                name = draw(made_up)
                pairs.append((name, draw(another(name))))
    return pairs


def another(name: str) -> st.SearchStrategy[str | File]:
    """Another value for an input. How many rows there are, and in which order, are numbers if anything."""
    if name.endswith(("-ORDER", "_FORMS")):
        return st.sampled_from(NUMBERS)
    return st.one_of(st.sampled_from(NUMBERS), values, st.sampled_from(FILES))


@st.composite
def posted(draw: st.DrawFn, pairs: Sequence[Pair]) -> Submission:
    """A form as a browser sends it, with and without a script, or nearly so."""
    body, kind = urlencoded(pairs).encode(), TYPES[0]
    if draw(st.booleans()) or any(not isinstance(value, str) for _, value in pairs):
        body, kind = multipart(pairs), "multipart/form-data; boundary=fence"
    return Submission(body, kind, headers=draw(htmx))


htmx = st.one_of(
    st.just({}),
    st.just({"HX-Request": "true"}),
    st.builds(lambda name: {"HX-Request": "true", "HX-Trigger-Name": name}, st.sampled_from(["model", "x"])),
)


@st.composite
def broken(draw: st.DrawFn, names: Sequence[str]) -> Submission:
    """A body that is no form at all, or one cut, stretched, or called something else."""
    pairs = draw(spoilt([(name, "1") for name in draw(st.lists(st.sampled_from(names), max_size=4))], names))
    body = draw(
        st.sampled_from([urlencoded(pairs).encode(), multipart(pairs), draw(st.binary(max_size=200))])
    )
    place = draw(st.integers(0, len(body)))
    body = draw(
        st.sampled_from([body, body[:place], body[place:], body[:place] + b"\0\xff\r\n" + body[place:]])
    )
    return Submission(body, draw(st.sampled_from(TYPES)))


@st.composite
def questioned(draw: st.DrawFn, names: Sequence[str]) -> Submission:
    """An address's question, with names that mean something somewhere."""
    pairs = draw(st.lists(st.tuples(st.one_of(st.sampled_from(names), anything), values), max_size=5))
    return Submission(query=urlencoded(pairs), headers=draw(htmx))


@st.composite
def headed(draw: st.DrawFn) -> Submission:
    line = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40)
    said = st.one_of(st.sampled_from(SAID), line)
    return Submission(headers=draw(st.dictionaries(st.sampled_from(HEADERS), said, min_size=1, max_size=4)))


# One piece of a path: it may have anything in it but what ends it.
piece = values.map(lambda text: quote_from_bytes(raw(text)[:300], safe=""))

leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), values)
any_json = st.recursive(
    leaves, lambda some: st.lists(some, max_size=3) | st.dictionaries(anything, some, max_size=3)
)


@st.composite
def spoilt_json(draw: st.DrawFn, right: Any) -> Any:
    """JSON with another value somewhere in it, or a name more or less."""
    deeper = draw(st.integers(0, 4)) > 0
    match right:
        case dict() if right and deeper:
            name = draw(st.sampled_from(sorted(right)))
            spoilt = {**right, name: draw(spoilt_json(right[name]))}
            return draw(st.sampled_from([spoilt, {**spoilt, draw(anything): 1}, {**right, name: None}]))
        case list() if right and deeper:
            place = draw(st.integers(0, len(right) - 1))
            return [
                *right[:place],
                draw(spoilt_json(right[place])),
                *right[place + draw(st.integers(0, 1)) :],
            ]
        case _:
            return draw(any_json)
