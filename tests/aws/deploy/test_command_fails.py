"""What is said and left behind when a deployment cannot be finished, or is not as it should be."""

from aws.deploy import deployment
from aws.deploy.checks import Finding
from tests.aws.deploy.conftest import CIDR
from tests.aws.deploy.templates import BROKEN, SERVICE


def test_what_failed_is_removed_again_the_first_time_and_its_reason_is_shown(
    deploy, write, name, stack
):
    write(BROKEN)

    failed = deploy(ALLOWED_CIDR=CIDR)

    assert failed.status == 1
    assert f"Not deployed: the stack {name} could not be made:\n" in failed.err
    assert "  Address (AWS::Lambda::Url): Lambda function not found: nowhere\n" in failed.err
    assert "What was made of it is removed again.\nWhat the tasks said: aws logs" in failed.err
    assert stack(name) is None

    write(SERVICE)
    assert deploy(ALLOWED_CIDR=CIDR).status == 0


def test_what_failed_is_taken_back_and_its_reason_is_shown(
    deployed, deploy, write, name, stack, given
):
    write(BROKEN)

    failed = deploy(MAX_TASKS=2)

    assert failed.status == 1
    assert f"Not deployed: the stack {name} could not be changed:\n" in failed.err
    assert "  Address (AWS::Lambda::Url): Lambda function not found: nowhere\n" in failed.err
    assert "It is again what it was before.\n" in failed.err
    assert "Scaling" not in failed.err
    assert stack(name)["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"

    write(SERVICE)
    assert deploy().status == 0
    assert given("MaxTasks") == "3"


def test_values_are_checked_before_an_image_is_built(deployed, deploy, commit, docker):
    commit("more")

    refused = deploy(MAX_TASKS=11)

    assert refused.status == 1
    assert "build" not in docker.verbs[5:]


def test_a_check_that_fails_says_how_to_go_back(deployed, deploy, given, commit, findings):
    before = given("Image")
    commit("worse")
    findings["page"] = Finding(False, "answers 502")

    failed = deploy()

    assert failed.status == 1
    assert "  page: failed, answers 502\n" in failed.out
    assert failed.out.splitlines()[-1] == "https://labels.example.org"
    assert "Deployed, and not as it should be: page." in failed.err
    assert f"go back with make deploy IMAGE={before}\n" in failed.err


def test_a_check_that_fails_the_first_time_has_nothing_to_go_back_to(deploy, findings):
    findings["page"] = Finding(False, "answers 502")

    failed = deploy(ALLOWED_CIDR=CIDR)

    assert failed.status == 1
    assert failed.err.endswith("page. Look again with make smoke\n")


def test_who_stops_it_is_told_that_it_may_go_on(deploy, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(deployment, "read_template", stop)

    stopped = deploy(ALLOWED_CIDR=CIDR)

    assert stopped.status == 1
    assert "Not deployed: it was stopped." in stopped.err
