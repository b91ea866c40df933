"""The zip of the function: the same bytes each time, and all that the handler needs."""

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from aws import lambda_package
from aws.lambda_package import key, main, package
from tests.aws.lambda_export.runtime import lay_out

ROOT = Path(__file__).parents[3]
ASK_FOR_NOTHING = """
import sys
from aws.lambda_export import handler
answer = handler({"requestContext": {}, "queryStringParameters": {"label": "blue"}}, None)
print(answer["statusCode"], sys.modules["aws"].__file__)
"""
EXPORT_NIGHTLY = """
from aws.lambda_export import handler
context = type("Context", (), {"get_remaining_time_in_millis": lambda self: 900_000})()
print(handler({"nightly": True}, context)["rows"])
"""


@pytest.fixture(scope="module")
def runtime(tmp_path_factory):
    return lay_out(tmp_path_factory.mktemp("runtime") / "packages")


@pytest.fixture
def run(runtime, tmp_path):
    """``run(source)``: what Python prints with the zip, boto3 and nothing else to import."""
    made = tmp_path / "code.zip"
    made.write_bytes(package())

    def start(source):
        done = subprocess.run(
            [sys.executable, "-S", "-c", source],
            env=os.environ | {"PYTHONPATH": f"{made}{os.pathsep}{runtime}"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return start


def test_the_handler_answers_with_nothing_but_the_zip_and_boto3(run, tmp_path):
    status, _, place = run(ASK_FOR_NOTHING).strip().partition(" ")

    assert status == "400"
    assert place == f"{tmp_path}/code.zip/aws/__init__.py"


def test_the_handler_exports_with_nothing_but_the_zip_and_boto3(run, bucket, store, annotate):
    store.save(annotate("I passed."))

    assert run(EXPORT_NIGHTLY).splitlines()[-1] == "1"


def test_the_same_sources_make_the_same_bytes(tmp_path, monkeypatch):
    before = package()
    copy = tmp_path / "another"
    for name in zipfile.ZipFile(io.BytesIO(before)).namelist():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        (copy / name).write_bytes((ROOT / name).read_bytes())
    for path in copy.rglob("*"):
        os.utime(path, (1, 1))
        path.chmod(0o700)
    monkeypatch.setattr(lambda_package, "_ROOT", copy)

    assert package() == before

    (copy / "model" / "emotion.py").write_text("# changed")
    assert key(package()) != key(before)


def test_nothing_but_modules_is_packed_and_few_of_them():
    names = zipfile.ZipFile(io.BytesIO(package())).namelist()

    assert names == sorted(names)
    assert all(name.startswith(("aws/", "model/")) and name.endswith(".py") for name in names)
    assert {"aws/lambda_export.py", "aws/__init__.py", "model/__init__.py"} <= {*names}
    assert not {"aws/sqlite.py", "aws/setup.py", "model/predict.py"} & {*names}


def test_what_is_packed_can_be_read_by_the_functions_user():
    for info in zipfile.ZipFile(io.BytesIO(package())).infolist():
        assert info.external_attr >> 16 == 0o100644


def test_the_command_writes_it_and_says_its_key(tmp_path, capsys):
    out = tmp_path / "code.zip"

    assert main([str(out)]) == 0

    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    assert capsys.readouterr().out == f"code/{digest}.zip\n"
    assert out.read_bytes() == package()


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path, capsys):
    out = tmp_path / "nowhere" / "code.zip"

    assert main([str(out)]) == 1
    assert capsys.readouterr().err == (
        f"Could not write {out}: No such file or directory. Name another file.\n"
    )
