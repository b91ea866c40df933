"""The reader of templates that the other tests here rely on."""

from textwrap import dedent

import pytest
from botocore.exceptions import ClientError

from aws.client import aws_client
from tests.aws.cloudformation.functions import TemplateError
from tests.aws.cloudformation.placeholders import ACCOUNT
from tests.aws.cloudformation.stack import REFUSED
from tests.aws.cloudformation.template import Refused, Template
from tests.ministack import REGION

TEMPLATE = """
Parameters:
  Days:
    Type: Number
    Default: 30
    MinValue: 1
    MaxValue: 365
  Mail:
    Type: String
    Default: ""
    AllowedPattern: "|.+@.+"
  Size:
    Type: String
    Default: small
    AllowedValues:
      - small
      - large
Rules:
  LargeNeedsMail:
    RuleCondition: !Equals
      - !Ref Size
      - large
    Assertions:
      - Assert: !Not
          - !Equals
            - !Ref Mail
            - ""
        AssertDescription: Say who pays.
Conditions:
  Mailed: !Not
    - !Equals
      - !Ref Mail
      - ""
  Both: !And
    - !Condition Mailed
    - !Equals
      - !Ref Days
      - 30
Mappings:
  Sizes:
    small:
      Cpu: 256
    large:
      Cpu: 1024
Resources:
  Table:
    Type: AWS::DynamoDB::Table
  Topic:
    Type: AWS::SNS::Topic
    Condition: Mailed
    Properties:
      DisplayName: !Sub "${Mail} of ${AWS::Region}, not ${!this}"
  Role:
    Type: AWS::IAM::Role
    DependsOn: Topic
    Properties:
      Since: 2012-10-17
      Days: !Ref Days
      Cpu: !FindInMap
        - Sizes
        - !Ref Size
        - Cpu
      Resource:
        - !GetAtt Table.Arn
        - !Sub "${Table.Arn}/index/*"
        - !If
          - Mailed
          - !Ref Topic
          - !Ref AWS::NoValue
      Path: !If
        - Both
        - both
        - !Ref AWS::NoValue
      Zones: !Select
        - 1
        - !GetAZs ""
      Joined: !Join
        - "-"
        - - a
          - !Ref Table
      Inner: !Sub
        - "${Name} and ${Mail}"
        - Name: !Ref Table
Outputs:
  Topic:
    Condition: Mailed
    Value: !Ref Topic
  Table:
    Value: !Ref Table
"""
TABLE = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/Table"


@pytest.fixture
def template():
    return Template.read(TEMPLATE)


def test_functions_are_worked_out(template):
    role = template.resolve().properties("Role")

    assert role == {
        "Since": "2012-10-17",
        "Days": 30,
        "Cpu": 256,
        "Resource": [TABLE, f"{TABLE}/index/*"],
        "Zones": f"{REGION}b",
        "Joined": "a-Table",
        "Inner": "Table and ",
    }


def test_a_condition_decides_what_is_there(template):
    assert template.resolve().resources.keys() == {"Table", "Role"}
    assert template.resolve().outputs == {"Table": "Table"}

    mailed = template.resolve(Mail="ann@example.org")

    topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:Topic"
    assert mailed.outputs == {"Table": "Table", "Topic": topic}
    assert mailed.of_type("AWS::SNS::Topic") == {
        "Topic": {"DisplayName": f"ann@example.org of {REGION}, not ${{this}}"}
    }
    assert mailed.properties("Role")["Resource"][-1] == topic
    assert mailed.properties("Role")["Path"] == "both"
    assert "Path" not in template.resolve(Mail="ann@example.org", Days=29).properties("Role")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"Days": 0}, "Days is 0"),
        ({"Days": 366}, "Days is 366"),
        ({"Days": "many"}, "no number"),
        ({"Mail": "nobody"}, "pattern"),
        ({"Size": "medium"}, "not allowed"),
        ({"Colour": "red"}, "no parameter Colour"),
        ({"Size": "large"}, "Say who pays."),
    ],
)
def test_a_value_that_the_template_does_not_allow_is_refused(template, given, said):
    with pytest.raises(Refused, match=said):
        template.resolve(**given)


def test_a_rule_that_holds_refuses_nothing(template):
    assert template.resolve(Size="large", Mail="ann@example.org")


def test_a_parameter_without_default_must_be_given():
    with pytest.raises(Refused, match="Name must be given"):
        Template({"Parameters": {"Name": {"Type": "String"}}, "Resources": {}}).resolve()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("!Ref Nothing", "Nothing"),
        ("!GetAtt Nothing.Arn", "Nothing"),
        ("!Sub ${Nothing}", "Nothing"),
        ("!Ref Topic", "would not be made"),
        ("!Transform x", "Fn::Transform"),
    ],
)
def test_what_is_not_there_is_an_error(value, said):
    broken = Template.read(TEMPLATE.replace("!Ref Days", value))

    with pytest.raises(TemplateError, match=said):
        broken.resolve().properties("Role")


def test_a_rule_may_not_choose_nor_ask_a_condition():
    rule = dedent(
        """
        Conditions:
          Ready: !Equals [1, 1]
        Rules:
          First:
            Assertions:
              - Assert: {}
        """
    )
    for written in ("!If [Ready, 1, 2]", "!Condition Ready", "{Condition: Ready}"):
        with pytest.raises(TemplateError, match="may not stand here"):
            Template.read(rule.replace("{}", written)).resolve()


def test_without_a_type_nothing_waits_for_it_and_no_output_shows_it(template):
    less = template.without({"AWS::SNS::Topic"})

    assert less.types.keys() == {"Table", "Role"}
    assert less.body["Resources"]["Role"]["DependsOn"] == []
    assert less.body["Outputs"].keys() == {"Table"}


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_ministack_does_not_know_what_is_taken_out_for_it(kind, cloud):
    body = f'{{"Resources": {{"Only": {{"Type": "{kind}"}}}}}}'

    with pytest.raises(ClientError, match="Unrecognized resource types"):
        aws_client("cloudformation").create_stack(StackName="refused", TemplateBody=body)
