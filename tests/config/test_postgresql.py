"""The same Workroom on PostgreSQL: nothing but an address in the environment is different."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.config.copies import Copy
from tests.config.visitor import Visitor
from tests.conftest import PASSWORD
from tests.postgresql import postgres

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


def test_a_run_goes_its_whole_way_on_postgresql(workroom: Copy, postgres: str) -> None:
    with Visitor(workroom, "carol") as carol:
        carol.wait_for(carol.ask("What is kept in PostgreSQL?"))
        history = carol.page("runs/?q=postgresql")

    assert "What is kept in PostgreSQL?" in history
    assert not (workroom.data / "db.sqlite3").exists()
    with psycopg.connect(postgres) as database:
        kept = database.execute("select state, headline from runs_run").fetchall()
    assert kept == [("succeeded", "What is kept in PostgreSQL?")]
