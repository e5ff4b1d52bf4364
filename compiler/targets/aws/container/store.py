"""Objects in S3 by their `s3://bucket/key` address, through the boto3 that the image has."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def read(address: str) -> bytes | None:
    """The content; None when there is no such object.

    Listing first: a role that may not list everything gets `403` for an absent object, as for a forbidden one.
    """
    bucket, key = _parts(address)
    found = _client().list_objects_v2(Bucket=bucket, Prefix=key, MaxKeys=1).get("Contents", [])
    if not any(item["Key"] == key for item in found):
        return None
    return _client().get_object(Bucket=bucket, Key=key)["Body"].read()


def download(address: str, path: Path) -> None:
    """To a file."""
    bucket, key = _parts(address)
    _client().download_file(bucket, key, str(path))


def write(address: str, content: bytes) -> None:
    """Replace the object."""
    bucket, key = _parts(address)
    _client().put_object(Bucket=bucket, Key=key, Body=content)


def _parts(address: str) -> tuple[str, str]:
    bucket, _, key = address.removeprefix("s3://").partition("/")
    return bucket, key


def _client() -> Any:
    import boto3

    return boto3.client("s3")
