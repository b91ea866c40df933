"""Where trained versions are kept, and which one is served."""

import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from model.error import UnusableVersion

VERSIONS = Path(__file__).parent / "versions"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def current_version(root: Path = VERSIONS) -> str:
    """The name of the version that is served unless another is asked for.

    Raises:
        UnusableVersion: the file ``current`` is missing or does not hold one name.
    """
    path = root / "current"
    try:
        return check_name(path.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise UnusableVersion(
            f"cannot read {path}: {error}. Write the name of a version into it."
        ) from error


def version_folder(name: str | None = None, root: Path = VERSIONS) -> Path:
    """The folder of the version with this name, or of the current one.

    Raises:
        UnusableVersion: there is no such version; the message lists those that are there.
    """
    folder = root / (current_version(root) if name is None else check_name(name))
    if not folder.is_dir():
        known = ", ".join(sorted(card.parent.name for card in root.glob("*/card.json"))) or "none"
        raise UnusableVersion(
            f"there is no version {folder.name} in {root}: there is {known}. "
            "Choose one of these, or train one with python -m model.train."
        )
    return folder


def next_version(day: date, root: Path = VERSIONS) -> str:
    """The name for a version trained on this day: ``2026-11-22.1``, then ``2026-11-22.2``."""
    taken = (folder.name.removeprefix(f"{day}.") for folder in root.glob(f"{day}.*"))
    return f"{day}.{max((int(count) for count in taken if count.isdecimal()), default=0) + 1}"


def check_free(name: str, root: Path = VERSIONS) -> None:
    """Check that a new version can have this name, before work is put into it.

    Raises:
        UnusableVersion: the name is not a name, or is taken, or nothing can be written there.
    """
    if (root / check_name(name)).exists():
        raise UnusableVersion(f"{root / name} is there already. Choose another --version.")
    there = next(folder for folder in (root, *root.absolute().parents) if folder.exists())
    try:
        TemporaryDirectory(dir=there, prefix=".unfinished-").cleanup()
    except OSError as error:
        raise UnusableVersion(
            f"cannot write into {root}: {error}. Choose another --out."
        ) from error


def check_name(name: str) -> str:
    """The name, if a version can have it: no path, nothing a shell would read otherwise.

    Raises:
        UnusableVersion: it cannot.
    """
    if not _NAME.fullmatch(name) or name == "current":
        raise UnusableVersion(
            f"{name!r} cannot name a version: use up to 64 letters, digits, dots, - and _."
        )
    return name


def how_to_use(folder: Path) -> str:
    """The commands that serve a new version, for whoever has made it."""
    root, name = folder.parent.resolve(), folder.name
    where = "" if root == VERSIONS.resolve() else f"MODEL_REGISTRY={root} "
    return f"to use it:\nmake run {where}MODEL_VERSION={name}\npython -m aws.publish {folder}"
