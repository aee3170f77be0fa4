"""Bytes in an S3 bucket: one signed PUT of the staged file with its SHA-256, so that an object is whole or not there.

Received bytes are spooled to a local file first (storage/staging.py): a part of a multipart upload cannot be smaller
than 5 MiB, and an aborted one leaves parts behind; one PUT costs 0.1 MiB of memory and leaves nothing.

What a client may not learn (endpoints, buckets, S3's own messages) is logged, never raised.
"""

from __future__ import annotations

import base64
import fcntl
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from muniment.errors import StorageUnavailableError
from muniment.observing.outages import OutageLog
from muniment.settings import Settings
from muniment.settings_rules import storage_location
from muniment.storage.disposition import attachment
from muniment.storage.store import HasRow, NotStoredError, StagedFile, is_key, new_key

log = logging.getLogger("muniment.storage")

_MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
_CHUNK_BYTES = 1024 * 1024
_CONNECTIONS = 32
_UNAVAILABLE = "The file storage cannot be reached; try again later."


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where objects lie, and how they are encrypted there."""

    name: str
    prefix: str
    encryption: dict[str, str]

    def object_name(self, rest: str) -> str:
        """An object's name below the prefix."""
        return f"{self.prefix}/{rest}" if self.prefix else rest


def open_s3(
    settings: Settings, *, max_attempts: int = 4, connect_seconds: float = 5, read_seconds: float = 60
) -> S3Store:
    """The store at `settings.storage_url`; credentials come from where AWS clients look for them (environment, profile,
    role). Nothing is asked of the network yet. Raises ValueError for settings that cannot be."""
    bucket = _bucket_from(settings)
    common = Config(
        signature_version="s3v4",
        connect_timeout=connect_seconds,
        read_timeout=read_seconds,
        # Standard mode repeats what may pass, up to 20 s apart with jitter; a body is sent again from its beginning.
        retries={"mode": "standard", "total_max_attempts": max_attempts},
        max_pool_connections=_CONNECTIONS,
        # Only the checksums we send: not every S3 knows the trailing CRC that is the client's own default.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3={"addressing_style": settings.s3_addressing_style, "payload_signing_enabled": True},
    )
    session = boto3.session.Session(region_name=settings.s3_region)
    try:
        client = public_client = session.client("s3", endpoint_url=settings.s3_endpoint_url, config=common)
        if settings.s3_public_endpoint_url is not None:
            # Links are signed for the name under which callers reach the storage, which may not be ours.
            public_client = session.client("s3", endpoint_url=settings.s3_public_endpoint_url, config=common)
    except (BotoCoreError, ValueError) as error:
        raise ValueError(f"the S3 settings are not usable: {error}") from error
    return S3Store(bucket, client, public_client, orphan_seconds=settings.orphan_seconds)


def _bucket_from(settings: Settings) -> Bucket:
    try:
        name, prefix = storage_location(settings.storage_url or "")
    except ValueError as error:
        raise ValueError(f"MUNIMENT_STORAGE_URL {error}") from None
    if settings.s3_sse_kms_key_id is not None and settings.s3_sse != "aws:kms":
        raise ValueError("MUNIMENT_S3_SSE_KMS_KEY_ID needs MUNIMENT_S3_SSE=aws:kms")
    encryption: dict[str, str] = {}
    if settings.s3_sse is not None:
        encryption["ServerSideEncryption"] = settings.s3_sse
    if settings.s3_sse_kms_key_id is not None:
        encryption["SSEKMSKeyId"] = settings.s3_sse_kms_key_id
    return Bucket(name=name, prefix=prefix, encryption=encryption)


