"""What becomes of an upload when the web process dies over it, or storage takes none."""

import socket
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as current
from django.db.models import F

from runs import sweep
from runs.models import Attachment, Run, State
from tests.faults import reckoning
from tests.faults.house import House
from tests.faults.points import Kind, OfTheWeb
from tests.processes import wait_until
from tests.runs.conftest import why

pytestmark = pytest.mark.processes


def test_a_web_process_killed_in_mid_upload_leaves_nothing(house: House) -> None:
    house.web.start()
    wait_until(house.web.answers)
    address = urlsplit(house.web.address)
    cookies = "; ".join(f"{name}={value}" for name, value in house.visitor.cookies.items())
    head = (
        f"POST /actions/upload-a-file/ HTTP/1.1\r\nHost: {address.netloc}\r\nCookie: {cookies}\r\n"
        "Content-Type: multipart/form-data; boundary=limit\r\nContent-Length: 8000000\r\n\r\n"
        '--limit\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    )
    with socket.create_connection((str(address.hostname), int(address.port or 0))) as half:
        half.sendall(head.encode() + b"x" * 6_000_000)
        house.web.kill()
    assert (house.on_their_way(), reckoning.stored()) == ([], set())
    assert not Attachment.objects.exists()
    assert not Run.objects.exists()


@pytest.mark.parametrize("point", OfTheWeb)
def test_a_web_process_killed_while_it_keeps_an_upload_makes_one_run_when_asked_again(
    house: House, point: OfTheWeb
) -> None:
    house.with_dying_web()
    house.order(point)
    house.open()
    form = house.visitor.form(Kind.TRANSCRIPT, "Hello")
    assert not house.visitor.press(form)
    wait_until(house.web.has_died)
    house.revive()
    wait_until(lambda: house.visitor.press(form))
    house.settle()
    assert house.unmet() == []
    run = Run.objects.get()
    assert (run.state, reckoning.paid_calls()[str(run.key)]) == (State.SUCCEEDED, 1)
    left = Attachment.objects.get(run=None)  # for whoever still has the form, for a day
    Attachment.objects.filter(pk=left.pk).update(created_at=F("created_at") - timedelta(days=1))
    sweep.drop_leftovers()
    assert reckoning.stored() == {str(run.attachments.get().file)}
    assert house.on_their_way() == []


def test_an_answer_that_storage_does_not_take_is_said_to_be_lost_and_paid(house: House) -> None:
    media = Path(current.MEDIA_ROOT)
    media.touch()  # a file in the place of the folder: a root could write to what is only closed
    house.office.open()
    run = house.ask(Kind.PICTURES)
    wait_until(lambda: Run.objects.get().is_over)
    run.refresh_from_db()
    assert (run.state, why(run)["kind"], why(run)["charged"]) == (State.FAILED, "not_stored", True)
    assert "may have charged" in house.page(run)
    assert not run.outputs.exists()
    media.unlink()
    again = house.ask(Kind.PICTURES)
    house.settle()
    # Two pictures, each with its small copy.
    assert len(reckoning.stored()) == 2 * again.outputs.count() == 4
    assert reckoning.lost_files() == set()
