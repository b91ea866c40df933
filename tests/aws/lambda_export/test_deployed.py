"""The CSV endpoint of the templates, on a server that asks who asks and really runs the function.

The function has the foundation's role and no other right. API Gateway and Lambda are ministack's.
"""

import csv
import io
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

import boto3
import httpx2
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from aws.client import aws_client
from aws.export_csv import csv_chunks
from aws.lambda_package import key, package
from aws.open import open_store
from aws.permissions import policy
from model.annotation import Annotation, Prediction
from model.emotion import Emotion
from tests import ministack
from tests.aws.cloudformation.entrances import ENTRANCES, RUNS
from tests.aws.cloudformation.stack import Stack
from tests.aws.cloudformation.template import Template
from tests.aws.lambda_export.runtime import lay_out

SEEN = Prediction((0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1), "v1")
SERVICE = "emotion-labels"


@dataclass(frozen=True)
class Endpoint:
    """The endpoint as a client has it, and what is behind it."""

    url: str
    function: str
    bucket: str
    caller: Credentials

    def ask(self, *, signed: bool = True, secret: str | None = None, **parameters: str):
        """The answer, whatever it is."""
        query = {name.removesuffix("_"): value for name, value in parameters.items()}
        url = f"{self.url}?{urlencode(query)}" if query else self.url
        request = AWSRequest("GET", url)
        if signed:
            credentials = Credentials(self.caller.access_key, secret or self.caller.secret_key)
            SigV4Auth(credentials, "execute-api", ministack.REGION).add_auth(request)
        return httpx2.get(url, headers=dict(request.headers), timeout=60)

    def rows(self, **parameters: str) -> list[str]:
        """The texts in the file at the end of the redirect."""
        while (answer := self.ask(**parameters)).status_code == 202:
            time.sleep(0.5)
        assert answer.status_code == 302, answer.text
        file = httpx2.get(answer.headers["location"]).raise_for_status()
        header, *rows = csv.reader(io.StringIO(file.text, newline=""))
        assert header[1] == "text"
        assert answer.json()["rows"] == len(rows)
        return sorted(row[1] for row in rows)


@pytest.fixture(scope="module")
def server(need, tmp_path_factory):
    """A server that asks who asks, to which boto3 is led as root; the folder of its files."""
    need(ministack.PROGRAM.exists(), ministack.HOW)
    folder, port = tmp_path_factory.mktemp("guarded"), ministack.free_port()
    here = f"http://127.0.0.1:{port}"  # else functions would ask the server of other tests
    settings = {"AUTH": "true", "AWS_ENDPOINT_URL": here}
    with ministack.led_here(folder / "log.txt", port, **settings):
        yield folder


@pytest.fixture(scope="module")
def foundation(server):
    """The kept stack, but for the policies by which a bucket refuses http."""
    template = Template.load("foundation").without({"AWS::S3::BucketPolicy"})
    return Stack.make(f"{SERVICE}-foundation", template)


@pytest.fixture(scope="module")
def outputs(foundation):
    return foundation.outputs


def endpoint_of(service: Template) -> Template:
    """The part of the service's template that is the CSV endpoint."""
    kept = {
        name: each
        for name, each in service.body["Resources"].items()
        if name.startswith(("Export", "Nightly")) and name != "ExportFails"
    }
    url = {"ExportUrl": service.body["Outputs"]["ExportUrl"]}
    return Template(service.body | {"Resources": kept, "Outputs": url})


@pytest.fixture(scope="module")
def service(outputs):
    """The endpoint's part of the service, with the package of these sources."""
    code = package()
    aws_client("s3").put_object(Bucket=outputs["BucketName"], Key=key(code), Body=code)
    template = endpoint_of(Template.load("service"))
    asked = template.body["Parameters"].keys()
    given = {name: value for name, value in outputs.items() if name in asked}
    own = RUNS | ENTRANCES["cloudfront"] | {"ExportCodeKey": key(code)}
    return Stack.make(SERVICE, template, **given, **own)


@pytest.fixture(scope="module")
def function(service, server):
    """The name of the function, which here is given boto3 as Lambda's Python has it."""
    name = service.resources["ExportFunction"]
    client = aws_client("lambda")
    variables = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    variables["PYTHONPATH"] = str(lay_out(server / "packages"))
    client.update_function_configuration(FunctionName=name, Environment={"Variables": variables})
    client.get_waiter("function_updated_v2").wait(FunctionName=name)
    return name


