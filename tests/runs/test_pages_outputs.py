"""Results as the page draws them: each kind by its partial, and nothing a model writes does harm."""

from html.parser import HTMLParser
from typing import Any, get_args

import pytest
from django.template.loader import get_template
from django.test import Client

from actions import outputs
from runs.models import Output, Run
from tests.runs.pages import a_connection, a_file, a_run, answered, body

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>"
SEGMENTS = [{"start": 0.0, "end": 2.5, "text": "Good morning", "speaker": "Ada"}]


class Tags(HTMLParser):
    """The elements of a page with their attributes, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


@pytest.fixture
def run(alice: Any) -> Run:
    return a_run(alice, a_connection())


def drawn(client: Client, run: Run, *results: Output) -> str:
    answered(run, *results)
    return client.get(run.get_absolute_url()).content.decode()


def downloaded(client: Client, run: Run, name: str) -> str:
    answer: Any = client.get(f"/outputs/{run.outputs.get().key}/{name}?download")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    return body(answer).decode()


@pytest.mark.parametrize("kind", [*(kind.__name__.lower() for kind in get_args(outputs.Kept)), "preview"])
def test_each_kind_of_output_has_its_partial(kind: str) -> None:
    assert get_template(f"runs/outputs/_{kind}.html")


def test_markdown_is_drawn(as_alice: Client, run: Run) -> None:
    page = drawn(as_alice, run, Output(kind="text", text="# Sea\n\n| a | b |\n|---|---|\n| 1 | **2** |"))
    assert "<h3>Sea</h3>" in page
    assert "<strong>2</strong>" in page


@pytest.mark.parametrize(
    "text",
    [
        EVIL,
        "[click](javascript:alert(1))",
        "[click](data:text/html,<script>alert(1)</script>)",
        "<a href='javascript:alert(1)'>x</a>",
        "![x](https://elsewhere.example/pixel.png)",
        '```"><img src=x onerror=alert(1)>\ncode\n```',
        '[a](https://x.example "onmouseover=alert(1) \\" onclick=alert(1)")',
        "<javascript:alert(1)>",
    ],
)
def test_nothing_in_a_models_text_does_harm(as_alice: Client, run: Run, text: str) -> None:
    page = drawn(as_alice, run, Output(kind="text", text=text))
    tags = Tags()
    tags.feed(page.split('<div class="prose">')[1].split("<pre id=")[0])
    assert not {"script", "img", "iframe", "style"} & {name for name, _ in tags.found}
    attributes = [(name, value or "") for _, pairs in tags.found for name, value in pairs]
    assert not [name for name, _ in attributes if name.startswith("on")]
    assert not [value for name, value in attributes if name == "href" and not value.startswith("https://")]


def test_links_of_a_model_open_elsewhere_and_tell_nothing(as_alice: Client, run: Run) -> None:
    page = drawn(as_alice, run, Output(kind="text", text="[x](https://x.example)"))
    assert 'rel="noopener noreferrer nofollow"' in page
    assert 'target="_blank"' in page


@pytest.mark.parametrize(
    "output",
    [
        Output(kind="text", text=EVIL, note=EVIL, data={"plain": True}),
        Output(kind="json", data={EVIL: EVIL}),
        Output(kind="table", data={"columns": [EVIL], "rows": [[EVIL], [{"a": EVIL}]]}),
        Output(
            kind="transcript", text=EVIL, data={"segments": [{**SEGMENTS[0], "text": EVIL, "speaker": EVIL}]}
        ),
        Output(kind="remotefile", text=EVIL, data={"id": EVIL}),
        Output(
            kind="verdict",
            note=EVIL,
            data={"flagged": True, "scores": [{"category": EVIL, "score": 0.5, "flagged": True}]},
        ),
        Output(kind="something-new", data={"x": EVIL}),
    ],
)
def test_nothing_in_any_result_does_harm(as_alice: Client, run: Run, output: Output) -> None:
    Run.objects.filter(pk=run.pk).update(headline=EVIL, model=EVIL, notices=[EVIL], connection_name=EVIL)
    page = drawn(as_alice, run, Output(**{f: getattr(output, f) for f in ("kind", "text", "data", "note")}))
    assert EVIL not in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_nothing_in_a_files_name_does_harm(as_alice: Client, run: Run) -> None:
    page = drawn(as_alice, run, a_file(b"x", f'{EVIL}".png', "image/png", "image"))
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_picture_is_shown_large_with_its_description(as_alice: Client, run: Run) -> None:
    picture = a_file(b"\x89PNG", "sea.png", "image/png", "image")
    picture.alt = "The sea at dusk"
    page = drawn(as_alice, run, picture)
    assert f'<img src="{picture.get_absolute_url()}" alt="The sea at dusk">' in page


def test_a_recording_can_be_played(as_alice: Client, run: Run) -> None:
    recording = a_file(b"ID3", "speech.mp3", "audio/mpeg", "audio")
    assert f'src="{recording.get_absolute_url()}"' in drawn(as_alice, run, recording)


def test_text_downloads_as_markdown_and_plain(as_alice: Client, run: Run) -> None:
    drawn(as_alice, run, Output(kind="text", text="**Sea**"))
    assert [downloaded(as_alice, run, name) for name in ("answer.md", "answer.txt")] == ["**Sea**"] * 2


def test_data_downloads_as_json(as_alice: Client, run: Run) -> None:
    drawn(as_alice, run, Output(kind="json", data={"é": 1}))
    assert downloaded(as_alice, run, "answer.json") == '{\n  "é": 1\n}'


def test_a_table_downloads_without_formulas(as_alice: Client, run: Run) -> None:
    rows = [["=1+1", -2.5], ["+a", None], ["-b", 1], [" @c", "a,b"]]
    drawn(as_alice, run, Output(kind="table", data={"columns": ["A", "B"], "rows": rows}))
    lines = downloaded(as_alice, run, "table.csv").removeprefix("\ufeff").splitlines()
    assert lines == ["A,B", "'=1+1,-2.5", "'+a,", "'-b,1", '\' @c,"a,b"']


def test_a_verdict_is_read_as_bars_with_their_numbers(as_alice: Client, run: Run) -> None:
    scores = [
        {"category": "Violence", "score": 0.912, "flagged": True},
        {"category": "Hate", "score": 0.00004, "flagged": False},
    ]
    page = drawn(as_alice, run, Output(kind="verdict", data={"flagged": True, "scores": scores}))
    tags = Tags()
    tags.feed(page)
    meters = [dict(attributes) for tag, attributes in tags.found if tag == "meter"]
    assert [meter["value"] for meter in meters] == ["0.912000", "0.000040"]
    assert "91.2 %" in page
    assert "under 0.1 %" in page
    lines = downloaded(as_alice, run, "verdict.csv").removeprefix("\ufeff").splitlines()
    assert lines == ["Category,Score,Flagged", "Violence,0.912,yes", "Hate,4e-05,no"]


def test_a_transcript_downloads_as_subtitles(as_alice: Client, run: Run) -> None:
    page = drawn(as_alice, run, Output(kind="transcript", text="Good morning", data={"segments": SEGMENTS}))
    assert "0:00" in page
    assert downloaded(as_alice, run, "transcript.txt") == "Good morning"
    srt, vtt = (downloaded(as_alice, run, f"transcript.{kind}") for kind in ("srt", "vtt"))
    assert srt == "1\n00:00:00,000 --> 00:00:02,500\nAda: Good morning\n"
    assert vtt == "WEBVTT\n\n00:00:00.000 --> 00:00:02.500\nAda: Good morning\n"


def test_a_result_cannot_be_had_as_something_it_is_not(as_alice: Client, run: Run) -> None:
    drawn(as_alice, run, Output(kind="text", text="x"))
    assert as_alice.get(f"/outputs/{run.outputs.get().key}/answer.html").status_code == 404
