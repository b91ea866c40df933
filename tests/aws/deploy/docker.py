"""A program named docker that builds nothing: it notes what it is told, and a push puts a tag."""

import sys
from pathlib import Path

_PROGRAM = """\
#!/bin/sh
echo "$@" >> {folder}/calls
if [ -f {folder}/fail-$1 ]; then cat {folder}/fail-$1 >&2; exit 1; fi
case $1 in
  version) echo 28.2.2 ;;
  build) echo "Step 1 of 1" ;;
  login) cat >> {folder}/password; echo "WARNING: it is kept unencrypted" >&2 ;;
  push) exec {python} {folder}/push.py "$2" ;;
esac
"""
_PUSH = """\
import sys

import boto3

name, _, tag = sys.argv[1].partition("/")[2].rpartition(":")
manifest = '{"schemaVersion": 2, "of": "' + tag + '"}'
boto3.client("ecr").put_image(repositoryName=name, imageManifest=manifest, imageTag=tag)
"""


class Docker:
    """The stand-in, in a folder for the PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "push.py").write_text(_PUSH)
        self._program = folder / "docker"
        self._program.write_text(_PROGRAM.format(folder=folder, python=sys.executable))
        self._program.chmod(0o755)

    @property
    def calls(self) -> list[str]:
        """What it was told, one command line after the other."""
        noted = self.folder / "calls"
        return noted.read_text().splitlines() if noted.exists() else []

    @property
    def verbs(self) -> list[str]:
        """The first word of each."""
        return [call.partition(" ")[0] for call in self.calls]

    @property
    def password(self) -> str:
        """What came in by standard input at the last login."""
        return (self.folder / "password").read_text()

    def fail(self, verb: str, words: str) -> None:
        """From now on it ends this so."""
        (self.folder / f"fail-{verb}").write_text(f"{words}\n")

    def remove(self) -> None:
        """It is not installed."""
        self._program.unlink()
