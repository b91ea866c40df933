"""The house rules of DESIGN: who may import whom, and how large a file may grow."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {"model": set(), "aws": {"model"}, "dashboard": {"model", "aws"}}
HOMES = {
    "tensorflow": ("model/learning.py",),
    "keras": (
        *("model/network.py", "model/learning.py", "model/train.py", "model/export.py"),
        "model/onnx_reading.py",
        "model/distil/student.py",
    ),
    "torch": ("model/distil/teacher.py",),
    "transformers": ("model/distil/teacher.py",),
    "onnx": ("model/export.py", "model/onnx_graph.py"),
    "onnxruntime": ("model/runtime.py",),
    "boto3": ("aws/",),
    "jwt": ("dashboard/load_balancer.py",),
    "botocore": ("aws/",),
    "streamlit": (
        *("dashboard/asgi.py", "dashboard/app.py", "dashboard/desk.py", "dashboard/style.py"),
        *("dashboard/app_pages/", "dashboard/components/", "dashboard/routes/security.py"),
        *("dashboard/annotator.py", "dashboard/queue_page/"),
    ),
}
MODULES = sorted(path for package in MAY_IMPORT for path in (ROOT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> set[str]:
    """The dotted names a module imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} has a relative import"
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_there_are_modules_to_check():
    assert len(MODULES) > 20


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_from_dashboard_to_aws_to_model_only(path):
    package = path.relative_to(ROOT).parts[0]
    ours = {name.partition(".")[0] for name in imports(path)} & {*MAY_IMPORT, "tests"}

    assert ours <= MAY_IMPORT[package] | {package}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_heavy_library_stays_in_its_home(path):
    for library in {name.partition(".")[0] for name in imports(path)} & HOMES.keys():
        homes = HOMES[library]
        assert any(name_of(path).startswith(home) for home in homes), (
            f"{library} belongs in {homes}"
        )


def test_no_package_imports_in_a_circle():
    names = {name_of(path).removesuffix(".py").replace("/", "."): path for path in MODULES}
    waiting = {name: imports(path) & names.keys() - {name} for name, path in names.items()}
    while free := [name for name, needs in waiting.items() if not needs & waiting.keys()]:
        for name in free:
            del waiting[name]

    assert not waiting, f"these import each other in a circle: {sorted(waiting)}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_longer_than_a_reader_wants(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250