class S3Store:
    """A Store in one bucket: `<prefix>/<key>`, flat, since random keys spread over S3's partitions by themselves.

    Every method raises StorageUnavailableError when S3 does not answer, or refuses, after the client's own retries.
    """

    def __init__(self, bucket: Bucket, client: Any, public_client: Any, *, orphan_seconds: int) -> None:
        self._bucket = bucket
        self._client = client
        self._public_client = public_client
        self._orphan_seconds = orphan_seconds
        self._outage = OutageLog(log, "the store in S3")

    def check(self) -> None:
        """Write, read, list and remove a small object. Raises StorageUnavailableError, its message for the operator.

        The object has a key like any other: where it cannot be removed again, it is an orphan to the sweep.
        """
        name = self._bucket.object_name(new_key())
        where = f"s3://{self._bucket.name}"
        step = "written to"
        try:
            self._client.put_object(Bucket=self._bucket.name, Key=name, Body=b"check", **self._bucket.encryption)
            step = "read"
            self._client.get_object(Bucket=self._bucket.name, Key=name)["Body"].read()
            step = "listed"
            self._client.list_objects_v2(Bucket=self._bucket.name, Prefix=name, MaxKeys=1)
            step = "cleaned up"
            self._client.delete_object(Bucket=self._bucket.name, Key=name)
        except (ClientError, BotoCoreError) as error:
            raise StorageUnavailableError(f"{where} cannot be {step}: {error}") from error

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
        self._public_client.close()

    def _object(self, key: str) -> dict[str, str]:
        if not is_key(key):
            raise NotStoredError(key)
        return {"Bucket": self._bucket.name, "Key": self._bucket.object_name(key)}

    def keep(self, staged: StagedFile, key: str) -> None:
        """PUT the staged file and remove it. S3 compares the bytes it got with the hash taken while they came in."""
        with self._translated(key), staged.path.open("rb") as body:
            self._client.put_object(
                **self._object(key),
                Body=body,
                ContentLength=staged.size,
                ContentType="application/octet-stream",
                ChecksumSHA256=base64.b64encode(staged.sha256).decode(),
                **self._bucket.encryption,
            )
        self._outage.passed()
        staged.path.unlink(missing_ok=True)

    def open(self, key: str) -> IO[bytes]:
        """The bytes, spooled to a local file without a name that disappears when it is closed."""
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
        try:
            self._fetch(key, file)
        except BaseException:
            file.close()
            raise
        return file

    def size(self, key: str) -> int:
        with self._translated(key):
            return int(self._client.head_object(**self._object(key))["ContentLength"])

    @contextmanager
    def local_copy(self, key: str, scratch: Path) -> Iterator[Path]:
        """A copy in the scratch folder, locked like a staged file: what a killed process leaves can be swept."""
        path = scratch / new_key()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                self._fetch(key, file)
                yield path
        finally:
            path.unlink(missing_ok=True)

    def _fetch(self, key: str, file: IO[bytes]) -> None:
        with self._translated(key):
            body = self._client.get_object(**self._object(key))["Body"]
            with body:
                for chunk in body.iter_chunks(_CHUNK_BYTES):
                    file.write(chunk)
        self._outage.passed()
        file.flush()
        file.seek(0)

    @contextmanager
    def _translated(self, key: str) -> Iterator[None]:
        """S3's failures as ours, and why, once in the log."""
        try:
            yield
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _MISSING:
                raise NotStoredError(key) from error
            self._outage.failed(error)
            raise StorageUnavailableError(_UNAVAILABLE) from error
        except BotoCoreError as error:
            self._outage.failed(error)
            raise StorageUnavailableError(_UNAVAILABLE) from error

    def delete(self, key: str) -> None:
        with self._translated(key):
            self._client.delete_object(**self._object(key))

    def link(self, key: str, *, filename: str, media_type: str, seconds: int) -> str | None:
        """Presigned GET. It dies with the credentials that signed it: a role's may live shorter than `seconds`."""
        with self._translated(key):
            url: str = self._public_client.generate_presigned_url(
                "get_object",
                Params={
                    **self._object(key),
                    "ResponseContentDisposition": attachment(filename),
                    "ResponseContentType": media_type,
                },
                ExpiresIn=seconds,
            )
        return url

    def withdraw_links(self, key: str) -> str:
        """A copy that S3 makes by itself: a presigned link names its object and cannot be taken back."""
        other = new_key()
        with self._translated(key):
            self._client.copy_object(**self._object(other), CopySource=self._object(key), **self._bucket.encryption)
        return other

    def keys(self) -> Iterator[str]:
        prefix = self._bucket.object_name("")
        with self._translated(""):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket.name, Prefix=prefix)
            for page in pages:
                names = (entry["Key"].removeprefix(prefix) for entry in page.get("Contents", ()))
                yield from filter(is_key, names)

    def remove_if_orphan(self, key: str, *, has_row: HasRow) -> bool:
        """There are no locks on S3. An object is taken for abandoned only when it is older than any upload's
        transaction can be (`orphan_seconds`), by S3's own clock; then its row is there, or will never be."""
        try:
            with self._translated(key):
                answer = self._client.head_object(**self._object(key))
        except NotStoredError:
            return False
        now = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
        if (now - answer["LastModified"]).total_seconds() < self._orphan_seconds or has_row(key):
            return False
        self.delete(key)
        return True
