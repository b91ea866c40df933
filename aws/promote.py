"""List the versions of a registry, or make one of them the current one.

python -m aws.promote
python -m aws.promote 2026-11-22.2
"""

import argparse
import os
import sys
from collections.abc import Sequence

from aws.open_registry import open_registry, registry_url
from aws.registry import ModelRegistry, RegistryError
from aws.trial import try_version
from model.error import ModelError, UnusableVersion
from model.metrics import Evaluation


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; 0 when it was done, 1 when not."""
    arguments = _parser().parse_args(argv)
    try:
        registry = open_registry(arguments.registry)
        if arguments.version:
            _promote(registry, arguments.version)
        else:
            _list(registry)
    except (RegistryError, ModelError) as error:
        print(f"Not promoted: {error}" if arguments.version else error, file=sys.stderr)
        return 1
    return 0


def _promote(registry: ModelRegistry, version: str) -> None:
    before = registry.current()
    try_version(registry.fetch(version))
    registry.promote(version, before)
    print(f"Version {version} is current in {registry}; before, it was {before or 'none'}.")
    print("Dashboards that follow it serve it within a minute.")
    if before not in (None, version):
        print(f"To go back: python -m aws.promote {before} --registry {registry}")


def _list(registry: ModelRegistry) -> None:
    versions, current = registry.versions(), registry.current()
    if not versions:
        print(f"No version is in {registry}. Publish one: python -m aws.publish VERSION")
        return
    print(f"  {'version':<24}{'trained on':>12}  {'test macro-F1':<26}validation macro-F1")
    for version in versions:
        mark = "*" if version == current else " "
        print(f"{mark} {version:<24}{_described(registry, version)}".rstrip())
    print(f"* is current in {registry}" if current else f"None is current in {registry}.")
    if current and current not in versions:
        print(f"{current} is current, but is not there. Promote another one.", file=sys.stderr)


def _described(registry: ModelRegistry, version: str) -> str:
    try:
        card = registry.card(version)
    except UnusableVersion as error:
        return f"cannot be used: {error}"
    rows = f"{card.training_rows:,} texts"
    return f"{rows:>12}  {_measured(card.test):<26}{_measured(card.validation)}"


def _measured(evaluation: Evaluation | None) -> str:
    if not evaluation:
        return "not measured"
    low, high = evaluation.macro_f1_interval
    return f"{evaluation.macro_f1:.1%} ({low:.1%} to {high:.1%})"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m aws.promote",
        description="Make a version the current one, which dashboards serve; to roll back, "
        "promote the earlier one. Without VERSION, list the versions.",
    )
    parser.add_argument(
        "version", metavar="VERSION", nargs="?", help="the version to serve, also an earlier one"
    )
    parser.add_argument(
        "--registry",
        metavar="URL",
        default=registry_url(os.environ),
        help="s3://BUCKET/PREFIX or a folder; default: MODEL_REGISTRY, here %(default)s",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
