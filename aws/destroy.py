"""Take the service away again, and keep every decision, model and image.

python -m aws.destroy
"""

import argparse
import shlex
import sys
from collections.abc import Mapping, Sequence

from aws.client import AwsError
from aws.deploy.account import Account, add_name, look_at_account
from aws.deploy.events import newest_event, reasons
from aws.deploy.parameters import variable
from aws.deploy.problem import CannotDeploy, in_words
from aws.deploy.report import say
from aws.deploy.stack import Stack

_FOR_GOOD = """\
It waits for the next make deploy, and costs what its size costs (make estimate says how much).
To remove it for good, by hand, with everybody's work in it:
  aws dynamodb update-table --table-name {TableName} --no-deletion-protection-enabled
  aws dynamodb delete-table --table-name {TableName}
  aws ecr delete-repository --repository-name {repository} --force
  aws secretsmanager delete-secret --secret-id {CookieSecretArn}
  aws secretsmanager delete-secret --secret-id {OriginSecretArn}
  aws logs delete-log-group --log-group-name {LogGroupName}
  the buckets {BucketName} and {LogBucketName}: empty each of all versions, then
  delete it, on its page of the S3 console
  aws cloudformation delete-stack --stack-name {stack}"""


def main(argv: Sequence[str] | None = None) -> int:
    """Remove the service; 0 when it is gone, 1 when not."""
    arguments = _parser().parse_args(argv)
    try:
        account = look_at_account()
        foundation, service = account.stacks(arguments.name)
        print(f"In account {account.number}, {account.region}, as {account.caller}:", flush=True)
        if arguments.yes or _is_meant(arguments.name):
            again = _command(service, foundation.outputs())
            _remove(service)
            _say_what_is_kept(account, foundation)
            print(f"To have the page again: {again}")
            return 0
        print("Not removed: that was not its name. Nothing was changed.", file=sys.stderr)
    except CannotDeploy as error:
        print(f"Not removed: {error}", file=sys.stderr)
    except AwsError as error:
        print(f"Not removed: {in_words(error)}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m aws.destroy",
        description="Remove the service with its load balancer and tasks. Decisions, models, "
        "images, secrets and logs are kept.",
    )
    add_name(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask for its name")
    return parser


def _is_meant(name: str) -> bool:
    try:
        typed = input(f"This takes the page away from everybody. Type {name} to go on: ")
    except EOFError:
        return False
    return typed.strip() == name


def _command(service: Stack, foundation: Mapping[str, str]) -> str:
    """What makes the service as it is now, after it was removed."""
    if not service.is_made():
        return "make deploy"
    summary = service.client.get_template_summary(StackName=service.name)
    usual = {each["ParameterKey"]: each.get("DefaultValue", "") for each in summary["Parameters"]}
    found_out = {*foundation, "Image", "ExportCodeKey", "CloudFrontPrefixList"}
    chosen = [
        shlex.quote(f"{variable(name)}={value}")
        for name, value in service.parameters().items()
        if name not in found_out and value != usual.get(name)
    ]
    return " ".join(["make deploy", *chosen])


def _remove(stack: Stack) -> None:
    """
    Raises:
        CannotDeploy: somebody is changing it, or a resource could not be removed.
    """
    found = stack.look()
    if not found:
        say("service", f"there is no stack {stack.name}")
        return
    stack_id, status = str(found["StackId"]), str(found["StackStatus"])
    if status.endswith("_IN_PROGRESS"):
        stack.check_changeable()
    since = newest_event(stack.client, stack_id)
    stack.client.delete_stack(StackName=stack_id)
    say("service", f"removing the stack {stack.name}, some minutes")
    status = stack.settle(stack_id, since, "service")
    if status != "DELETE_COMPLETE":
        raise CannotDeploy(stack.stuck(status, reasons(stack.client, stack_id, since)))
    say("service", "removed")


def _say_what_is_kept(account: Account, foundation: Stack) -> None:
    outputs = foundation.outputs()
    if not outputs:
        say("foundation", f"there is no stack {foundation.name}, so nothing is kept")
        return
    repository = outputs["RepositoryUri"].partition("/")[2]
    say("kept", f"the table {outputs['TableName']}, {_items(account, outputs['TableName'])}")
    say("kept", f"the bucket {outputs['BucketName']}, with models, exports and code")
    say("kept", f"the bucket {outputs['LogBucketName']}, with the load balancer's log")
    say("kept", f"the images in {repository}, two secrets, the logs in {outputs['LogGroupName']}")
    print(_FOR_GOOD.format(stack=foundation.name, repository=repository, **outputs))


def _items(account: Account, table: str) -> str:
    described = account.client("dynamodb").describe_table(TableName=table)["Table"]
    return f"items: {described['ItemCount']:,}, as AWS counted in the last six hours"


if __name__ == "__main__":
    sys.exit(main())
