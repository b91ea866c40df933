"""A CSV as an object of S3, and a link to download it by."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from botocore.config import Config

from aws.client import PATIENT, AwsError, aws_client, code_of, reason
from aws.export_file import ExportError
from aws.url import BucketUrl

_PART = 8 * 1024 * 1024
"""Bytes of one part. S3 takes 10,000 parts: an export of 78 GiB."""
_CHECKSUM = "ChecksumCRC32"
_CONFIG = PATIENT.merge(
    Config(
        signature_version="s3v4",  # the older one makes links that encrypted buckets refuse
        s3={"addressing_style": "virtual"},  # links name the region: redirected, they fail
    )
)


class BucketFile:
    """The object ``s3://BUCKET/KEY.csv``, in the environment's region.

    Raises:
        ExportError: the URL names none, or there are no credentials to begin with.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._place = _parse(url)
        with self._explained():
            self._client = aws_client("s3", config=_CONFIG)

    def write(self, chunks: Iterable[bytes]) -> None:
        """Upload it in parts, with three of them in memory; it appears when all are there.

        Whatever goes wrong, the parts are taken away again, so that none is billed.

        Raises:
            ExportError: S3 refused or cannot be reached.
        """
        with self._explained():
            begun = self._client.create_multipart_upload(
                **self._place, ContentType="text/csv; charset=utf-8", ChecksumAlgorithm="CRC32"
            )
        upload = {**self._place, "UploadId": begun["UploadId"]}
        try:
            parts = [
                self._put(upload, number, part) for number, part in enumerate(_parts(chunks), 1)
            ]
            with self._explained():
                self._client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
        except BaseException as error:
            self._abort(upload, error)
            raise

    def link(self, hours: int, name: str | None = None) -> str:
        """A link by which anyone can download it, for so many hours.

        It ends earlier with the credentials that made it, if those are temporary.

        Args:
            name: what the file is to be called where it is saved.

        Raises:
            ExportError: there are no credentials to sign it with.
        """
        called = {"ResponseContentDisposition": f'attachment; filename="{name}"'} if name else {}
        with self._explained():
            return str(
                self._client.generate_presigned_url(
                    "get_object", Params=self._place | called, ExpiresIn=hours * 3600
                )
            )

    def _put(self, upload: dict[str, str], number: int, part: bytes) -> dict[str, Any]:
        with self._explained():
            answer = self._client.upload_part(
                **upload, PartNumber=number, Body=part, ChecksumAlgorithm="CRC32"
            )
        return {"PartNumber": number, "ETag": answer["ETag"], _CHECKSUM: answer[_CHECKSUM]}

    def _abort(self, upload: dict[str, str], error: BaseException) -> None:
        try:
            self._client.abort_multipart_upload(**upload)
        except AwsError as refused:
            if code_of(refused) == "NoSuchUpload":
                return
            raise ExportError(
                f"{str(error).rstrip('.') or 'it was stopped'}. The parts that were uploaded could "
                f"not be taken away: {reason(refused)} Until then they are billed, as upload "
                f"{upload['UploadId']}."
            ) from error

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except AwsError as error:
            if code_of(error) == "NoSuchBucket":
                raise ExportError(
                    f"there is no bucket {self._place['Bucket']}. Check the name in {self._url}."
                ) from error
            raise ExportError(reason(error)) from error


def _parse(url: str) -> dict[str, str]:
    form = "Write s3://BUCKET/KEY.csv."
    if url.endswith("/") or url.count("/") < 3:
        raise ExportError(f"{url!r} names no file. {form}")
    try:
        found = BucketUrl.parse(url)
    except ValueError as error:
        raise ExportError(str(error)) from error
    return {"Bucket": found.bucket, "Key": found.prefix}


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks as parts of 8 MiB or little more, each in one piece, so that it can be resent."""
    part = bytearray()
    for chunk in chunks:
        part += chunk
        if len(part) >= _PART:
            yield bytes(part)
            part.clear()
    if part:
        yield bytes(part)
