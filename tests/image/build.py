"""The images of the Dockerfile, built without Docker and without a network."""

import hashlib
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.image.base import base_image
from tests.image.workshop import PLACE, ROOT, alone, buildah, said

REQUIREMENTS = {
    "serve": "requirements.txt",
    "train": "requirements-train.txt",
    "ministack": "requirements-ministack.txt",
}
"""What each stage installs."""
_PIP = "[global]\nno-index = true\nfind-links = ~/wheels\n"


@dataclass(frozen=True)
class Image:
    """An image with its files unpacked on this machine, for as long as it is `unpacked`."""

    name: str
    root: Path
    config: dict[str, Any]
    """What the Dockerfile says of running it, in Docker's own words: Env, User, Cmd, ..."""


def build(stage: str) -> str:
    """The name of the image of a stage, built if anything it is made of has changed."""
    with alone():
        buildah(
            *("bud", "--quiet", "--layers", "--isolation", "chroot", "--pull-never"),
            *("--format", "docker", "--build-arg", f"PYTHON={base_image()}"),
            *("--volume", f"{_home(stage)}:/root:ro", "--target", stage, "--tag", stage, ROOT),
        )
    return stage


@contextmanager
def unpacked(stage: str) -> Iterator[Image]:
    """The image of a stage, built."""
    name = build(stage)
    container = buildah("from", "--pull-never", f"localhost/{name}")
    try:
        root = Path(buildah("mount", container))
        described = json.loads(buildah("inspect", "--type", "image", name))
        yield Image(name, root, described["Docker"]["config"])
    finally:
        buildah("rm", container)


def _home(stage: str) -> Path:
    """What root has at home during a build: the wheels, and where pip finds them.

    They are brought by this machine's pip, as only that knows the way to a package index.
    """
    requirements = ROOT / REQUIREMENTS[stage]
    key = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()[:12]
    home = PLACE / f"home-{stage}-{key}"
    if not home.exists():
        for old in PLACE.glob(f"home-{stage}-*"):
            shutil.rmtree(old)
        unfinished = PLACE / f"home-{stage}-unfinished"
        download = (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps")
        said(*download, "--require-hashes", "-r", requirements, "-d", unfinished / "wheels")
        (unfinished / ".config" / "pip").mkdir(parents=True)
        (unfinished / ".config" / "pip" / "pip.conf").write_text(_PIP)
        unfinished.rename(home)
    return home
