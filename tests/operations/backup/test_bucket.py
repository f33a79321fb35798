"""A backup of a bucket is restored into a folder, and one of a folder into a bucket."""

from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage, storages
from django.core.management import call_command
from pytest_django import Settings

from config.bucket import Bucket
from tests.config.test_bucket import bucket, environment, server
from tests.operations.backup.conftest import Elsewhere, files
from tests.operations.filling import fill
from tests.processes import Office

__all__ = ["bucket", "environment", "server"]


def test_files_go_from_a_bucket_into_a_folder_and_back(
    office: Office, bucket: str, elsewhere: Elsewhere, tmp_path: Path, settings: Settings
) -> None:
    in_bucket = settings.STORAGES
    in_folder = {
        **in_bucket,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    fill(apps)
    stored = files()
    call_command("backup", tmp_path / "of-a-bucket.tar.gz")
    settings.STORAGES = in_folder
    with elsewhere.entered(migrated=True):
        call_command("restore", tmp_path / "of-a-bucket.tar.gz")
        assert files() == stored
        call_command("backup", tmp_path / "of-a-folder.tar.gz")
    settings.STORAGES = in_bucket
    for name in stored:
        default_storage.delete(name)
    with elsewhere.entered(migrated=True):
        call_command("restore", tmp_path / "of-a-folder.tar.gz")
        assert isinstance(storages["default"], Bucket)
        assert files() == stored
    assert len(stored) > 2
