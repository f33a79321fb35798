"""Runs that are taken away: as a table, as text, as an archive with all their files."""

import csv
import hashlib
import io
import json
import tracemalloc
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from audit.events import Event
from audit.models import Entry
from connections.models import Connection
from runs.labelling import describe
from runs.models import Attachment, Output, Run
from runs.parcel.archive import zipped
from runs.parcel.members import plain
from runs.parcel.tables import LONGEST, fitting
from tests.runs.pages import a_connection, a_file, a_recording, a_run, answered, body

FORMULA = '=HYPERLINK("http://x.example","y")'
ANSWER = "# Tides\n\nAs the *tide* comes in."


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


@pytest.fixture
def runs(alice: Any, line: Connection) -> list[Run]:
    """Two runs, the second with one result of every sort and a file."""
    first = answered(a_run(alice, line, FORMULA), state="failed", error={"message": "It was refused."})
    second = a_run(alice, line, "When do we leave?")
    Attachment.objects.keep(alice, "file", a_recording("talk.mp3")).attach(second)
    table = Output(kind="table", data={"columns": ["Town"], "rows": [[FORMULA]]})
    picture, again = (a_file(text, "sea.png", "image/png", "image") for text in (b"blue", b"green"))
    data = Output(kind="json", data={"a": [1]})
    answered(second, Output(kind="text", text=ANSWER), table, data, picture, again)
    describe(second, "Boats: A/B?", "Ask Jo", ["Harbour", "To do"])
    return [first, second]


def taken(client: Client, form: str, runs: list[Run]) -> bytes:
    answer = client.post("/runs/chosen/download/", {"form": form, "run": [str(run.key) for run in runs]})
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="workroom-')
    assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
    return body(answer)


def test_as_csv_without_formulas(as_alice: Client, runs: list[Run]) -> None:
    rows = list(csv.DictReader(io.StringIO(taken(as_alice, "csv", runs).decode("utf-8-sig"))))
    assert [row["Title"] for row in rows] == ["Boats: A/B?", f"'{FORMULA}"]
    boats, refused = rows
    assert (boats["Tags"], boats["Note"], boats["State"]) == ("Harbour, To do", "Ask Jo", "Finished")
    assert "When do we leave?" in boats["What was asked"]
    assert ANSWER in boats["Answer"]
    assert boats["Files"] == "sea.png\nsea.png"
    assert (refused["Reason it failed"], refused["Reference"]) == ("It was refused.", str(runs[0].key))


def test_as_xlsx_in_texts_alone(as_alice: Client, runs: list[Run]) -> None:
    with ZipFile(io.BytesIO(taken(as_alice, "xlsx", runs))) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    cells = [cell for cell in sheet.iter(f"{space}c") if len(cell)]
    assert {cell.get("t") for cell in cells} == {"inlineStr"}
    assert not list(sheet.iter(f"{space}f"))
    assert FORMULA in [text.text for text in sheet.iter(f"{space}t")]
    assert len(list(sheet.iter(f"{space}row"))) == 3


@pytest.mark.parametrize("text", ["x" * 40_000, "🦀" * 20_000, "x" + "🦀" * 20_000])
def test_a_cell_of_xlsx_holds_as_much_as_it_can(text: str) -> None:
    cut = fitting(text)
    assert LONGEST - 2 <= len(cut.encode("utf-16-le")) // 2 <= LONGEST
    assert cut.endswith("…")
    assert text.startswith(cut[:-1])
    assert fitting("short") == "short"


def test_as_json_with_all_there_is(as_alice: Client, runs: list[Run]) -> None:
    boats, refused = json.loads(taken(as_alice, "json", runs))
    assert (boats["title"], boats["tags"]) == ("Boats: A/B?", ["Harbour", "To do"])
    assert boats["values"]["messages"] == [{"role": "user", "content": "When do we leave?"}]
    assert [result["kind"] for result in boats["results"]] == ["text", "table", "json", "image", "image"]
    assert boats["results"][3]["file"] == {"name": "sea.png", "media_type": "image/png", "size": 4}
    assert boats["uploads"][0]["name"] == "talk.mp3"
    assert refused["error"]["message"] == "It was refused."


def test_as_markdown_that_reads_on_its_own(as_alice: Client, runs: list[Run]) -> None:
    text = taken(as_alice, "md", runs).decode()
    assert text.startswith("# Boats: A/B?\n\n")
    assert "#Harbour, #To-do\n\nAsk Jo\n\n## What was asked\n\n```\n" in text
    assert f"## Answer\n\n{ANSWER}\n\n" in text
    assert "*sea.png*" in text
    assert "It was refused." in text


