"""The zip of the CSV endpoint's function: the same bytes whenever and wherever it is made.

python -m aws.lambda_package OUT.zip
"""

import argparse
import ast
import hashlib
import io
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_HANDLER = "aws.lambda_export"
_PACKAGES = ("aws", "model")
_THEN = (1980, 1, 1, 0, 0, 0)
"""The time of every file: the earliest a zip can have."""
_READABLE = 0o100644 << 16


def package() -> bytes:
    """The zip with the modules that the handler imports, directly or not, of ours.

    Lambda's Python brings boto3; nothing else that is not of Python is imported. Nothing is
    compressed: how well that is done depends on the computer.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for path in sorted(_needed(_path(_HANDLER))):
            info = zipfile.ZipInfo(path.relative_to(_ROOT).as_posix(), _THEN)
            info.create_system, info.external_attr = 3, _READABLE  # as on Unix, also on Windows
            file.writestr(info, path.read_bytes())
    return content.getvalue()


def key(content: bytes) -> str:
    """Where the zip lies in the bucket: a name that no other content has."""
    return f"code/{hashlib.sha256(content).hexdigest()}.zip"


def _needed(path: Path) -> set[Path]:
    """A module and all of ours that it imports, with the packages they lie in."""
    found: set[Path] = set()
    waiting = [path]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [path.parent / "__init__.py", *_imported(path)]
    return found


def _imported(path: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        ours = [_path(name) for name in names if name.partition(".")[0] in _PACKAGES]
        yield from (found for found in ours if found.is_file())


def _path(module: str) -> Path:
    return _ROOT.joinpath(*module.split(".")).with_suffix(".py")


def main(argv: Sequence[str] | None = None) -> int:
    """Write the zip and print the key it is to have in the bucket; 1 when that fails."""
    parser = argparse.ArgumentParser(
        prog="python -m aws.lambda_package",
        description="Write the code of the CSV endpoint's function to a zip.",
    )
    parser.add_argument("out", metavar="OUT.zip", type=Path, help="the file to write")
    out = parser.parse_args(argv).out
    content = package()
    try:
        out.write_bytes(content)
    except OSError as error:
        print(f"Could not write {out}: {error.strerror}. Name another file.", file=sys.stderr)
        return 1
    print(key(content))
    return 0


if __name__ == "__main__":
    sys.exit(main())
