"""A deployment into the cloud here: what is told to docker is noted, and nobody has to wait."""

import json
import shutil
import subprocess
from types import SimpleNamespace
from urllib.parse import urlparse
from uuid import uuid4

import pytest

from aws.client import aws_client
from aws.deploy import account, checks, deployment, report, repository, smoke, template
from aws.deploy.__main__ import main
from aws.deploy.checks import CHECKS, Finding
from aws.deploy.request import Answer
from tests.aws.cloudformation.stack import REFUSED
from tests.aws.cloudformation.template import Template
from tests.aws.deploy.answers import refusal
from tests.aws.deploy.docker import Docker
from tests.aws.deploy.templates import SERVICE
from tests.aws.deploy.web import web, write_certificate

CIDR = "203.0.113.0/24"


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch):
    monkeypatch.setitem(report.PACE, "look", 0.01)
    monkeypatch.setitem(repository.SCAN_WITHIN, "begin", 0)
    monkeypatch.setitem(repository.SCAN_WITHIN, "seconds", 0)
    monkeypatch.setitem(smoke.PATIENCE, "seconds", 0)


@pytest.fixture(autouse=True)
def _nothing_is_named(monkeypatch):
    for name in ("ALLOWED_CIDR", "IMAGE", "SERVICE_NAME", "GITHUB_REPOSITORY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def name():
    """The name of the service."""
    return f"labels-{uuid4().hex[:8]}"


@pytest.fixture
def client(cloud):
    """A client of CloudFormation."""
    return aws_client("cloudformation")


@pytest.fixture
def docker(tmp_path, monkeypatch):
    """The only docker that is found."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for program in ("git", "cat"):
        (folder / program).symlink_to(shutil.which(program))
    monkeypatch.setenv("PATH", str(folder))
    return Docker(folder)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A git checkout with one commit, of which images are built."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM scratch\n")
    for command in (
        ["init", "--quiet"],
        ["add", "--all"],
        ["-c", "user.name=ann", "-c", "user.email=ann@example.org", "commit", "-qm", "First"],
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    monkeypatch.setattr(deployment, "ROOT", folder)
    return folder


@pytest.fixture
def write(tmp_path, monkeypatch):
    """``write(service)``: the text of the service's template from now on."""
    folder = tmp_path / "cloudformation"
    folder.mkdir()
    foundation = Template.load("foundation").without(REFUSED)
    (folder / "foundation.yaml").write_text(json.dumps(foundation.body))
    monkeypatch.setattr(template, "FOLDER", folder)

    def change(service):
        (folder / "service.yaml").write_text(service)

    change(SERVICE)
    return change


@pytest.fixture
def answer(monkeypatch):
    """``answer("ecr.GetAuthorizationToken", response)``: that in the place of the server's."""
    answers = {}
    before = account.aws_client

    def client(service, *given):
        made = before(service, *given)
        for operation, response in answers.items():
            if operation.startswith(f"{service}."):
                made.meta.events.register(f"before-send.{operation}", response)
        return made

    def give(operation, *responses):
        left = [*responses]
        answers[operation] = lambda **_: (left.pop(0) if len(left) > 1 else left[0]).make()

    monkeypatch.setattr(account, "aws_client", client)
    # The server has no scans.
    give("ecr.DescribeImageScanFindings", refusal("ecr", "ScanNotFoundException"))
    return give


@pytest.fixture
def findings(monkeypatch):
    """What the checks of the running service find."""
    found = {"page": Finding(True, "answers")}
    monkeypatch.setattr(smoke, "CHECKS", {"page": lambda running: found["page"]})
    return found


@pytest.fixture
def real(write):
    """The service's own template, with what the server here knows of it."""
    service = Template.load("service").without(REFUSED)
    simple = {"Namespace": "AWS/ECS", "MetricName": "CPUUtilization", "Period": 60}
    for resource in service.body["Resources"].values():
        if resource.get("Properties", {}).pop("Metrics", None):
            resource["Properties"] |= {**simple, "Statistic": "Maximum"}
    write(json.dumps(service.body))


@pytest.fixture
def people(monkeypatch):
    """Whoever asks an address of the service is answered as by the real one."""

    def answer(url, headers=None):
        address = urlparse(url)
        if address.path == "/labels.csv":
            return Answer(302 if headers else 403, "", b"")
        if address.scheme == "https":
            return Answer(200, "", b"")
        past = "cloudfront" not in address.netloc
        return Answer(403, "", b"") if past else Answer(301, f"https://{address.netloc}/", b"")

    monkeypatch.setattr(checks, "ask", answer)
    monkeypatch.setattr(smoke, "CHECKS", CHECKS)


@pytest.fixture
def deploy(name, cloud, docker, checkout, write, answer, findings, capfd, monkeypatch):
    """``deploy("--dry-run", MAX_TASKS=2)``: its exit status, and what it said."""

    def run(*options, **environment):
        with monkeypatch.context() as patch:
            for variable, value in environment.items():
                patch.setenv(variable, str(value))
            capfd.readouterr()
            status = main(["--name", name, *options])
        said = capfd.readouterr()
        return SimpleNamespace(status=status, out=said.out, err=said.err)

    return run


@pytest.fixture
def deployed(deploy):
    """What the first deployment said."""
    first = deploy(ALLOWED_CIDR=CIDR)
    assert first.status == 0, first.err
    return first


@pytest.fixture
def stack(client):
    """``stack(name)``: what CloudFormation says of it; None when there is none."""

    def look(name):
        try:
            return client.describe_stacks(StackName=name)["Stacks"][0]
        except client.exceptions.ClientError:
            return None

    return look


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A certificate for localhost, with its key."""
    return write_certificate(tmp_path_factory.mktemp("certificate") / "localhost.pem")


@pytest.fixture
def https(certificate, monkeypatch):
    """A server with HTTPS that is believed."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with web(certificate) as served:
        yield served


@pytest.fixture
def http():
    """A server without HTTPS."""
    with web() as served:
        yield served


@pytest.fixture
def given(name, stack):
    """``given("Image")``: the value the service was made with."""

    def value(parameter):
        values = stack(name)["Parameters"]
        return {each["ParameterKey"]: each["ParameterValue"] for each in values}[parameter]

    return value


@pytest.fixture
def commit(checkout):
    """``commit("text")``: the tag of an image with that in it."""

    def change(text):
        (checkout / "app.py").write_text(text)
        as_ann = ["-c", "user.name=ann", "-c", "user.email=ann@example.org"]
        for command in (["add", "--all"], [*as_ann, "commit", "--quiet", "--message", text]):
            subprocess.run(["git", *command], cwd=checkout, check=True)
        said = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=checkout, check=True, capture_output=True, text=True
        )
        return said.stdout[:12]

    return change