def test_as_an_archive_with_every_file_and_a_manifest(as_alice: Client, runs: list[Run]) -> None:
    with ZipFile(io.BytesIO(taken(as_alice, "zip", runs))) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    folder = "001 Boats A B"
    inside = ["run.md", "answer.md", "table.csv", "answer.json", "sea.png", "sea-2.png", "given/talk.mp3"]
    ours = [f"{folder}/{name}" for name in inside]
    refused = "002 =HYPERLINK( http x.example , y )/run.md"
    assert list(files) == [*ours, refused, "manifest.json", "manifest.csv"]
    assert (files[ours[1]].decode(), files[ours[4]], files[ours[5]]) == (ANSWER, b"blue", b"green")
    assert f"'{FORMULA}" in next(csv.reader(files[ours[2]].decode("utf-8-sig").splitlines()[1:]))
    manifest = json.loads(files["manifest.json"])
    told = {file["path"]: file for run in manifest["runs"] for file in run["files"]}
    assert list(told) == [*ours, refused]
    for path, file in told.items():
        assert (file["size"], file["missing"]) == (len(files[path]), False)
        assert file["sha256"] == hashlib.sha256(files[path]).hexdigest()
    rows = list(csv.DictReader(io.StringIO(files["manifest.csv"].decode("utf-8-sig"))))
    assert [row["path"] for row in rows] == [*ours, f"{refused}"]
    assert (rows[0]["title"], rows[0]["tags"]) == ("Boats: A/B?", '["Harbour", "To do"]')


def test_a_file_that_has_gone_is_named_and_the_rest_is_there(as_alice: Client, runs: list[Run]) -> None:
    default_storage.delete(str(runs[1].outputs.filter(kind="image")[0].file.name))
    with ZipFile(io.BytesIO(taken(as_alice, "zip", runs))) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        names = archive.namelist()
    missing = [file["path"] for run in manifest["runs"] for file in run["files"] if file["missing"]]
    assert missing == ["001 Boats A B/sea.png"]
    assert missing[0] not in names
    assert "001 Boats A B/sea-2.png" in names


def test_a_large_file_is_never_in_memory_as_a_whole(alice: Any, line: Connection) -> None:
    megabyte, size = b"\0" * 2**20, 48
    name = default_storage.save("outputs/large", ContentFile(megabyte * size))
    large = Output(kind="binary", file=name, filename="large.bin", media_type="image/png", size=size * 2**20)
    answered(a_run(alice, line), large)
    tracemalloc.start()
    sent = sum(len(chunk) for chunk in zipped(Run.objects.all()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sent > size * 2**20
    assert peak < 6 * 2**20


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("C:\\a\\b.txt", "C a b.txt"),
        ("gpj\u202eexe.png", "gpjexe.png"),
        ("...", "file"),
        ("x" * 300 + ".png", "x" * 60 + ".png"),
        ("Meet at 5.30 with " + "y" * 90, "Meet at 5.30 with " + "y" * 42),
        ("a\nb", "a b"),
    ],
)
def test_a_name_in_the_archive_is_one_on_every_system(name: str, path: str) -> None:
    assert plain(name) == path


@pytest.mark.parametrize("form", ["zip", "csv", "xlsx", "json", "md"])
def test_what_is_taken_away_is_recorded_without_what_was_asked(
    as_alice: Client, runs: list[Run], form: str
) -> None:
    taken(as_alice, form, runs)
    event = Event.RUNS_DOWNLOADED if form == "zip" else Event.RUNS_EXPORTED
    entry = Entry.objects.get(event=event)
    assert entry.details == {"count": 2, "form": form, "runs": [str(run.key) for run in runs[::-1]]}


@pytest.mark.parametrize("form", ["zip", "exe", ""])
def test_nobody_takes_what_is_somebody_elses_or_no_form(
    as_alice: Client, as_bob: Client, runs: list[Run], form: str
) -> None:
    client = as_bob if form == "zip" else as_alice
    data = {"form": form, "run": [str(run.key) for run in runs]}
    answer = client.post("/runs/chosen/download/", data, follow=True)
    assert "Nothing was chosen" in answer.content.decode()
    assert not Entry.objects.filter(event__in=[Event.RUNS_DOWNLOADED, Event.RUNS_EXPORTED]).exists()


def test_more_runs_take_no_more_queries_each(
    alice: Any, line: Connection, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        answered(a_run(alice, line), Output(kind="text", text=str(number)))
    with django_assert_max_num_queries(5):  # the keys, the runs, and what belongs to all of them
        b"".join(zipped(Run.objects.all()))
