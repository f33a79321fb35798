"""Where uploads and results are kept: in a folder, or in a bucket of an S3-compatible server."""

from typing import Any
from urllib.parse import urlsplit

import environ


def kept(env: environ.Env) -> tuple[dict[str, Any], list[str]]:
    """Return the storage, as in STORAGES, and the origins from which it sends files to browsers."""
    bucket = env("S3_BUCKET", default="")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}, []
    region = env("S3_REGION", default="us-east-1")
    given = env("S3_ENDPOINT_URL", default="")
    public = env("S3_PUBLIC_URL", default=given)
    options = {
        "bucket_name": bucket,
        "region_name": region,
        "endpoint_url": given or f"https://s3.{region}.amazonaws.com",
        "public_url": public,
        # Amazon has a host for each bucket; others seldom have.
        "addressing_style": "path" if given else "virtual",
        "signature_version": "s3v4",
    }
    parts = urlsplit(public or f"https://{bucket}.s3.{region}.amazonaws.com")
    return {"BACKEND": "config.bucket.Bucket", "OPTIONS": options}, [f"{parts.scheme}://{parts.netloc}"]
