"""Whether a deployed service runs and answers as it should: one line for each check.

python -m aws.deploy.smoke
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

from aws.client import AwsError
from aws.deploy.account import add_name, look_at_account
from aws.deploy.checks import CHECKS, Finding
from aws.deploy.problem import CannotDeploy, in_words
from aws.deploy.report import say, wait_for
from aws.deploy.running import Running

PATIENCE = {"seconds": 180.0}
"""How long all of it may take to be known everywhere, before it counts as failed."""


def main(argv: Sequence[str] | None = None) -> int:
    """Check; 0 when nothing failed, 1 when something did."""
    parser = argparse.ArgumentParser(
        prog="python -m aws.deploy.smoke", description="Look whether the service answers."
    )
    add_name(parser)
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
    end = time.monotonic() + PATIENCE["seconds"]
    failed = []
    for name, check in CHECKS.items():
        finding = _patiently(name, partial(check, running), end)
        outcome = {True: "ok", False: "failed", None: "not checked"}[finding.ok]
        say(name, f"{outcome}, {finding.words}")
        if finding.ok is False:
            failed.append(name)
    return failed


def _patiently(name: str, look: Callable[[], Finding], end: float) -> Finding:
    """What is found, by looking again while it is wrong and there is time."""
    last = look()

    def no_longer_wrong() -> Finding | None:
        nonlocal last
        last = look()
        return None if last.ok is False else last

    if last.ok is False:
        limit = end - time.monotonic()
        wait_for(no_longer_wrong, name, lambda: f"looking again, {last.words}", limit)
    return last


if __name__ == "__main__":
    sys.exit(main())
