"""A stand-in for the official python:3.11-slim-bookworm, made without a registry.

Debian's packages as that image has them, and this machine's own CPython at its place in it:
/usr/local, with pip, without the compiled files. Debian's CPython stays where Debian puts it.
"""

import hashlib
import platform
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.image.workshop import PLACE, buildah, said

_PACKAGES = (
    *("ca-certificates", "netbase", "tzdata", "libbz2-1.0", "libexpat1", "libffi8", "liblzma5"),
    *("libncursesw6", "libreadline8", "libsqlite3-0", "libssl3", "libuuid1", "usr-is-merged"),
    "zlib1g",
)
_DOCUMENTATION = ("doc", "info", "locale", "man")
_DEBIAN_PACKAGES = ("python3.11", "python3.11-venv", "python3-pip")
_LEFT_OUT = (
    "site-packages",
    "test",
    "tests",
    "idlelib",
    "tkinter",
    "config-*",
    "__pycache__",
    "_tkinter*",
)
_PATH = "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"


def base_image() -> str:
    """The name of the stand-in in the workshop, made if it is not there."""
    made_of = (sys.base_prefix, platform.python_version(), Path(__file__).read_text())
    name = f"localhost/base:{hashlib.sha256(repr(made_of).encode()).hexdigest()[:12]}"
    with suppress(RuntimeError):
        buildah("inspect", "--type", "image", name)
        return name
    with tempfile.TemporaryDirectory(dir=PLACE) as folder:
        root = Path(folder) / "root"
        if sys.base_prefix == "/usr":
            _install(root, _PACKAGES + _DEBIAN_PACKAGES)
            _name_python(root, "/usr/bin/python3.11")
        else:
            _install(root, _PACKAGES)
            _copy_python(Path(sys.base_prefix), root / "usr/local")
            _name_python(root, "python3.11")
        _commit(root, name)
    return name


def _install(root: Path, packages: Sequence[str]) -> None:
    said(
        *("mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(packages)}"),
        *(f"--dpkgopt=path-exclude=/usr/share/{left}/*" for left in _DOCUMENTATION),
        *("--hook-dir", "/usr/share/mmdebstrap/hooks/merged-usr", "bookworm", root),
    )


def _copy_python(prefix: Path, to: Path) -> None:
    left_out = shutil.ignore_patterns(*_LEFT_OUT)
    shutil.copytree(prefix / "lib/python3.11", to / "lib/python3.11", ignore=left_out)
    (to / "lib/python3.11/site-packages").mkdir()
    for library in prefix.glob("lib/libpython3.11.so.*"):
        shutil.copy2(library, to / "lib")
    shutil.copy2(prefix / "bin/python3.11", to / "bin")


def _name_python(root: Path, target: str) -> None:
    for name in ("python", "python3"):
        (root / "usr/local/bin" / name).symlink_to(target)


def _commit(root: Path, name: str) -> None:
    container = buildah("from", "scratch")
    run = ("run", "--isolation", "chroot", container)
    try:
        buildah("add", "--quiet", container, root, "/")
        buildah("config", "--env", f"PATH={_PATH}", "--env", "LANG=C.UTF-8", container)
        buildah(*run, "ldconfig")
        if not (root / "usr/bin/python3.11").exists():
            buildah(*run, "python", "-m", "ensurepip", "--root", "/")
        buildah("commit", "--quiet", container, name)
    finally:
        buildah("rm", container)
