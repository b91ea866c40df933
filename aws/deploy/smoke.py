"""Whether a deployed service runs and answers as it should: one line for each check.

python -m aws.deploy.smoke
"""

import argparse
import os
import sys
from collections.abc import Sequence

from aws.client import AwsError
from aws.deploy.account import SERVICE, look_at_account
from aws.deploy.checks import CHECKS, Check, Finding
from aws.deploy.problem import CannotDeploy, in_words
from aws.deploy.report import say, wait_for
from aws.deploy.running import Running

PATIENCE = {"seconds": 180.0}
"""How long something may take to be known everywhere, before it counts as failed."""


def main(argv: Sequence[str] | None = None) -> int:
    """Check; 0 when nothing failed, 1 when something did."""
    parser = argparse.ArgumentParser(
        prog="python -m aws.deploy.smoke", description="Look whether the service answers."
    )
    parser.add_argument(
        "--name",
        default=os.environ.get("SERVICE_NAME") or SERVICE,
        help="of the service's stack; default: the variable SERVICE_NAME, here %(default)s",
    )
    arguments = parser.parse_args(argv)
    try:
        account = look_at_account()
        _, stack = account.stacks(arguments.name)
        if not stack.outputs():
            raise CannotDeploy(
                f"there is no service {arguments.name} in {account.region}: make deploy makes it."
            )
        running = Running(account, stack.outputs(), stack.parameters())
        failed = check_all(running)
    except CannotDeploy as error:
        print(f"Not checked: {error}", file=sys.stderr)
        return 1
    except AwsError as error:
        print(f"Not checked: {in_words(error)}", file=sys.stderr)
        return 1
    print(running.url)
    return 1 if failed else 0


def check_all(running: Running) -> list[str]:
    """Say what each check found; the names of those that failed."""
    failed = []
    for name, check in CHECKS.items():
        finding = _patiently(name, check, running)
        outcome = {True: "ok", False: "failed", None: "not checked"}[finding.ok]
        say(name, f"{outcome}, {finding.words}")
        if finding.ok is False:
            failed.append(name)
    return failed


def _patiently(name: str, check: Check, running: Running) -> Finding:
    """What a check finds in the end, when it is looked at again for a while."""
    last = check(running)

    def good() -> Finding | None:
        nonlocal last
        last = check(running)
        return None if last.ok is False else last

    if last.ok is False:
        wait_for(good, name, lambda: f"looking again, {last.words}", PATIENCE["seconds"])
    return last


if __name__ == "__main__":
    sys.exit(main())
