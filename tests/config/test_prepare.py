"""What `manage.py prepare` makes, and does not make twice."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings

from config import collecting
from config.management.commands import prepare
from connections.models import Connection
from operations import versions
from people.models import User


@pytest.fixture
def dora(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment asks for dora as the first administrator."""
    monkeypatch.setenv("DJANGO_SUPERUSER_USERNAME", "dora")
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "dora@example.com")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "correct horse battery")


@pytest.mark.django_db
@pytest.mark.usefixtures("dora")
def test_the_administrator_of_the_environment_can_sign_in() -> None:
    prepare.make_first_administrator()
    user = User.objects.get()
    assert (user.email, user.is_superuser) == ("dora@example.com", True)
    assert user.check_password("correct horse battery")


@pytest.mark.django_db
@pytest.mark.usefixtures("dora")
def test_a_person_who_exists_is_left_as_they_are() -> None:
    User.objects.create_user("dora", password="changed since")
    prepare.make_first_administrator()
    user = User.objects.get()
    assert user.check_password("changed since")
    assert not user.is_superuser


@pytest.mark.django_db
def test_without_those_variables_nobody_is_made() -> None:
    prepare.make_first_administrator()
    assert not User.objects.exists()


@pytest.mark.usefixtures("dora")
def test_a_name_without_a_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD")
    with pytest.raises(CommandError, match="belong together"):
        prepare.make_first_administrator()


def test_static_files_are_collected_again_only_when_something_has_changed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    collecting.collect_static_files(tmp_path)
    collected = tmp_path / "css" / "workroom.css"
    collected.unlink()
    collecting.collect_static_files(tmp_path)
    assert not collected.exists()
    monkeypatch.setattr(collecting, "fingerprint", lambda: "something else")
    collecting.collect_static_files(tmp_path)
    assert collected.exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("dora")
def test_no_set_up_link_is_printed_where_the_environment_names_an_administrator(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.STATIC_ROOT = str(tmp_path)
    call_command("prepare")
    assert capsys.readouterr().out == ""


@pytest.mark.django_db
def test_the_practice_connection_offers_its_models_before_anybody_asks() -> None:
    call_command("practice_connection")
    prepare.list_practice_models()
    prepare.list_practice_models()

    offered = Connection.objects.get().offered_models
    assert offered.filter(model_id="gpt-5.4-mini").count() == 1
    assert str(offered.get(model_id="whisper-1").shutdown_date) == "2027-02-26"


@pytest.mark.django_db
def test_a_database_of_a_newer_version_is_left_alone_with_a_sentence() -> None:
    MigrationRecorder(connection).record_applied("runs", "9999_next_year")
    with pytest.raises(
        CommandError, match=r"is newer than this version of Workroom: it has runs\.9999_next_year\."
    ):
        call_command("prepare")


@pytest.mark.django_db
def test_what_a_database_remembers_of_parts_that_have_gone_does_not_make_it_newer() -> None:
    MigrationRecorder(connection).record_applied("admin", "0001_initial")
    assert versions.newer(versions.applied()) == []
