"""What is missing is said in one sentence, with what to do."""

import pytest

from aws.deploy import template
from aws.deploy.report import wait_for
from tests.aws.deploy.answers import Answer, denied, refusal
from tests.aws.deploy.conftest import CIDR
from tests.aws.deploy.templates import BROKEN


@pytest.fixture
def refused(deploy):
    """``refused(ALLOWED_CIDR=...)``: the sentence in which a deployment ends."""

    def run(*options, **environment):
        ended = deploy(*options, **environment)
        assert ended.status == 1
        assert "Not deployed: " in ended.err
        return ended.err

    return run


def test_nobody_signed_in(refused, monkeypatch, tmp_path):
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("HOME", str(tmp_path))

    said = refused(ALLOWED_CIDR=CIDR)

    assert "nobody is signed in to AWS" in said
    assert "aws sso login, or aws configure. Or set AWS_PROFILE." in said


def test_credentials_that_are_too_old(refused, answer):
    answer("sts.GetCallerIdentity", refusal("sts", "ExpiredToken"))

    assert "too old (ExpiredToken). Sign in again." in refused(ALLOWED_CIDR=CIDR)


def test_no_region(refused, monkeypatch, tmp_path):
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("HOME", str(tmp_path))

    assert "no region is named. Set AWS_DEFAULT_REGION" in refused(ALLOWED_CIDR=CIDR)


def test_no_docker(refused, docker):
    docker.remove()

    said = refused(ALLOWED_CIDR=CIDR)

    assert "docker is not installed on this computer" in said
    assert "make deploy IMAGE=TAG" in said


def test_a_docker_that_does_not_run(refused, docker):
    docker.fail("version", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.")

    said = refused(ALLOWED_CIDR=CIDR)

    assert "docker is installed and does not run (Cannot connect to the Docker daemon" in said
    assert "sudo systemctl start docker" in said


def test_a_docker_that_one_may_not_use(refused, docker):
    docker.fail("version", "permission denied while trying to connect to the docker API")

    assert "docker may not be used by you (permission denied" in refused(ALLOWED_CIDR=CIDR)


def test_nothing_is_made_before_docker_is_there(refused, docker, name, stack):
    docker.remove()

    refused(ALLOWED_CIDR=CIDR)

    assert stack(f"{name}-foundation") is None


@pytest.mark.parametrize(
    ("operation", "action"),
    [
        ("cloudformation.CreateChangeSet", "cloudformation:CreateChangeSet"),
        ("ecr.GetAuthorizationToken", "ecr:GetAuthorizationToken"),
        ("ec2.DescribeManagedPrefixLists", "ec2:DescribeManagedPrefixLists"),
        ("s3.PutObject", "s3:PutObject"),
    ],
)
def test_what_is_not_permitted_is_named(refused, answer, operation, action):
    answer(operation, denied(operation.partition(".")[0], action))

    said = refused(ALLOWED_CIDR=CIDR)

    assert f"these credentials may not do {action}. Let who administers" in said


def test_a_refusal_without_the_action_names_the_request(refused, answer):
    answer("sts.GetCallerIdentity", refusal("sts", "AccessDenied", "No."))

    assert "these credentials may not do GetCallerIdentity." in refused(ALLOWED_CIDR=CIDR)


def test_nobody_said_who_may_open_the_page(refused, name, stack):
    assert "make deploy ALLOWED_CIDR=203.0.113.0/24" in refused()
    assert stack(f"{name}-foundation") is None


def test_a_value_that_the_template_refuses(refused):
    said = refused(ALLOWED_CIDR="everybody")

    assert "CloudFormation refuses the change of labels-" in said
    assert "must be a block of addresses. Say which: make deploy ALLOWED_CIDR=VALUE" in said


def test_a_page_open_to_everybody(refused):
    said = refused(ALLOWED_CIDR="0.0.0.0/0")

    assert "Without sign-in AllowedCidr may not be everybody." in said


def test_a_stack_whose_creation_failed_by_hand(refused, client, name, stack):
    client.create_stack(
        StackName=name,
        TemplateBody=BROKEN,
        Parameters=[
            {"ParameterKey": key, "ParameterValue": "1"}
            for key in ("Image", "ExportCodeKey", "AllowedCidr", "TableName")
        ],
    )
    assert wait_for(lambda: stack(name)["StackStatus"] == "ROLLBACK_COMPLETE" or None, "", str, 60)

    said = refused(ALLOWED_CIDR=CIDR)

    assert f"the stack {name} is in ROLLBACK_COMPLETE: its first creation failed" in said
    assert "  Address (AWS::Lambda::Url): Lambda function not found: nowhere\n" in said
    assert f"remove the stack with make destroy SERVICE_NAME={name}, then run this again." in said
    assert stack(f"{name}-foundation") is None


def test_a_folder_that_is_no_checkout(refused, checkout):
    (checkout / ".git").rename(checkout / "no-git")

    assert "git cannot say which commit this is (" in refused(ALLOWED_CIDR=CIDR)


def test_a_checkout_without_templates(refused, tmp_path, monkeypatch):
    monkeypatch.setattr(template, "FOLDER", tmp_path / "nowhere")

    said = refused(ALLOWED_CIDR=CIDR)

    assert "nowhere/foundation.yaml cannot be read" in said
    assert "Run this in a whole checkout." in said


def test_an_image_that_is_not_there(deployed, refused, docker):
    tag = docker.calls[-2].rpartition(":")[2]

    said = refused(IMAGE="0123456789ab")

    assert "there is no image 0123456789ab in " in said
    assert f"The last ones that are there: {tag}." in said


def test_an_image_of_another_repository(deployed, refused):
    said = refused(IMAGE="docker.io/library/python:3.11")

    assert "the image docker.io/library/python:3.11 is not of the repository " in said


@pytest.mark.parametrize(
    ("verb", "words", "sentence"),
    [
        ("build", "no space left", "docker could not build the image, for the reason it gives"),
        ("login", "no route to host", "docker could not sign in to 000000000000.dkr.ecr."),
        ("push", "broken pipe", "docker could not push the image, for the reason it gives"),
    ],
)
def test_a_docker_that_fails(refused, docker, verb, words, sentence):
    docker.fail(verb, words)

    said = refused(ALLOWED_CIDR=CIDR)

    assert sentence in said
    assert words in said


def test_the_registry_is_left_also_when_the_push_breaks_off(refused, docker):
    docker.fail("push", "broken pipe")

    refused(ALLOWED_CIDR=CIDR)

    assert docker.verbs[-1] == "logout"


def test_a_region_without_cloudfront(refused, answer):
    answer("ec2.DescribeManagedPrefixLists", Answer(200, "<Response><prefixListSet/></Response>"))

    said = refused(ALLOWED_CIDR=CIDR)

    assert "this region has no list com.amazonaws.global.cloudfront.origin-facing" in said
    assert "CERTIFICATE_ARN and DOMAIN_NAME" in said
