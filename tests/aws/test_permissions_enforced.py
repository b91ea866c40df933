"""The roles on a server that refuses what a policy does not allow: enough to work, and no more."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from botocore.exceptions import ClientError

from aws import dynamodb_table, permissions
from aws.client import aws_client, code_of
from aws.export_file import ExportError
from aws.open_registry import open_registry
from aws.permissions import Statement
from aws.registry import RegistryError
from aws.setup import main
from aws.store import StoreError
from model.version import version_folder
from tests import ministack
from tests.aws.roles import FUNCTION, REGISTRY, ROLES, STORE, WORK, actions, without

DENIED = {"AccessDenied", "AccessDeniedException"}
REFUSALS = (StoreError, RegistryError, ExportError, httpx2.HTTPStatusError, ClientError)


def make_function(name: str) -> None:
    """A function that does nothing, and may not."""
    trusted = {"Effect": "Allow", "Action": "sts:AssumeRole"} | {
        "Principal": {"Service": "lambda.amazonaws.com"}
    }
    role = aws_client("iam").create_role(
        RoleName=f"{name}-role", AssumeRolePolicyDocument=json.dumps(permissions.policy([trusted]))
    )
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as file:
        file.writestr("nothing.py", "def handler(event, context): pass")
    aws_client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.12",
        Role=role["Role"]["Arn"],
        Handler="nothing.handler",
        Code={"ZipFile": code.getvalue()},
    )


@pytest.fixture(scope="module", autouse=True)
def guarded(need, tmp_path_factory) -> Iterator[None]:
    """A server that asks who asks, with a table, a bucket and a version, and others' beside."""
    need(ministack.PROGRAM.exists(), ministack.HOW)
    folder = tmp_path_factory.mktemp("guarded")
    with (
        pytest.MonkeyPatch.context() as patch,
        ministack.led_here(folder / "log.txt", AUTH="true"),
    ):
        patch.setenv("XDG_CACHE_HOME", str(folder))
        assert main(["--store", STORE, "--registry", REGISTRY]) == 0
        aws_client("dynamodb").create_table(TableName="others", **dynamodb_table.TABLE)
        here = {"LocationConstraint": ministack.REGION}
        aws_client("s3").create_bucket(Bucket="others", CreateBucketConfiguration=here)
        for name in ("team-export", "others"):
            make_function(name)
        registry = open_registry(REGISTRY)
        registry.promote(registry.publish(version_folder()), None)
        yield


@pytest.fixture(scope="module")
def iam(guarded) -> Any:
    """The client with which root says who may do what, also while we are somebody else."""
    return aws_client("iam")


@pytest.fixture(scope="module")
def somebody(iam) -> dict[str, str]:
    """The variables with the keys of a person who may do nothing yet."""
    iam.create_user(UserName="somebody")
    key = iam.create_access_key(UserName="somebody")["AccessKey"]
    return {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }


@pytest.fixture
def allow(iam, somebody, tmp_path, monkeypatch) -> Callable[[list[Statement]], None]:
    """``allow(statements)``: from now on we are somebody who may do that, on a new computer."""

    def become(statements: list[Statement]) -> None:
        document = json.dumps(permissions.policy(statements))
        iam.put_user_policy(UserName="somebody", PolicyName="role", PolicyDocument=document)
        for name, value in somebody.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    return become


def codes(error: BaseException | None) -> set[str]:
    """What AWS said in an error and in those it came of."""
    if error is None:
        return set()
    if isinstance(error, httpx2.HTTPStatusError):
        return {*re.findall("<Code>(.*)</Code>", error.response.text)}
    return {code_of(error)} | codes(error.__cause__) | codes(error.__context__)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_allows_all_of_its_work(role, allow):
    allow(ROLES[role])

    WORK[role]()


@pytest.mark.parametrize(
    ("role", "action"), [(role, action) for role in ROLES for action in actions(role)]
)
def test_without_one_of_its_actions_a_role_cannot_do_its_work(role, action, allow):
    allow(without(role, action))

    with pytest.raises(REFUSALS) as denied:
        WORK[role]()

    assert codes(denied.value) & DENIED


def test_without_the_indexes_a_dashboard_cannot_page(allow):
    allow(
        [
            statement
            | {"Resource": [each for each in statement["Resource"] if "/index/" not in each]}
            for statement in ROLES["serving"]
        ]
    )

    with pytest.raises(REFUSALS) as denied:
        WORK["serving"]()

    assert codes(denied.value) & DENIED


