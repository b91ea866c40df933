"""The table and the bucket of a team's own AWS account, or of a stand-in for it, for development.

python -m aws.setup
"""

import argparse
import os
import shlex
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import boto3

from aws.bucket import EXPORT_DAYS, EXPORTS, SETTINGS, TAGGING, holds, read_setting
from aws.client import AwsError, aws_client, code_of, reason
from aws.dynamodb_table import RECOVERY, TABLE, differences
from aws.url import BUCKET_FORM, TABLE_FORM, BucketUrl, TableUrl

PATIENCE = {"Delay": 2, "MaxAttempts": 90}
"""Seconds between two looks at a table that is being made, and how many."""
_REMOVAL = """\
What is made may come to hold people's work, so a table is protected. To remove it on purpose:
  aws dynamodb update-table --table-name TABLE --no-deletion-protection-enabled
  aws dynamodb delete-table --table-name TABLE
A bucket is emptied of all versions, then deleted, on its page of the S3 console."""

_Step = tuple[str, Callable[[], object]]


class CannotSetUp(Exception):
    """What is asked for cannot be made, or is there and is another. Nothing was changed."""


def main(argv: Sequence[str] | None = None) -> int:
    """Make what is missing; 0 when all is there and right, 1 when not."""
    arguments = _parser().parse_args(argv)
    try:
        table, bucket = _urls(arguments.store.strip(), arguments.registry.strip())
        _set_up(table, bucket, (table and table.region) or _default_region())
    except (CannotSetUp, ValueError) as error:
        print(f"Not set up: {error}", file=sys.stderr)
        return 1
    except AwsError as error:
        print(f"Not set up: {reason(error)}", file=sys.stderr)
        return 1
    print(f"Next: {_next(ANNOTATION_STORE=table, MODEL_REGISTRY=bucket)}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m aws.setup",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Make the DynamoDB table and the S3 bucket that the dashboard is to use.\n"
        "What is there already and right is left as it is.",
        epilog=_REMOVAL,
    )
    for option, variable, form in (
        ("--store", "ANNOTATION_STORE", TABLE_FORM),
        ("--registry", "MODEL_REGISTRY", BUCKET_FORM),
    ):
        parser.add_argument(
            option,
            metavar="URL",
            default=os.environ.get(variable, ""),
            help=f"{form}; default: the variable {variable}",
        )
    return parser


def _urls(store: str, registry: str) -> tuple[TableUrl | None, BucketUrl | None]:
    in_a_file = not store or store.startswith("sqlite:")
    in_a_folder = "://" not in registry
    if in_a_file and in_a_folder:
        raise CannotSetUp(
            "no table and no bucket is named, and files on this computer need no setup. "
            f"Set ANNOTATION_STORE='{TABLE_FORM}', or MODEL_REGISTRY='{BUCKET_FORM}', or both."
        )
    table = None if in_a_file else TableUrl.parse(store)
    bucket = None if in_a_folder else BucketUrl.parse(registry)
    if bucket and bucket.prefix.partition("/")[0] == EXPORTS:
        raise CannotSetUp(
            f"{registry} is where files are deleted after {EXPORT_DAYS} days, so no place for "
            f"models. Name another folder: MODEL_REGISTRY=s3://{bucket.bucket}/models"
        )
    return table, bucket


def _default_region() -> str:
    region = boto3.session.Session().region_name
    if not region:
        raise CannotSetUp("no region is named. Set AWS_DEFAULT_REGION, to eu-west-1 for example.")
    return str(region)


def _set_up(table: TableUrl | None, bucket: BucketUrl | None, region: str) -> None:
    """Look at everything, then make what is missing, and say so."""
    identity = aws_client("sts", region).get_caller_identity()
    database, storage = aws_client("dynamodb", region), aws_client("s3", region)
    todo: list[tuple[str, list[_Step]]] = []
    if table:
        todo.append((f"table {table.table}", _table_steps(database, table.table)))
    if bucket:
        steps = _bucket_steps(storage, bucket.bucket, identity["Account"])
        todo.append((f"bucket {bucket.bucket}", steps))
    print(f"In account {identity['Account']}, {region}, at {database.meta.endpoint_url}:")
    for what, steps in todo:
        for _, act in steps:
            act()
        done = ", ".join(words for words, _ in steps)
        print(f"  {what}: {done or 'is there already, and right'}")


