"""The roles of the foundation's template, and what each may."""

from typing import Any

from tests.aws.cloudformation.template import Template

REPOSITORY = "ann@12/labels@345"
TEMPLATE = Template.load("foundation")
FOUNDATION = TEMPLATE.resolve(GitHubRepository=REPOSITORY, ServiceName="team")
ROLES = FOUNDATION.of_type("AWS::IAM::Role")


def listed(value: Any) -> list[Any]:
    """A value that a policy may also write without a list."""
    return value if isinstance(value, list) else [value]


def statements(role: str) -> list[dict[str, Any]]:
    """All that a role's own policies and those attached to it say."""
    documents = [each["PolicyDocument"] for each in FOUNDATION.properties(role)["Policies"]]
    attached = FOUNDATION.of_type("AWS::IAM::ManagedPolicy").values()
    documents += [each["PolicyDocument"] for each in attached if role in each["Roles"]]
    return [statement for document in documents for statement in document["Statement"]]


def allowed(role: str) -> list[tuple[str, str]]:
    """Each action that a role may do, with each resource that it may do it to."""
    return [
        (action, resource)
        for statement in statements(role)
        if statement["Effect"] == "Allow"
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    ]


def actions(role: str) -> set[str]:
    """Each action that a role may do to anything."""
    return {action for action, _ in allowed(role)}
