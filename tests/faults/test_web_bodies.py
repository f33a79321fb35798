"""Bodies on their way to the real web process: refused, broken off, or large, and what they cost it."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests
from django.conf import settings

from connections.models import Connection
from connections.multipart import Multipart, Upload
from people.models import User
from runs.models import Attachment, Run
from tests.config.copies import free_port
from tests.conftest import signed_in
from tests.processes import Office, Program, wait_until

pytestmark = pytest.mark.processes
MB = 1024 * 1024
UPLOAD = "/actions/upload-a-file/"


class Web:
    """A web process, and somebody signed in who sends it what is no proper request."""

    def __init__(self, office: Office, owner: User) -> None:
        self.port = free_port()
        granian = ("-m", "granian", "--interface", "asgi", "--workers-kill-timeout", "2", "--port")
        command = (sys.executable, *granian, str(self.port), "config.asgi:application")
        self.program = Program(*command, log=office.folder / "web.log", **office.worker.env)
        self.session = requests.Session()
        session = signed_in(owner).cookies[settings.SESSION_COOKIE_NAME].value
        self.session.cookies.set(settings.SESSION_COOKIE_NAME, session)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        try:
            return self.session.get(f"{self.url}{UPLOAD}", timeout=30).ok
        except requests.RequestException:
            return False

    def fields(self) -> dict[str, object]:
        """What the form needs besides a file."""
        token = self.session.cookies["csrftoken"]
        return {
            "csrfmiddlewaretoken": token,
            "connection": Connection.objects.get().pk,
            "purpose": "user_data",
        }

    def say(self, head: dict[str, object], body: bytes = b"") -> socket.socket:
        """Send the beginning of an upload, as it is, and return the open line."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.session.cookies.items())
        lines = {"Host": f"127.0.0.1:{self.port}", "Cookie": cookies, **head}
        lines |= {"Content-Type": "multipart/form-data; boundary=xx"}
        text = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        line = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        line.sendall(f"POST {UPLOAD} HTTP/1.1\r\n{text}\r\n".encode() + body)
        return line

    def processes(self) -> list[psutil.Process]:
        assert self.program.process
        parent = psutil.Process(self.program.process.pid)
        return [parent, *parent.children(recursive=True)]

    def peak(self, *, anew: bool = False) -> float:
        """Return the largest memory that one of its processes has had, in megabytes."""
        folders = [Path("/proc", str(process.pid)) for process in self.processes()]
        if anew:
            for folder in folders:
                (folder / "clear_refs").write_text("5")
        lines = [line for folder in folders for line in (folder / "status").read_text().splitlines()]
        return max(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


@pytest.fixture
def web(office: Office, owner: User) -> Iterator[Web]:
    Connection.objects.create(name="Practice", base_url="http://127.0.0.1:1/v1")
    (office.folder / "static").mkdir()
    web = Web(office, owner)
    web.program.start()
    wait_until(web.answers)
    yield web
    web.session.close()
    web.program.stop()


def part(name: str, value: object) -> bytes:
    return f'--xx\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


@pytest.mark.parametrize(
    ("head", "status"), [({"Content-Length": 10**12}, b" 413 "), ({"Transfer-Encoding": "chunked"}, b" 411 ")]
)
def test_a_body_is_refused_before_any_of_it_is_sent(head: dict[str, object], status: bytes, web: Web) -> None:
    with web.say(head) as line:
        assert status in line.recv(100)


def test_a_form_that_breaks_off_makes_no_run_though_all_that_it_needs_has_come(web: Web) -> None:
    form = b"".join(part(name, value) for name, value in web.fields().items())
    file = b'--xx\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello\r\n'
    by_script = {"X-CSRFToken": web.fields()["csrfmiddlewaretoken"], "HX-Request": "true"}
    for more in ({}, by_script):
        head = {"Content-Length": 10_000, **more}
        with web.say(head, form + file + part("filename", "b.txt")) as line:
            line.shutdown(socket.SHUT_WR)
            assert line.recv(100).split()[1] in (b"403", b"422")
    assert not Run.objects.exists()


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux tells the peak")
def test_a_large_upload_costs_no_memory(web: Web, tmp_path: Path) -> None:
    big = tmp_path / "big.bin"
    with big.open("wb") as sparse:
        sparse.truncate(150 * MB)
    before = web.peak(anew=True)
    assert posted(web, big).status_code == 303
    assert Attachment.objects.get().size == 150 * MB
    assert web.peak() - before < 15


def posted(web: Web, path: Path) -> requests.Response:
    """Send a form with a file that is read while it is sent."""
    with path.open("rb") as file:
        form = [(name, str(value)) for name, value in web.fields().items()]
        body = Multipart(form, [Upload("file", path.name, "application/octet-stream", file)])
        headers = {"Content-Type": body.content_type, "Content-Length": str(len(body))}
        return web.session.post(f"{web.url}{UPLOAD}", data=body, headers=headers, allow_redirects=False)