ITEM = {"PK": {"S": "ITEM#1"}, "SK": {"S": "REV#ann#000001"}}
OF_ONE = {"KeyConditionExpression": "PK = :p", "ExpressionAttributeValues": {":p": {"S": "COUNT"}}}
OURS, OTHERS = {"TableName": "labels"}, {"TableName": "others"}
MODEL = {"Bucket": "team-labels", "Key": "models/v1/card.json"}
EXPORT = {"Bucket": "team-labels", "Key": "exports/labels.csv"}
RUN = ("lambda", "invoke", {"FunctionName": FUNCTION})
ELSEWHERE = {"Bucket": "others", "Key": "models/v1/card.json"}
NEIGHBOUR = {"Bucket": "team-labels", "Key": "models-of-others/v1/card.json"}

NOBODY_MAY = [
    ("dynamodb", "get_item", OTHERS | {"Key": ITEM}),
    ("dynamodb", "put_item", OTHERS | {"Item": ITEM}),
    ("dynamodb", "query", OTHERS | OF_ONE),
    ("dynamodb", "scan", OTHERS),
    ("dynamodb", "delete_item", OURS | {"Key": ITEM}),
    ("dynamodb", "transact_write_items", {"TransactItems": [{"Delete": OURS | {"Key": ITEM}}]}),
    ("dynamodb", "transact_write_items", {"TransactItems": [{"Put": OTHERS | {"Item": ITEM}}]}),
    ("dynamodb", "delete_table", OURS),
    ("dynamodb", "update_table", OURS | {"DeletionProtectionEnabled": False}),
    ("dynamodb", "list_tables", {}),
    ("s3", "get_object", ELSEWHERE),
    ("s3", "put_object", ELSEWHERE | {"Body": b""}),
    ("s3", "list_objects_v2", {"Bucket": "others"}),
    ("s3", "list_objects_v2", {"Bucket": "team-labels"}),
    ("s3", "list_objects_v2", {"Bucket": "team-labels", "Prefix": "exports/"}),
    ("s3", "get_object", NEIGHBOUR),
    ("s3", "put_object", NEIGHBOUR | {"Body": b""}),
    ("s3", "delete_object", MODEL),
    ("s3", "delete_object", EXPORT),
    ("s3", "delete_bucket", {"Bucket": "team-labels"}),
    (
        "s3",
        "put_bucket_versioning",
        {"Bucket": "team-labels", "VersioningConfiguration": {"Status": "Suspended"}},
    ),
    ("lambda", "invoke", {"FunctionName": "others"}),
    ("iam", "list_users", {}),
]
MAY_NOT = {
    "serving": [
        RUN,
        ("dynamodb", "scan", OURS),
        ("s3", "put_object", MODEL | {"Body": b""}),
        ("s3", "create_multipart_upload", MODEL),
        ("s3", "get_object", EXPORT),
        ("s3", "put_object", EXPORT | {"Body": b""}),
    ],
    "exporting": [
        RUN,
        ("dynamodb", "scan", OURS),
        ("dynamodb", "get_item", OURS | {"Key": ITEM}),
        ("dynamodb", "put_item", OURS | {"Item": ITEM}),
        ("s3", "get_object", MODEL),
        ("s3", "put_object", MODEL | {"Body": b""}),
        ("s3", "list_objects_v2", {"Bucket": "team-labels", "Prefix": "models/"}),
    ],
    "answering": [
        ("dynamodb", "scan", OURS),
        ("dynamodb", "get_item", OURS | {"Key": ITEM}),
        ("dynamodb", "put_item", OURS | {"Item": ITEM}),
        ("s3", "get_object", MODEL),
        ("s3", "put_object", MODEL | {"Body": b""}),
        ("lambda", "get_function", {"FunctionName": FUNCTION}),
    ],
    "publishing": [
        RUN,
        ("dynamodb", "describe_table", OURS),
        ("dynamodb", "query", OURS | OF_ONE),
        ("dynamodb", "put_item", OURS | {"Item": ITEM}),
        ("s3", "get_object", EXPORT),
        ("s3", "put_object", EXPORT | {"Body": b""}),
    ],
    "migrating": [
        RUN,
        ("s3", "put_object", MODEL | {"Body": b""}),
        ("s3", "get_object", EXPORT),
    ],
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_allows_nothing_beyond_its_work(role, allow):
    allow(ROLES[role])
    clients = {service: aws_client(service) for service in ("dynamodb", "s3", "lambda", "iam")}

    for service, call, asked in NOBODY_MAY + MAY_NOT[role]:
        with pytest.raises(ClientError) as denied:
            getattr(clients[service], call)(**asked)
        assert code_of(denied.value) in DENIED, (call, asked, denied.value)
