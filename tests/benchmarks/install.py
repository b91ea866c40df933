"""How long a first installation takes, and how large it is.

Nothing comes from pip's cache, so that all of it is downloaded as by somebody who is new here; the
row says how much of it was, as a machine may be set to find packages in a folder of its own.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.figure import progress, show
from tests.benchmarks.memory import MB
from tests.browser.server import ROOT


def main() -> None:
    """Print the seconds and the size."""
    progress("installing requirements.txt into a fresh environment, without pip's cache")
    with tempfile.TemporaryDirectory() as folder:
        begun = time.monotonic()
        said = _install(Path(folder))
        seconds = time.monotonic() - begun
        show(f"Install {_packages(said)}, without a cache", f"{seconds:.0f} s", "< 90 s")
        show("Size of the installation", f"{_size(Path(folder)) / MB:.0f} MB", "< 700 MB")


def _install(folder: Path) -> str:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    command = [folder / "bin" / "python", "-m", "pip", "install", "--no-cache-dir"]
    command += ["--progress-bar", "off", "--require-hashes", "-r", ROOT / "requirements.txt"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise RuntimeError(f"the installation failed:\n{done.stdout[-2000:]}")
    return done.stdout


def _packages(said: str) -> str:
    installed = re.search(r"^Successfully installed (.*)$", said, re.MULTILINE)
    downloaded = re.findall(r"^ *Downloading \S+\.(?:whl|tar\.gz) ", said, re.MULTILINE)
    return f"{len(installed[1].split())} packages, {len(downloaded)} of them downloaded"


def _size(folder: Path) -> int:
    """What the files take on the disk, in bytes, as ``du`` counts."""
    files = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names)
    return sum(file.lstat().st_blocks * 512 for file in files)


if __name__ == "__main__":
    main()
