"""From nothing to a service, and again."""

import base64

from aws.client import aws_client
from aws.deploy import deployment
from tests.aws.deploy.conftest import CIDR


def test_the_first_time_makes_everything_and_prints_the_address_last(
    deployed, name, stack, given, docker
):
    parts = [line.partition(":")[0].strip() for line in deployed.out.splitlines()[1:-1]]
    foundation = stack(f"{name}-foundation")
    outputs = {each["OutputKey"]: each["OutputValue"] for each in foundation["Outputs"]}

    assert deployed.out.startswith("In account 000000000000, eu-west-1, as arn:aws:iam::")
    assert parts == [
        *("docker", "foundation", "foundation", "export", "image", "image", "image"),
        *("service", "service", "service", "page"),
    ]
    assert deployed.out.splitlines()[-1] == "https://labels.example.org"
    assert docker.verbs == ["version", "build", "login", "push", "logout"]
    assert foundation["StackStatus"] == stack(name)["StackStatus"] == "CREATE_COMPLETE"
    assert given("TableName") == outputs["TableName"]
    assert given("Image").startswith(f"{outputs['RepositoryUri']}@sha256:")
    assert given("CloudFrontPrefixList").startswith("pl-")
    assert given("AllowedCidr") == CIDR
    package = aws_client("s3").get_object(Bucket=outputs["BucketName"], Key=given("ExportCodeKey"))[
        "Body"
    ]
    assert package.read(2) == b"PK"


def test_a_second_time_changes_nothing_and_says_so(deployed, deploy, docker):
    again = deploy()

    assert again.status == 0
    assert "foundation: nothing to change" in again.out
    assert "export: its code is there already" in again.out
    assert "is there already: sha256:" in again.out
    assert "service: nothing to change" in again.out
    assert docker.verbs[5:] == ["version"]


def test_one_value_is_changed_and_the_others_are_kept(deployed, deploy, given):
    image = given("Image")

    changed = deploy(MAX_TASKS=2, TABLE_NAME="of something else")

    assert "service: with MaxTasks 2\n" in changed.out
    assert "service: changes 1: Scaling\n" in changed.out
    assert "service: changed, in" in changed.out
    assert (given("MaxTasks"), given("AllowedCidr"), given("Image")) == ("2", CIDR, image)


def test_a_blank_variable_keeps_the_value_and_none_makes_it_blank(deployed, deploy, given):
    deploy(CERTIFICATE_ARN="arn:aws:acm:eu-west-1:000000000000:certificate/1")

    deploy(CERTIFICATE_ARN="")
    assert given("CertificateArn").startswith("arn:")

    assert "with CertificateArn blank" in deploy(CERTIFICATE_ARN="none").out
    assert given("CertificateArn") == ""


def test_the_address_list_of_cloudfront_is_only_looked_up_without_a_certificate(
    deploy, given, answer, docker
):
    certificate = "arn:aws:acm:eu-west-1:000000000000:certificate/1"

    assert deploy(ALLOWED_CIDR=CIDR, CERTIFICATE_ARN=certificate).status == 0

    assert given("CloudFrontPrefixList") == ""


def test_a_dry_run_of_the_first_time_makes_nothing(deploy, name, stack, docker):
    shown = deploy("--dry-run", ALLOWED_CIDR=CIDR)

    assert shown.status == 0
    assert "foundation: adds " in shown.out
    assert "Table" in shown.out
    assert shown.out.endswith("Nothing was changed.\n")
    assert stack(name) is stack(f"{name}-foundation") is None
    assert docker.verbs == ["version"]


def test_a_dry_run_shows_what_would_change_and_leaves_no_trace(
    deployed, deploy, name, client, given, docker, commit
):
    before = client.list_change_sets(StackName=name)["Summaries"]
    image = given("Image")
    tag = commit("more")

    shown = deploy("--dry-run", MAX_TASKS=2)

    assert shown.status == 0
    assert f"image: would be built and pushed as {tag}\n" in shown.out
    assert "service: changes 2: Scaling, Task\n" in shown.out
    assert shown.out.endswith("Nothing was changed.\n")
    assert (given("Image"), given("MaxTasks")) == (image, "3")
    assert client.list_change_sets(StackName=name)["Summaries"] == before
    assert docker.verbs[5:] == ["version"]


def test_the_service_alone_leaves_the_foundation_as_it_is(deployed, deploy, name, stack, given):
    deploy("--service-only", LOG_DAYS=14, MAX_TASKS=2)

    foundation = stack(f"{name}-foundation")
    assert foundation["StackStatus"] == "CREATE_COMPLETE"
    days = {each["ParameterKey"]: each["ParameterValue"] for each in foundation["Parameters"]}
    assert days["LogDays"] == "30"
    assert given("MaxTasks") == "2"


def test_the_service_alone_stands_on_a_foundation(deploy):
    without = deploy("--service-only", ALLOWED_CIDR=CIDR)

    assert without.status == 1
    assert "Not deployed: there is no stack labels-" in without.err
    assert "make deploy, without SERVICE_ONLY" in without.err


def test_the_foundation_is_told_the_name_of_the_service(deployed, name, stack):
    given = stack(f"{name}-foundation")["Parameters"]

    assert {"ParameterKey": "ServiceName", "ParameterValue": name} in given


def test_the_service_is_made_with_the_role_of_the_foundation(deploy, name, stack, monkeypatch):
    changes, change = [], deployment.change

    def note(stack, to, **how):
        changes.append(to)
        change(stack, to, **how)

    monkeypatch.setattr(deployment, "change", note)

    deploy(ALLOWED_CIDR=CIDR)

    outputs = {
        each["OutputKey"]: each["OutputValue"] for each in stack(f"{name}-foundation")["Outputs"]
    }
    foundation, service = changes
    assert (foundation.role, foundation.kept) == ("", True)
    assert (service.role, service.kept) == (outputs["CloudFormationRoleArn"], False)
    assert service.capabilities == ()


def test_an_image_from_before_is_deployed_again_without_docker(
    deployed, deploy, given, commit, docker
):
    first, tag = given("Image"), docker.calls[-2].rpartition(":")[2]
    commit("worse")
    deploy()
    assert given("Image") != first
    docker.remove()

    back = deploy(IMAGE=tag)

    assert back.status == 0, back.err
    assert f"image: {tag} is there: sha256:" in back.out
    assert given("Image") == first


def test_an_image_may_be_named_as_it_was_shown(deployed, deploy, given):
    image = given("Image")

    assert deploy(IMAGE=image).status == 0
    assert deploy(IMAGE=image.partition("@")[2]).status == 0
    assert given("Image") == image


def test_the_password_goes_to_docker_and_nowhere_else(deployed, docker):
    (data,) = aws_client("ecr").get_authorization_token()["authorizationData"]
    user, _, password = base64.b64decode(data["authorizationToken"]).decode().partition(":")

    assert docker.password == password
    assert f"login --username {user} --password-stdin" in docker.calls[2]
    for seen in (deployed.out, deployed.err, *docker.calls):
        assert password not in seen
        assert data["authorizationToken"] not in seen


def test_the_image_is_what_serves_for_the_processor_it_runs_on(deployed, docker, checkout):
    (build,) = [call for call in docker.calls if call.startswith("build")]

    assert "--target serve --platform linux/amd64 " in build
    assert build.endswith(f" {checkout}")
