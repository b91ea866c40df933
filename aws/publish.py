"""Bring a trained version into a registry, whole or not at all.

python -m aws.publish 2026-11-22.2
"""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from aws.open_registry import open_registry, registry_url
from aws.registry import RegistryError
from aws.trial import try_version
from model.error import ModelError
from model.version import version_folder


def main(argv: Sequence[str] | None = None) -> int:
    """Publish a version; 0 when it is there, 1 when not."""
    arguments = _parser().parse_args(argv)
    try:
        folder = _folder(arguments.version)
        try_version(folder)
        registry = open_registry(arguments.registry)
        version = registry.publish(folder)
        current = registry.current()
    except (RegistryError, ModelError) as error:
        print(f"Not published: {error}", file=sys.stderr)
        return 1
    print(f"Version {version} is in {registry}; the current one is {current or 'none yet'}.")
    if version != current:
        print(f"To serve it: python -m aws.promote {version} --registry {registry}")
    return 0


def _folder(given: str) -> Path:
    """A folder, or the version of that name in model/versions."""
    return Path(given) if Path(given).is_dir() else version_folder(given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m aws.publish",
        description="Bring a trained version into a registry. It is not served until it is "
        "promoted.",
    )
    parser.add_argument(
        "version", metavar="VERSION", help="its name in model/versions, or its folder"
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
