"""What is in the dashboard's image, and what is not; what its user may do there."""

import os
import stat
from pathlib import Path

import pytest

from tests.benchmarks.memory import MB
from tests.image.conftest import USER
from tests.image.size import parts, weigh

ABSENT = {
    *("tensorflow", "keras", "onnx", "pytest", "moto", "playwright", "ministack"),
    *("torch", "transformers", "safetensors"),
    *("pip", "pip3", "setuptools", "ensurepip", "wheel"),
}
NO_PROGRAMS = {"gcc", "cc", "g++", "clang", "ld", "as", "make", "curl", "wget"}
IMPORT_ALL = """
import importlib, pkgutil, sys
unavailable = ("tensorflow", "keras", "onnx", "torch", "transformers", "safetensors")
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, f"{name}."):
        if "app_pages" in module.name or module.name.endswith((".app", ".asgi")):
            continue  # they draw at once; the browser imports them
        try:
            importlib.import_module(module.name)
        except ModuleNotFoundError as error:
            if error.name not in unavailable:
                raise
"""
PACKAGES = """
import pandas, pyarrow.compute, pyarrow.csv, pyarrow.dataset, pyarrow.parquet, PIL.Image, io
import altair
frame = pandas.DataFrame({"emotion": ["joy", "fear"], "count": [2, 1]}).astype({"emotion": str})
held = io.BytesIO()
frame.to_parquet(held)
assert pandas.read_parquet(held).equals(frame)
assert altair.Chart(frame).mark_bar().encode(x="count", y="emotion").to_dict()["datasets"]
PIL.Image.new("RGB", (2, 2)).save(io.BytesIO(), "png")
"""
UNFINDABLE = """
import pathlib, subprocess
for library in sorted(pathlib.Path("/opt/venv").rglob("*.so*")):
    said = subprocess.run(["ldd", library], capture_output=True, text=True).stdout
    print(*(f"{library.name}: {line.strip()}" for line in said.splitlines() if "not found" in line))
"""
WRITE = """
import os, sys
for folder, folders, names in os.walk("/"):
    folders[:] = [one for one in folders if folder != "/" or one not in ("proc", "dev", "sys")]
    try:
        open(os.path.join(folder, "written"), "w").close()
        print(folder)
    except OSError:
        pass
"""


def files(root):
    """Every file and folder, as `root` of this machine sees them."""
    for parent, folders, names in os.walk(root):
        yield from (Path(parent, name) for name in (*folders, *names))


def test_it_is_under_800_megabytes_and_280_compressed(serve):
    unpacked, compressed = weigh(serve)

    assert unpacked < 800 * MB, parts(serve)[:10]
    assert compressed < 280 * MB, parts(serve)[:10]


def test_there_is_no_tensorflow_no_test_and_nothing_to_install_or_compile_with(serve):
    ours = [path for place in ("opt", "usr/local") for path in files(serve.root / place)]
    names = {path.name for path in ours}
    programs = {path.name for path in files(serve.root / "usr") if path.parent.name == "bin"}

    assert not ABSENT & names
    assert not {name for name in names if name.startswith(("tensorflow", "pip-", "setuptools-"))}
    assert not NO_PROGRAMS & programs
    assert not {name for name in programs if "-gcc" in name}
    assert not [path for path in files(serve.root / "app") if "test" in path.name.split("_")]
    assert "tests" not in names


def test_it_holds_our_packages_and_their_settings_and_nothing_else_of_ours(serve):
    ours = {path.name for path in (serve.root / "app").iterdir()}

    assert ours == {".streamlit", "model", "aws", "dashboard"}


def test_every_module_of_ours_can_be_imported(inside):
    inside(IMPORT_ALL, "model", "aws", "dashboard")


def test_what_is_left_of_the_packages_works(inside):
    inside(PACKAGES)


def test_no_library_misses_another(inside):
    assert inside(UNFINDABLE).split() == []


def test_everything_is_compiled(serve):
    packages = serve.root / "opt/venv/lib/python3.11/site-packages"
    for source in (packages / "streamlit/__init__.py", serve.root / "app/dashboard/asgi.py"):
        assert (source.parent / "__pycache__" / f"{source.stem}.cpython-311.pyc").exists()
    standard = [path for path in files(serve.root / "usr") if path.name == "argparse.py"]
    assert (standard[0].parent / "__pycache__" / "argparse.cpython-311.pyc").exists()


def test_the_dashboard_has_an_ordinary_user_and_no_capability(dashboard):
    lines = Path(f"/proc/{dashboard.pid}/status").read_text().splitlines()
    status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)

    assert status["Uid"].split() == status["Gid"].split() == [str(USER)] * 4
    assert {int(status[name], 16) for name in ("CapEff", "CapPrm", "CapBnd", "CapInh")} == {0}
    assert status["Groups"].strip() == ""


def test_only_tmp_can_be_written_to(inside):
    folders = inside(WRITE).split()

    assert folders
    assert all(Path(folder).parts[:2] == ("/", "tmp") for folder in folders)


def test_with_a_root_that_can_be_written_only_data_and_temporary_folders_can(serve):
    mine = {path for path in files(serve.root) if path.lstat().st_uid == USER}
    anyone = {
        path
        for path in files(serve.root)
        if stat.S_IFMT(mode := path.lstat().st_mode) in (stat.S_IFDIR, stat.S_IFREG)
        and mode & stat.S_IWOTH
    }

    assert {str(path.relative_to(serve.root)) for path in mine} == {"data"}
    assert {str(path.relative_to(serve.root)) for path in anyone} <= {"tmp", "var/tmp", "run/lock"}


def test_no_program_makes_its_user_root_by_our_doing(serve):
    for folder in ("app", "opt", "data"):
        for path in files(serve.root / folder):
            assert not path.lstat().st_mode & (stat.S_ISUID | stat.S_ISGID)


@pytest.mark.parametrize("secret", [".env", "credentials", "id_rsa", ".netrc", "pip.conf"])
def test_no_secret_and_no_setting_of_this_machine_came_along(serve, secret):
    assert not [path for path in files(serve.root) if path.name == secret and path.stat().st_size]
