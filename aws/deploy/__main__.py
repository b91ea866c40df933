"""Everything that serves a team, in its own AWS account.

python -m aws.deploy
"""

import argparse
import os
import sys
from collections.abc import Sequence

from aws.client import AwsError
from aws.deploy.account import add_name, look_at_account
from aws.deploy.deployment import Deployment, Options
from aws.deploy.problem import CannotDeploy, in_words
from aws.deploy.smoke import check_all

_EPILOG = """\
The parameters of both templates in aws/cloudformation are given as environment variables, in
capitals: AllowedCidr as ALLOWED_CIDR. What is not given keeps its value; none makes it blank.
IMAGE names an image that was pushed before, by its tag or digest, which is then not built: this is
how to go back. The AWS command line is needed for signing in only."""


def main(argv: Sequence[str] | None = None) -> int:
    """Deploy; 0 when it runs and answers as it should, 1 when not."""
    arguments = _parser().parse_args(argv)
    try:
        return _deploy(Options(**vars(arguments)))
    except CannotDeploy as error:
        print(f"Not deployed: {error}", file=sys.stderr)
    except AwsError as error:
        print(f"Not deployed: {in_words(error)}", file=sys.stderr)
    except KeyboardInterrupt:
        print(
            "Not deployed: it was stopped. What CloudFormation has begun it brings to an end by "
            "itself; then this can be run again.",
            file=sys.stderr,
        )
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m aws.deploy",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Bring the dashboard into the AWS account you are signed in to: what is kept,\n"
        "the image, the service, and a look whether it answers. Run again, it changes what is\n"
        "different.",
        epilog=_EPILOG,
    )
    add_name(parser)
    parser.add_argument(
        "--service-only",
        action="store_true",
        help="leave the foundation as it is, which the role of the delivery may not change",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="show what would change, and change nothing"
    )
    parser.add_argument(
        "--accept-findings",
        action="store_true",
        help="go on with an image in which the scan found what is critical",
    )
    return parser


def _deploy(options: Options) -> int:
    deployment = Deployment(look_at_account(), options, os.environ)
    running = deployment.run()
    if running is None:
        print("Nothing was changed.")
        return 0
    failed = check_all(running)
    if failed:
        before = deployment.image_before
        back = f", or go back with make deploy IMAGE={before}" if before else ""
        print(
            f"Deployed, and not as it should be: {', '.join(failed)}. Look again with make "
            f"smoke{back}",
            file=sys.stderr,
        )
    print(running.url)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
