"""The same Workroom on PostgreSQL: nothing but an address in the environment is different."""

from collections.abc import Iterator

import psycopg
import pytest

from tests import postgresql
from tests.config.copies import KEYS, Copy
from tests.config.visitor import Visitor
from tests.conftest import PASSWORD

pytestmark = pytest.mark.processes


@pytest.fixture
def workroom(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    copy = Copy(
        tmp_path_factory.mktemp("pg"),
        None,
        DATABASE_URL=postgres,
        DJANGO_SUPERUSER_USERNAME="carol",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
        **KEYS,
    )
    try:
        copy.wait_until_ready()
        yield copy
    finally:
        copy.end()


def test_a_run_goes_its_whole_way_on_postgresql(workroom: Copy, postgres: str) -> None:
    with Visitor(workroom, "carol") as carol:
        carol.wait_for(carol.ask("What is kept in PostgreSQL?"))
        history = carol.page("runs/?q=postgresql")

    assert "What is kept in PostgreSQL?" in history
    assert not (workroom.data / "db.sqlite3").exists()
    with psycopg.connect(postgres) as database:
        kept = database.execute("select state, headline from runs_run").fetchall()
    assert kept == [("succeeded", "What is kept in PostgreSQL?")]


def test_a_server_that_is_named_takes_the_place_of_the_embedded_one(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(postgresql, "embedded")
    with (
        postgresql.server({"TEST_POSTGRES_URL": postgres}) as server,
        postgresql.database(server) as address,
    ):
        assert server == postgres
        postgresql.execute(address, "create table theirs (id int)")
    assert not postgresql.answers(address)
    assert postgresql.answers(postgres)
