"""CloudFormation with one stack, for answers that the server here never gives."""

from botocore.exceptions import ClientError

from aws.deploy.stack import Stack

WHOLE = "AWS::CloudFormation::Stack"


def event(number, resource, status, reason="", kind="AWS::ECS::Service"):
    return {
        "EventId": str(number),
        "LogicalResourceId": resource,
        "ResourceType": kind,
        "ResourceStatus": status,
        "ResourceStatusReason": reason,
    }


class Pages:
    """A paginator with one event a page."""

    def __init__(self, answer):
        self._answer = answer

    def paginate(self, **_):
        return self

    def __iter__(self):
        return iter({"StackEvents": [each]} for each in self._answer["StackEvents"])

    def build_full_result(self):
        return self._answer


class Client:
    """CloudFormation with one stack, which is in one status after the other."""

    def __init__(self, *statuses, events=(), change_set=None):
        self._statuses = [*statuses]
        self.events = [*events]
        self._change_set = change_set
        self.refusals = []
        self.calls = []

    def describe_stacks(self, **_):
        left = self._statuses
        status = left.pop(0) if len(left) > 1 else left[0]
        return {"Stacks": [{"StackStatus": status, "StackId": "arn"}]}

    def describe_stack_resources(self, **_):
        return {
            "StackResources": [
                {"LogicalResourceId": "Distribution", "ResourceStatus": "CREATE_IN_PROGRESS"},
                {"LogicalResourceId": "Vpc", "ResourceStatus": "CREATE_COMPLETE"},
            ]
        }

    def get_paginator(self, operation):
        if operation == "describe_change_set":
            return Pages(self._change_set)
        return Pages({"StackEvents": self.events})

    def create_change_set(self, **given):
        self.calls.append(("create", given))
        if self.refusals:
            error = {"Code": "ValidationError", "Message": self.refusals.pop(0)}
            raise ClientError({"Error": error}, "CreateChangeSet")
        return {"StackId": "arn"}

    def delete_change_set(self, **_):
        self.calls.append(("delete", {}))

    def execute_change_set(self, **given):
        self.calls.append(("execute", given))
        self.events.insert(0, event(9, "labels", "UPDATE_COMPLETE", kind=WHOLE))


def stack(*given, **more):
    return Stack(Client(*given, **more), "labels", "make destroy")
