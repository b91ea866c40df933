"""The objects of one folder in a bucket, with conditions and checksums, and errors in words."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from botocore.exceptions import FlexibleChecksumError

from aws.client import PATIENT, AwsError, aws_client, code_of, operation, reason
from aws.registry import RegistryError, RegistryUnavailable, UnusableRegistry
from aws.url import BucketUrl

_CHUNK = 1 << 20
_SMALL = 1 << 20  # bytes
_REFUSED = {"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"}
"""How S3 says that a condition does not hold, or was just decided for another."""


class S3Folder:
    """Objects by their names below a prefix. Every method may raise `RegistryUnavailable`, and
    `UnusableRegistry` where there is no such bucket.

    Raises:
        UnusableRegistry: boto3 cannot be set up, as with a profile that is not there.
    """

    def __init__(self, url: BucketUrl) -> None:
        self._url = url
        try:
            self._client = aws_client("s3")
            self._patient = aws_client("s3", config=PATIENT)
        except AwsError as error:
            raise UnusableRegistry(
                f"cannot open {url}: {error}. Check AWS_PROFILE and the other AWS_ settings."
            ) from error

    def __str__(self) -> str:
        return str(self._url)

    def names(self) -> list[str]:
        """All that are there, with the slashes below the prefix."""
        with self._in_words("read"):
            return self._names("")

    def read(self, name: str) -> tuple[bytes, str] | None:
        """The content of an object of up to 1 MB, and its ETag; None where there is none.

        Given up after 10 seconds without an answer.
        """
        with self._in_words("read"), operation():
            answer = self._get(name)
            if not answer:
                return None
            return answer["Body"].read(_SMALL), answer["ETag"]

    def write(self, name: str, content: bytes, etag: str | None) -> bool:
        """Write an object if its ETag is this one (None: if there is none); whether it was."""
        condition = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
        return self._put(self._client, name, content, condition)

    def upload(self, path: Path, name: str, checksum: str) -> bool:
        """Write a file where there is none; whether that file is there now.

        S3 itself refuses it if it arrives with another SHA-256 than ``checksum``.
        """
        digest = base64.b64encode(bytes.fromhex(checksum)).decode()
        with path.open("rb") as file:
            condition = {"IfNoneMatch": "*", "ChecksumSHA256": digest}
            return self._put(self._patient, name, file, condition) or self._has(name, checksum)

    def download(self, name: str) -> Iterator[bytes]:
        """The content of an object, in pieces.

        Raises:
            FileNotFoundError: there is no such object.
        """
        with self._in_words("read"):
            answer = self._get(name)
            if not answer:
                raise FileNotFoundError(f"{self}/{name}")
            yield from answer["Body"].iter_chunks(_CHUNK)

    def _get(self, name: str) -> dict[str, Any] | None:
        try:
            answer: dict[str, Any] = self._client.get_object(**self._object(name))
        except self._client.exceptions.ClientError as error:
            if code_of(error) == "NoSuchKey":
                return None
            # S3 denies what is not there to who may list only a part of the bucket.
            if code_of(error) == "AccessDenied" and name not in self._names(name):
                return None
            raise
        return answer

    def _names(self, start: str) -> list[str]:
        begin = f"{self._url.prefix}/"
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._url.bucket, Prefix=begin + start
        )
        return [
            each["Key"].removeprefix(begin) for page in pages for each in page.get("Contents", ())
        ]

    def _has(self, name: str, checksum: str) -> bool:
        digest = hashlib.sha256()
        try:
            for chunk in self.download(name):
                digest.update(chunk)
        except FileNotFoundError as error:
            raise RegistryUnavailable(f"others are writing {error}. Try again.") from error
        return digest.hexdigest() == checksum

    def _put(
        self, client: Any, name: str, body: bytes | BinaryIO, conditions: dict[str, str]
    ) -> bool:
        with self._in_words("write"):
            try:
                client.put_object(**self._object(name), Body=body, **conditions)
            except client.exceptions.ClientError as error:
                if code_of(error) in _REFUSED:
                    return False
                raise
        return True

    def _object(self, name: str) -> dict[str, str]:
        return {"Bucket": self._url.bucket, "Key": f"{self._url.prefix}/{name}"}

    @contextmanager
    def _in_words(self, doing: str) -> Iterator[None]:
        try:
            yield
        except AwsError as error:
            raise self._error(doing, error) from error

    def _error(self, doing: str, error: Exception) -> RegistryError:
        if code_of(error) == "NoSuchBucket":
            return UnusableRegistry(
                f"there is no bucket {self._url.bucket}. Correct the URL {self}, or make the "
                "bucket with python -m aws.setup."
            )
        if isinstance(error, FlexibleChecksumError):
            return RegistryUnavailable(f"what {self} sent arrived damaged ({error}). Try again.")
        return RegistryUnavailable(f"cannot {doing} the registry {self}: {reason(error)}")
