"""The real templates go through all steps."""

import pytest

from aws import destroy
from aws.client import aws_client
from aws.deploy.template import read_template
from tests.aws.cloudformation.template import FOLDER, Template
from tests.aws.deploy.conftest import CIDR

TEMPLATES = ("foundation", "service")


class Summary:
    """CloudFormation, as far as a template is summed up."""

    def get_template_summary(self, **asked):
        parameters = Template.read(asked["TemplateBody"]).body["Parameters"]
        return {"Parameters": [{"ParameterKey": name} for name in parameters]}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_fits_into_a_request(name):
    assert len(read_template(Summary(), name).body.encode()) <= 51_200


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_says_the_same_without_its_comments(name):
    sent = read_template(Summary(), name).body

    assert Template.read(sent) == Template.read((FOLDER / f"{name}.yaml").read_text())
    assert "\n  # " not in sent


def test_only_the_allowed_addresses_have_to_be_said():
    foundation, service = map(Template.load, TEMPLATES)
    needed = {name for name, each in service.body["Parameters"].items() if "Default" not in each}

    assert needed - foundation.body["Outputs"].keys() == {"Image", "ExportCodeKey", "AllowedCidr"}
    assert all("Default" in each for each in foundation.body["Parameters"].values())


def start_task(outputs):
    """What ECS would do: a task that the load balancer finds."""
    (service,) = aws_client("ecs").describe_services(
        cluster=outputs["ClusterName"], services=[outputs["ServiceName"]]
    )["services"]
    (group,) = service["loadBalancers"]
    aws_client("elbv2").register_targets(
        TargetGroupArn=group["targetGroupArn"], Targets=[{"Id": "10.88.0.10", "Port": 8501}]
    )


def test_the_real_templates_are_deployed_checked_changed_and_taken_away(
    real, deploy, people, name, stack, capfd
):
    first = deploy(ALLOWED_CIDR=CIDR)
    assert "load balancer: failed, it finds 0 of 0 tasks healthy" in first.out
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack(name)["Outputs"]}
    start_task(outputs)

    again = deploy()

    assert again.status == 0, again.out
    for line in (
        "service: nothing to change",
        "tasks: ok, 1 with the image that was deployed",
        "load balancer: ok, it finds 1 of 1 tasks healthy",
        "page: ok, the page answers over HTTPS",
        "clear text: ok, nobody gets the page without HTTPS: 301",
        "past CloudFront: ok, nobody gets past CloudFront: 403",
        "CSV, unsigned: ok, nobody gets the CSV file unasked: 403",
        "CSV, signed: ok, who may have the CSV file gets it: 302",
    ):
        assert f"  {line}\n" in again.out
    assert again.out.splitlines()[-1] == outputs["Url"]

    assert deploy("--service-only", MAX_TASKS=2).status == 0

    assert destroy.main(["--name", name, "--yes"]) == 0
    assert stack(name) is None
    kept = capfd.readouterr().out
    assert kept.endswith("make deploy ALLOWED_CIDR=203.0.113.0/24 MAX_TASKS=2\n")
