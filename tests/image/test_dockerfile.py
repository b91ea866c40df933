"""What of the Dockerfile no build here can prove, and what keeps it buildable without Docker."""

import re

import pytest

from tests.image.build import REQUIREMENTS
from tests.image.workshop import ROOT

TEXT = (ROOT / "Dockerfile").read_text()


def test_the_base_is_the_official_python_by_its_digest():
    [base] = re.findall(r"^ARG PYTHON=(.*)$", TEXT, re.MULTILINE)

    assert re.fullmatch(r"docker\.io/library/python:3\.11-slim-bookworm@sha256:[0-9a-f]{64}", base)
    stages = set(re.findall(r"^FROM \S+ AS (\S+)$", TEXT, re.MULTILINE))
    assert {*re.findall(r"^FROM (\S+)", TEXT, re.MULTILINE)} <= {"${PYTHON}"} | stages


def test_it_builds_with_buildah_as_with_docker():
    assert "<<" not in TEXT
    assert "--link" not in TEXT


def test_what_is_built_when_no_stage_is_named_is_the_dashboard():
    assert TEXT.rstrip().splitlines()[-1] == "FROM serve"


@pytest.mark.parametrize("instruction", ["CMD", "ENTRYPOINT"])
def test_no_shell_stands_between_an_orchestrator_and_python(instruction):
    commands = re.findall(rf"^ *{instruction} +(.*)$", TEXT, re.MULTILINE)

    assert commands
    assert all(command.startswith("[") for command in commands)


def test_every_package_is_installed_by_its_hash():
    assert TEXT.count("pip --python") == TEXT.count("--require-hashes") == 1
    assert all(name in TEXT for name in REQUIREMENTS.values())
