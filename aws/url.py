"""What a cloud URL names: a table of DynamoDB, or a folder of a bucket of S3."""

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl

TABLE_FORM = "dynamodb://TABLE?region=REGION"
BUCKET_FORM = "s3://BUCKET/PREFIX"
_TABLE = re.compile(r"[a-zA-Z0-9_.-]{3,255}")
_REGION = re.compile(r"[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}")
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_ADDRESS = re.compile(r"[0-9]+(\.[0-9]+){3}")
_RESERVED_STARTS = ("xn--", "sthree-", "amzn-s3-demo-")
_RESERVED_ENDS = ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")
# No character that a policy would read as a pattern, and no folder that only looks like another.
_PREFIX = re.compile(r"(?!\.{1,2}(/|$))[a-zA-Z0-9_.=-]+(/(?!\.{1,2}(/|$))[a-zA-Z0-9_.=-]+)*")
_LONGEST_PREFIX = 512


@dataclass(frozen=True, slots=True)
class TableUrl:
    """A table; ``region`` is None where the environment's is meant."""

    table: str
    region: str | None

    @classmethod
    def parse(cls, url: str) -> Self:
        """The table that ``dynamodb://TABLE?region=REGION`` names; the region may be left out.

        Raises:
            ValueError: it names none; the message has the value and what to write.
        """
        table, _, query = _after("dynamodb", url, TABLE_FORM).partition("?")
        if not table:
            raise ValueError(f"{url!r} names no table. Write {TABLE_FORM}.")
        if not _TABLE.fullmatch(table):
            raise ValueError(
                f"{url!r} names a table that cannot be: a name is 3 to 255 letters, digits, "
                f"dots, dashes and underscores. Write {TABLE_FORM}."
            )
        return cls(table, _region(url, query))

    def __str__(self) -> str:
        return f"dynamodb://{self.table}" + (f"?region={self.region}" if self.region else "")


@dataclass(frozen=True, slots=True)
class BucketUrl:
    """A folder of a bucket. ``prefix`` is never blank, and has no slash at either end."""

    bucket: str
    prefix: str

    @classmethod
    def parse(cls, url: str) -> Self:
        """The folder that ``s3://BUCKET/PREFIX`` names; a slash at its end changes nothing.

        Raises:
            ValueError: it names none; the message has the value and what to write.
        """
        bucket, _, prefix = _after("s3", url, BUCKET_FORM).partition("/")
        prefix = prefix.removesuffix("/")
        if not bucket or not prefix:
            missing = "folder of its bucket" if bucket else "bucket"
            raise ValueError(f"{url!r} names no {missing}. Write {BUCKET_FORM}.")
        if not _is_bucket(bucket):
            raise ValueError(
                f"{url!r} names a bucket that cannot be: a name is 3 to 63 small letters, digits, "
                f"dots and dashes, and some names AWS keeps for itself. Write {BUCKET_FORM}."
            )
        if not _PREFIX.fullmatch(prefix) or len(prefix) > _LONGEST_PREFIX:
            raise ValueError(
                f"{url!r} names a folder that cannot be: use up to {_LONGEST_PREFIX} letters, "
                f"digits, dots, dashes, underscores and = between slashes. Write {BUCKET_FORM}."
            )
        return cls(bucket, prefix)

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.prefix}"


def _after(scheme: str, url: str, form: str) -> str:
    found, separator, place = url.partition("://")
    if not separator or found != scheme:
        raise ValueError(f"{url!r} is no {scheme}:// URL. Write {form}.")
    return place


def _region(url: str, query: str) -> str | None:
    parameters = parse_qsl(query, keep_blank_values=True)
    if unknown := {name for name, _ in parameters} - {"region"}:
        raise ValueError(
            f"{url!r} has a parameter that is not known, {min(unknown)!r}. Write {TABLE_FORM}."
        )
    if len(parameters) > 1:
        raise ValueError(f"{url!r} names more than one region. Write {TABLE_FORM}.")
    if not parameters:
        return None
    ((_, region),) = parameters
    if not _REGION.fullmatch(region):
        raise ValueError(
            f"{url!r} has {region!r} for a region, which is none; one is eu-west-1. "
            f"Write {TABLE_FORM}."
        )
    return region


def _is_bucket(name: str) -> bool:
    return (
        _BUCKET.fullmatch(name) is not None
        and ".." not in name
        and not _ADDRESS.fullmatch(name)
        and not name.startswith(_RESERVED_STARTS)
        and not name.endswith(_RESERVED_ENDS)
    )
