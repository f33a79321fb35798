"""Uploads and results in a bucket of an S3-compatible server: it gives them out by signed addresses alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

GOOD_FOR = 60  # seconds
SPOOLED = 1024 * 1024  # bytes that are held in memory; the rest goes to disk


@contextmanager
def as_on_a_disk() -> Iterator[None]:
    """Raise OSError for whatever S3 says, as a disk does: nobody else need know what holds the files."""
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        raise OSError(f"The bucket does not do it: {error}") from error


def patience(*, addressing_style: str, signature_version: str, **_options: Any) -> Config:
    """Return how the server is asked: a person waits for it, so not for minutes."""
    return Config(
        s3={"addressing_style": addressing_style},
        signature_version=signature_version,
        connect_timeout=5,
        read_timeout=30,
        retries={"mode": "standard", "total_max_attempts": 2},
    )


class Bucket(S3Storage):  # type: ignore[misc]  # it has no types
    """A private bucket. `public_url` is where browsers find the server, if not where we do."""

    def __init__(self, public_url: str = "", **options: Any) -> None:
        # What an object is, is said by the address alone that gives it out.
        plain = {"ContentType": "application/octet-stream"}
        super().__init__(
            max_memory_size=SPOOLED, object_parameters=plain, client_config=patience(**options), **options
        )
        seen = {**options, "endpoint_url": public_url or options["endpoint_url"]}
        self.front = S3Storage(querystring_expire=GOOD_FOR, **seen)

    def link(self, name: str, content_type: str, disposition: str) -> str:
        """Return an address that gives a file, as of this type, to whoever has it, for a minute."""
        said = {"ResponseContentType": content_type, "ResponseContentDisposition": disposition}
        return str(self.front.url(name, parameters=said))

    @as_on_a_disk()
    def make(self) -> None:
        """Make the bucket where there is none; nobody but us may read from it."""
        client = self.connection.meta.client
        try:
            client.head_bucket(Bucket=self.bucket_name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                raise
            where = (
                {} if self.region_name in (None, "us-east-1") else {"LocationConstraint": self.region_name}
            )
            client.create_bucket(
                Bucket=self.bucket_name, **({"CreateBucketConfiguration": where} if where else {})
            )

    @as_on_a_disk()
    def _open(self, name: str, mode: str = "rb") -> IO[bytes]:
        file: IO[bytes] = super()._open(name, mode).open()  # fetched now, so that it fails now
        return file

    @as_on_a_disk()
    def _save(self, name: str, content: Any) -> str:
        return str(super()._save(name, content))

    @as_on_a_disk()
    def delete(self, name: str) -> None:
        super().delete(name)

    @as_on_a_disk()
    def exists(self, name: str) -> bool:
        return bool(super().exists(name))

    @as_on_a_disk()
    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        folders, files = super().listdir(path)
        return folders, files

    @as_on_a_disk()
    def size(self, name: str) -> int:
        return int(super().size(name))
