"""The foundation's template as people read it: reasons, units, and each thing once."""

import re

import pytest

from tests.aws.cloudformation.template import FOLDER, Template

TEXT = (FOLDER / "foundation.yaml").read_text()
TEMPLATE = Template.read(TEXT)
BODY = TEMPLATE.body
LARGEST = 51_200
"""Bytes of a template that CloudFormation takes without a bucket in between."""


def test_it_is_small_enough_to_be_sent_as_it_is():
    assert len(TEXT.encode()) <= LARGEST


@pytest.mark.parametrize("name", TEMPLATE.types)
def test_a_resource_says_why_it_is_there(name):
    lines = TEXT[TEXT.index("\nResources:\n") :].splitlines()

    assert re.match("  # [A-Z].{30,}[.]$", lines[lines.index(f"  {name}:") - 1])


@pytest.mark.parametrize("name", BODY["Parameters"])
def test_a_parameter_has_a_description_with_its_bounds_and_a_default(name):
    declared = BODY["Parameters"][name]

    assert {"AllowedPattern", "AllowedValues", "MinValue"} & declared.keys()
    assert re.search("[0-9]+ to [0-9]+|up to [0-9]+|ARN", declared["Description"])
    assert "Default" in declared


def test_every_default_is_allowed():
    assert TEMPLATE.resolve().parameters["ServiceName"] == "emotion-labels"


def test_every_output_is_described():
    for name, output in BODY["Outputs"].items():
        assert len(output["Description"]) > 10, name


def test_every_parameter_and_condition_is_used():
    for name in BODY["Parameters"]:
        assert re.search(rf"!Ref {name}\b|\$\{{{name}\}}", TEXT), name
    for name in BODY["Conditions"]:
        assert re.search(rf"(!|  )Condition:? {name}\b|!If\n +- {name}\b", TEXT), name


def test_every_check_that_is_skipped_has_a_reason_in_a_resource():
    skipped = re.findall(r"^( *)# checkov:skip=(\w+): (.+)$", TEXT, re.MULTILINE)

    assert len(skipped) == TEXT.count("checkov:skip")
    for indent, check, reason in skipped:
        assert len(indent) == 4
        assert re.fullmatch("CKV2?_AWS_[0-9]+", check)
        assert len(reason) > 30
