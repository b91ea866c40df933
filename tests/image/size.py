"""How large an image is, and what of it is large."""

import gzip
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.image.build import Image
from tests.image.workshop import PLACE, alone, buildah


def weigh(image: Image) -> tuple[int, int]:
    """Bytes of all layers: unpacked, and compressed by gzip at level 1, as for a registry."""
    folder = Path(tempfile.mkdtemp(dir=PLACE))
    try:
        with alone():
            level = ("--compression-format", "gzip", "--compression-level", "1")
            buildah("push", "--quiet", *level, "--format", "docker", image.name, f"dir:{folder}")
        layers = json.loads((folder / "manifest.json").read_text())["layers"]
        files = [folder / layer["digest"].removeprefix("sha256:") for layer in layers]
        return sum(map(_unpacked, files)), sum(file.stat().st_size for file in files)
    finally:
        shutil.rmtree(folder)


def parts(image: Image) -> list[tuple[str, int]]:
    """The base, our code, and each package with its bytes on a disk, the largest first."""
    packages = image.root / "opt/venv/lib/python3.11/site-packages"
    sizes = {folder.name: _size(folder) for folder in packages.iterdir() if folder.is_dir()}
    sizes["pillow"] = sizes.pop("PIL")
    for name in [name for name in sizes if name.endswith(".libs")]:
        sizes[name.removesuffix(".libs")] += sizes.pop(name)
    sizes["Debian and Python"] = _size(image.root / "usr") + _size(image.root / "var")
    sizes["the dashboard and its network"] = _size(image.root / "app")
    return sorted(sizes.items(), key=lambda part: -part[1])


def _unpacked(layer: Path) -> int:
    with gzip.open(layer) as stream:
        return sum(map(len, _chunks(stream)))


def _chunks(stream: gzip.GzipFile) -> Iterator[bytes]:
    while chunk := stream.read(1 << 20):
        yield chunk


def _size(folder: Path) -> int:
    files = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names)
    return sum(file.lstat().st_blocks * 512 for file in files)
