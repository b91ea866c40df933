"""The service as ministack makes it, and what it says of it."""

from aws.client import aws_client
from tests.aws.cloudformation.entrances import template
from tests.aws.cloudformation.stack import Stack
from tests.aws.cloudformation.template import Template


def simplified() -> Template:
    """The service's template with simple alarms in the place of those on several metrics."""
    simple = {
        "Namespace": "AWS/ECS",
        "MetricName": "CPUUtilization",
        "Period": 60,
        "Statistic": "Maximum",
    }
    resources = dict(template().body["Resources"])
    for name, each in resources.items():
        if "Metrics" in (properties := each.get("Properties", {})):
            kept = {key: value for key, value in properties.items() if key != "Metrics"}
            resources[name] = each | {"Properties": kept | simple}
    return Template(template().body | {"Resources": resources})


def running(stack):
    """The service as ECS has it."""
    answer = aws_client("ecs").describe_services(
        cluster=stack.outputs["ClusterName"], services=[stack.outputs["ServiceName"]]
    )
    [found] = answer["services"]
    return found


def attributes(kind, stack, name):
    """The attributes of a load balancer or a target group."""
    ask = getattr(aws_client("elbv2"), f"describe_{kind}_attributes")
    key = "".join(part.title() for part in kind.split("_")) + "Arn"
    answer = ask(**{key: stack.resources[name]})
    return {each["Key"]: each["Value"] for each in answer["Attributes"]}


def listeners(stack):
    """The listeners of the load balancer by their ports."""
    answer = aws_client("elbv2").describe_listeners(LoadBalancerArn=stack.resources["LoadBalancer"])
    return {each["Port"]: each for each in answer["Listeners"]}


def ingress(stack, name):
    """Who may come to which port of a group."""
    answer = aws_client("ec2").describe_security_groups(GroupIds=[stack.resources[name]])
    found = set()
    for rule in answer["SecurityGroups"][0]["IpPermissions"]:
        sources = [each["CidrIp"] for each in rule.get("IpRanges", [])]
        sources += [each["PrefixListId"] for each in rule.get("PrefixListIds", [])]
        sources += [each["GroupId"] for each in rule.get("UserIdGroupPairs", [])]
        found |= {(rule["FromPort"], source) for source in sources}
    return found


def change(stack: Stack, **changed) -> set[str]:
    """Change some parameters by a change set; the resources it names."""
    client = aws_client("cloudformation")
    kept = {each["ParameterKey"] for each in stack.described["Parameters"]} - changed.keys()
    asked = {
        "Parameters": [
            *({"ParameterKey": name, "UsePreviousValue": True} for name in kept),
            *({"ParameterKey": name, "ParameterValue": changed[name]} for name in changed),
        ]
    }
    names = {"StackName": stack.name, "ChangeSetName": "next"}
    client.create_change_set(**names, **asked, UsePreviousTemplate=True, ChangeSetType="UPDATE")
    client.get_waiter("change_set_create_complete").wait(**names, WaiterConfig={"Delay": 1})
    changes = client.describe_change_set(**names)["Changes"]
    client.execute_change_set(**names)
    client.get_waiter("stack_update_complete").wait(
        StackName=stack.name, WaiterConfig={"Delay": 1, "MaxAttempts": 120}
    )
    return {each["ResourceChange"]["LogicalResourceId"] for each in changes}