@pytest.fixture(scope="module")
def caller(service):
    """The keys of a person who may ask the endpoint and nothing else."""
    iam = aws_client("iam")
    iam.create_user(UserName="analyst")
    api = f"arn:aws:execute-api:{ministack.REGION}:000000000000:{service.resources['ExportApi']}"
    statement = {
        "Effect": "Allow",
        "Action": "execute-api:Invoke",
        "Resource": f"{api}/*/GET/labels.csv",
    }
    iam.put_user_policy(
        UserName="analyst", PolicyName="ask", PolicyDocument=json.dumps(policy([statement]))
    )
    made = iam.create_access_key(UserName="analyst")["AccessKey"]
    return Credentials(made["AccessKeyId"], made["SecretAccessKey"])


@pytest.fixture(scope="module")
def store(outputs):
    """The foundation's table, with some decisions of November."""
    store = open_store(f"dynamodb://{outputs['TableName']}?region={ministack.REGION}")
    for text, emotion, day in (
        ("first", Emotion.JOY, 1),
        ("second", Emotion.FEAR, 2),
        ("third", Emotion.JOY, 3),
    ):
        at = datetime(2026, 11, day, 9, tzinfo=UTC)
        store.save(Annotation(text, emotion, SEEN, "ann", at, at, 1.5))
    yield store
    store.close()


@pytest.fixture(scope="module")
def endpoint(service, function, caller, outputs, store):
    api = service.resources["ExportApi"]
    assert service.outputs["ExportUrl"].startswith(f"https://{api}.execute-api.")
    url = f"{boto3.client('s3').meta.endpoint_url}/_aws/execute-api/{api}/$default/labels.csv"
    return Endpoint(url, function, outputs["BucketName"], caller)


def test_who_does_not_sign_is_refused(endpoint):
    answer = endpoint.ask(signed=False)

    assert answer.status_code == 403
    assert "location" not in answer.headers


def test_who_signs_with_another_secret_is_refused(endpoint):
    assert endpoint.ask(secret="of somebody else").status_code == 403


def test_who_signs_gets_a_link_to_exactly_the_rows(endpoint):
    assert endpoint.rows() == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"from_": "2026-11-02"}, ["second", "third"]),
        ({"to": "2026-11-02"}, ["first", "second"]),
        ({"from_": "2026-11-01", "to": "2026-11-02", "label": "joy"}, ["first"]),
        ({"label": "guilt"}, []),
    ],
)
def test_the_filters_hold(endpoint, asked, found):
    assert endpoint.rows(**asked) == found


def test_a_day_that_is_none_is_a_bad_request(endpoint):
    answer = endpoint.ask(from_="yesterday")

    assert answer.status_code == 400
    assert answer.json() == {"message": "from=yesterday is no day. Write it as from=2026-11-30."}


def test_at_night_everything_is_written(endpoint, store):
    answer = aws_client("lambda").invoke(
        FunctionName=endpoint.function, Payload=json.dumps({"nightly": True}).encode()
    )

    said = json.loads(answer["Payload"].read())
    assert "FunctionError" not in answer, said
    assert said["rows"] == 3
    bucket, _, path = said["export"].removeprefix("s3://").partition("/")
    assert (bucket, path.rpartition("/")[0]) == (endpoint.bucket, "exports/nightly")
    file = aws_client("s3").get_object(Bucket=bucket, Key=path)["Body"].read()
    assert file == b"".join(csv_chunks(store.annotations()))


def test_a_function_that_may_not_run_itself_says_so(endpoint, outputs):
    role = outputs["ExportRoleArn"].rpartition("/")[2]
    iam = aws_client("iam")
    (name, *_) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    kept = [each for each in document["Statement"] if each["Sid"] != "GoOn"]
    assert len(kept) == len(document["Statement"]) - 1
    put = {"RoleName": role, "PolicyName": name}
    iam.put_role_policy(**put, PolicyDocument=json.dumps(policy(kept)))
    try:
        answer = endpoint.ask(label="shame")
    finally:
        iam.put_role_policy(**put, PolicyDocument=json.dumps(document))

    assert answer.status_code == 503
    assert "cannot start the export: these credentials may not do that" in answer.json()["message"]
