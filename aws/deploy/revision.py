"""Which code an image is built of: the commit, and what was changed since."""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from aws.deploy.problem import CannotDeploy

_SHORT = 12


@dataclass(frozen=True)
class Revision:
    """A commit, and the hash of all files when they are not as in the commit."""

    commit: str
    changed: str = ""

    @property
    def tag(self) -> str:
        """The tag of an image of exactly these files."""
        commit = self.commit[:_SHORT]
        return f"{commit}-changed-{self.changed[:_SHORT]}" if self.changed else commit

    def __str__(self) -> str:
        """For people."""
        return f"{self.tag}, which no commit has" if self.changed else self.tag


def read_revision(folder: Path) -> Revision:
    """The revision of the files in a folder, those included that git does not have yet.

    Raises:
        CannotDeploy: it is no git checkout, so nobody could come back to this image.
    """
    commit = _git(folder, "rev-parse", "HEAD")
    index = Path(_git(folder, "rev-parse", "--absolute-git-dir")) / "index"
    with tempfile.TemporaryDirectory() as kept:
        # In an index of its own, as the person's may hold a half-made commit.
        copy = Path(kept) / "index"
        shutil.copyfile(index, copy)
        _git(folder, "add", "--all", index=copy)
        tree = _git(folder, "write-tree", index=copy)
    unchanged = tree == _git(folder, "rev-parse", "HEAD^{tree}")
    return Revision(commit, "" if unchanged else tree)


def _git(folder: Path, *arguments: str, index: Path | None = None) -> str:
    environment = os.environ | ({"GIT_INDEX_FILE": str(index)} if index else {})
    try:
        ran = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", "") or str(error)
        raise CannotDeploy(
            f"git cannot say which commit this is ({said.strip().splitlines()[-1]}). An image is "
            "named after its commit, so that you can come back to it: run this in a git checkout."
        ) from error
    return ran.stdout.strip()
