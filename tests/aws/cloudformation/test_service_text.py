"""The service's template as people read it: reasons, units, and what to do in an alarm."""

import re

import pytest

from tests.aws.cloudformation.template import FOLDER, Template

TEXT = (FOLDER / "service.yaml").read_text()
LINES = TEXT.splitlines()
TEMPLATE = Template.read(TEXT)
PARAMETERS = TEMPLATE.body["Parameters"]
ALARMS = [name for name, kind in TEMPLATE.types.items() if kind == "AWS::CloudWatch::Alarm"]
SENT_WHOLE = 51_200
"""Bytes of a template, without its comments, that CloudFormation takes in a request."""


@pytest.mark.parametrize("name", TEMPLATE.types)
def test_each_resource_has_a_line_above_it_that_says_why(name):
    above = LINES[LINES.index("Resources:") :]
    above = above[: above.index(f"  {name}:")]

    assert re.fullmatch(r"  # [A-Z].{15,}[.;,]?", above[-1]), above[-1]
    assert above[-1].endswith(".")
    assert above[-2] == ""


@pytest.mark.parametrize("name", PARAMETERS)
def test_each_parameter_says_what_it_is_and_its_bounds(name):
    declared = PARAMETERS[name]

    assert re.fullmatch(r"[A-Z].{20,}\.|[A-Z].{20,}", declared["Description"])
    assert {"AllowedPattern", "AllowedValues", "MinValue"} & declared.keys()
    if declared["Type"] == "Number" and "AllowedValues" not in declared:
        bounds = (declared["MinValue"], declared["MaxValue"])
        assert "{} to {}".format(*bounds) in declared["Description"]


@pytest.mark.parametrize("name", ALARMS)
def test_each_alarm_says_what_it_means_and_what_to_do(name):
    alarm = TEMPLATE.body["Resources"][name]["Properties"]
    said = alarm["AlarmDescription"]
    said = said["Fn::Sub"] if isinstance(said, dict) else said
    meaning, _, action = said.partition(" What to do: ")

    assert len(meaning) > 40
    assert len(action) > 40
    assert said.endswith(".")
    assert len(said) < 1024


@pytest.mark.parametrize("name", TEMPLATE.body["Rules"])
def test_each_rule_says_what_is_wrong_and_what_to_give(name):
    for each in TEMPLATE.body["Rules"][name]["Assertions"]:
        assert re.fullmatch(r"[A-Z].{20,}\. (Give|A Cpu of) .+\.", each["AssertDescription"])


def test_the_template_is_sent_whole():
    sent = [line for line in LINES if not line.strip().startswith("#")]

    assert len("\n".join(sent).encode()) < SENT_WHOLE


def test_the_url_is_the_first_output():
    assert next(iter(TEMPLATE.body["Outputs"])) == "Url"
    for each in TEMPLATE.body["Outputs"].values():
        assert each["Description"]


def test_cloudformation_names_what_it_can_so_that_two_stacks_do_not_meet():
    for name, each in TEMPLATE.body["Resources"].items():
        given = {"ServiceName", "ClusterName", "FunctionName", "AlarmName", "Family", "GroupName"}
        if each["Type"] not in {"AWS::Lambda::Permission", "AWS::Lambda::EventInvokeConfig"}:
            given -= {"ServiceName"} if each["Type"] == "AWS::EC2::VPCEndpoint" else set()
            assert not given & each.get("Properties", {}).keys(), name

    function = TEMPLATE.body["Resources"]["AllowedAddresses"]["Properties"]
    assert function["Name"]["Fn::Sub"].startswith("${AWS::StackName}-")


def test_no_role_is_made_here():
    assert not [name for name, kind in TEMPLATE.types.items() if kind.startswith("AWS::IAM::")]
