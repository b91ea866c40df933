"""Where images are built: a storage of our own outside git, kept for the next run."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PLACE = ROOT / "build" / "image"
HOW = "run as root after: apt install buildah bubblewrap mmdebstrap"
_STORAGE = """\
[storage]
driver = "overlay"
graphroot = "{0}/storage"
runroot = "{0}/run"
"""


def usable() -> bool:
    """Whether images can be built and run here."""
    return os.geteuid() == 0 and all(map(shutil.which, ("buildah", "bwrap", "mmdebstrap")))


@contextmanager
def alone() -> Iterator[None]:
    """One process builds at a time; another waits here, and finds everything done."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def buildah(*arguments: object) -> str:
    """What buildah prints, at work in our storage."""
    configuration = PLACE / "storage.conf"
    if not configuration.exists():
        configuration.write_text(_STORAGE.format(PLACE))
    return said("buildah", *arguments, env={"CONTAINERS_STORAGE_CONF": str(configuration)})


def said(*command: object, env: Mapping[str, str] | None = None) -> str:
    """What a command prints.

    Raises:
        RuntimeError: it failed; the message has the end of what it said.
    """
    done = subprocess.run(
        list(map(str, command)),
        cwd=ROOT,
        env=os.environ | (env or {}),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        words = " ".join(map(str, command[:4]))
        raise RuntimeError(f"{words} failed:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout.strip()