def _table_steps(client: Any, name: str) -> list[_Step]:
    steps: list[_Step] = []
    table = _described(client, name)
    if table is None:
        steps.append(("made", lambda: _make_table(client, name)))
    elif not table.get("DeletionProtectionEnabled"):
        steps.append(
            (
                "now protected against deletion",
                lambda: client.update_table(TableName=name, DeletionProtectionEnabled=True),
            )
        )
    if table is None or not _recovers(client, name):
        steps.append(("recovery of any second on", lambda: _switch_recovery_on(client, name)))
    return steps


def _described(client: Any, name: str) -> dict[str, Any] | None:
    """The table as it is, once it can be used; None if there is none."""
    try:
        table: dict[str, Any] = client.describe_table(TableName=name)["Table"]
    except client.exceptions.ResourceNotFoundException:
        return None
    if different := differences(table):
        raise CannotSetUp(
            f"the table {name} is there, and is no store of labels: {'; '.join(different)}. "
            "Nothing was changed. Name another table."
        )
    if table["TableStatus"] == "DELETING":
        raise CannotSetUp(f"the table {name} is being deleted. Try again in a minute.")
    if table["TableStatus"] == "CREATING":
        _wait_for(client, name)
    return table


def _make_table(client: Any, name: str) -> None:
    with suppress(client.exceptions.ResourceInUseException):  # our own request before, or another
        client.create_table(TableName=name, **TABLE)
    _wait_for(client, name)


def _wait_for(client: Any, name: str) -> None:
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig=PATIENCE)


def _recovers(client: Any, name: str) -> bool:
    backups = client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    recovery = backups.get("PointInTimeRecoveryDescription", {})
    return bool(recovery.get("PointInTimeRecoveryStatus") == "ENABLED")


def _switch_recovery_on(client: Any, name: str) -> None:
    """A table that was made just now refuses this for some seconds."""
    for attempt in range(PATIENCE["MaxAttempts"]):
        try:
            client.update_continuous_backups(
                TableName=name, PointInTimeRecoverySpecification=RECOVERY
            )
            return
        except client.exceptions.ContinuousBackupsUnavailableException:
            if attempt + 1 == PATIENCE["MaxAttempts"]:
                raise
            time.sleep(PATIENCE["Delay"])


def _bucket_steps(client: Any, name: str, account: str) -> list[_Step]:
    there = _is_there(client, name, account)
    steps: list[_Step] = [] if there else [("made", lambda: _make_bucket(client, name))]
    for setting, (argument, wanted) in SETTINGS.items():
        kept = read_setting(client, name, setting) if there else None
        words = setting.removeprefix("bucket_").replace("_", " ")
        if kept is None:
            put = getattr(client, f"put_{setting}")
            steps.append((f"{words} set", partial(put, Bucket=name, **{argument: wanted})))
        elif not holds(kept, wanted):
            raise CannotSetUp(
                f"the bucket {name} is there, and its {words} is {kept}, not {wanted}. "
                "Nothing was changed. Change it there, or name another bucket."
            )
    return steps


def _is_there(client: Any, name: str, account: str) -> bool:
    try:
        client.head_bucket(Bucket=name, ExpectedBucketOwner=account)
    except client.exceptions.ClientError as error:
        if code_of(error) == "404":
            return False
        if code_of(error) == "403":
            raise CannotSetUp(
                f"there is a bucket {name} that these credentials may not look at, perhaps of "
                "another account, as all share the names. Nothing was changed. Name another "
                f"bucket, like {name}-{account}, or ask for s3:ListBucket on this one."
            ) from error
        raise
    return True


def _make_bucket(client: Any, name: str) -> None:
    region = client.meta.region_name
    # S3's oldest region is the only one that is meant by saying none, and may not be named.
    place = {} if region == "us-east-1" else {"LocationConstraint": region}
    with suppress(client.exceptions.BucketAlreadyOwnedByYou):  # by our own request before
        client.create_bucket(Bucket=name, **({"CreateBucketConfiguration": place} if place else {}))
    client.put_bucket_tagging(Bucket=name, Tagging=TAGGING)


def _next(**named: TableUrl | BucketUrl | None) -> str:
    """The command that starts the dashboard with what was set up."""
    given = [shlex.quote(f"{name}={url}") for name, url in named.items() if url]
    return " ".join(["make run", *given])


if __name__ == "__main__":
    sys.exit(main())
