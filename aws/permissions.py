"""What each role may do in AWS, and nothing beside: statements of IAM policies.

| role | who | may |
|---|---|---|
| `serving` | a dashboard | label and queue: read and write the table, read the models |
| `exporting` | who asks for a CSV file | read the decisions, write files to ``exports`` |
| `answering` | the function behind the CSV endpoint | the same, and run itself once more |
| `publishing` | an ML engineer | read the models, add new ones, choose which is served |
| `migrating` | who moves a store | what a dashboard may, and read every item there is |

No role may delete anything or change a table or a bucket. A transaction is no action of its own:
it is allowed if each of its parts is.

A table, a bucket and a function are given as ARNs, or as what becomes one in a template.
"""

from typing import Any

from aws.bucket import EXPORTS

Statement = dict[str, Any]


def policy(statements: list[Statement]) -> dict[str, Any]:
    """The policy document of some statements."""
    return {"Version": "2012-10-17", "Statement": statements}


def serving(table: str, bucket: str, models: str) -> list[Statement]:
    """For a dashboard; ``models`` is the folder of the bucket with the model versions."""
    reading = ["dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:BatchGetItem"]
    return [
        _allow("UseItems", [*reading, "dynamodb:PutItem", "dynamodb:UpdateItem"], table),
        _query(table),
        _allow("ReadModels", ["s3:GetObject"], f"{bucket}/{models}/*"),
        _list(bucket, models),
    ]


def exporting(table: str, bucket: str) -> list[Statement]:
    """For making CSV files; whoever makes a link to one must be allowed to read it."""
    files = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"]
    return [
        _allow("SeeTable", ["dynamodb:DescribeTable"], table),
        _query(table),
        _allow("UseExports", files, f"{bucket}/{EXPORTS}/*"),
    ]


def answering(table: str, bucket: str, function: str) -> list[Statement]:
    """For the CSV endpoint, whose function makes a file in another run of itself."""
    return [*exporting(table, bucket), _allow("GoOn", ["lambda:InvokeFunction"], function)]


def publishing(bucket: str, models: str) -> list[Statement]:
    """For adding model versions and promoting one."""
    return [
        _allow("UseModels", ["s3:GetObject", "s3:PutObject"], f"{bucket}/{models}/*"),
        _list(bucket, models),
    ]


def migrating(table: str, bucket: str, models: str) -> list[Statement]:
    """For moving a store: also the decisions that were taken back, by reading the whole table."""
    scan = _allow("ReadEveryItem", ["dynamodb:Scan"], table)
    return [*serving(table, bucket, models), scan]


def _query(table: str) -> Statement:
    return _allow("ReadItems", ["dynamodb:Query"], table, f"{table}/index/*")


def _list(bucket: str, models: str) -> Statement:
    # S3 also asks this when an object is not there: who may not list is told "denied" instead of
    # "not there", and a registry without a promoted version is not told from a forbidden one.
    statement = _allow("ListModels", ["s3:ListBucket"], bucket)
    return statement | {"Condition": {"StringLike": {"s3:prefix": f"{models}/*"}}}


def _allow(name: str, actions: list[str], *resources: str) -> Statement:
    return {"Sid": name, "Effect": "Allow", "Action": actions, "Resource": [*resources]}
