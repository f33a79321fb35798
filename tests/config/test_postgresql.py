"""The same Workroom on PostgreSQL: nothing but an address in the environment is different."""

import re
from collections.abc import Iterator

import psycopg
import pytest
import requests

from tests.config.copies import Copy
from tests.conftest import PASSWORD
from tests.postgresql import postgres
from tests.processes import wait_until

__all__ = ["postgres"]

pytestmark = pytest.mark.processes


@pytest.fixture
def workroom(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    copy = Copy(
        tmp_path_factory.mktemp("pg"),
        DATABASE_URL=postgres,
        DJANGO_SUPERUSER_USERNAME="carol",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )
    try:
        copy.wait_until_ready()
        yield copy
    finally:
        copy.end()


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page
    return found[1]


def test_a_run_goes_its_whole_way_on_postgresql(workroom: Copy, postgres: str) -> None:
    with requests.Session() as browser:
        page = browser.get(f"{workroom.address}sign-in/").text
        signed = {"csrfmiddlewaretoken": token(page), "username": "carol", "password": PASSWORD}
        page = browser.post(f"{workroom.address}sign-in/", signed).text
        form = browser.get(f"{workroom.address}actions/create-a-completion/").text
        asked = {
            "csrfmiddlewaretoken": token(form),
            "model": "gpt-4o",
            "messages-0-role": "user",
            "messages-0-content": "What is kept in PostgreSQL?",
        }
        run = browser.post(f"{workroom.address}actions/create-a-completion/", asked)
        assert "/runs/" in run.url, run.text
        wait_until(lambda: 'data-run-state="succeeded"' in browser.get(run.url).text)
        history = browser.get(f"{workroom.address}runs/", params={"q": "postgresql"}).text

    assert "What is kept in PostgreSQL?" in history
    assert not (workroom.data / "db.sqlite3").exists()
    with psycopg.connect(postgres) as database:
        kept = database.execute("select state, headline from runs_run").fetchall()
    assert kept == [("succeeded", "What is kept in PostgreSQL?")]
