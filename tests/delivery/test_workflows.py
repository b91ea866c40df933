"""What a workflow may do: no more than its job needs, with no key that lasts and no moving part."""

import re
import shlex
import subprocess
import sys
import tarfile

import pytest
import yaml

from tests.aws.cloudformation.template import Template
from tests.delivery.linters import ROOT, WORKFLOWS

PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
TRUSTED = ("actions/", "aws-actions/")
MAY = {
    "ci.yml": {"test": {"contents": "read"}},
    "deploy.yml": {
        "ci": {"contents": "read"},
        "deploy": {"contents": "read", "id-token": "write"},
    },
}


def parsed(name: str) -> dict:
    """A workflow; its ``on``, which is a boolean in YAML, under its name."""
    text = (ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8")
    workflow = yaml.safe_load(text)
    return workflow | {"on": workflow[True]}


def commands(job: dict) -> list[str]:
    """What a job runs, in order."""
    return [step["run"] for step in job["steps"] if "run" in step]


def step_with(job: dict, action: str) -> dict:
    """What a job gives to an action."""
    (found,) = [step for step in job["steps"] if step.get("uses", "").startswith(f"{action}@")]
    return found["with"]


def test_every_workflow_is_known_here():
    assert [path.name for path in WORKFLOWS] == sorted(MAY)


@pytest.mark.parametrize("name", MAY)
def test_a_job_may_do_what_it_needs_and_no_more(name):
    workflow = parsed(name)

    assert workflow["permissions"] == {}
    assert {job: of["permissions"] for job, of in workflow["jobs"].items()} == MAY[name]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_an_action_is_the_commit_of_a_release_by_github_or_aws(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        _, is_used, used = line.partition("uses: ")
        if is_used and not used.startswith("./"):
            assert PINNED.fullmatch(used), line
            assert used.startswith(TRUSTED), line


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_workflow_has_a_secret_or_a_key_that_lasts(path):
    text = path.read_text(encoding="utf-8").lower()

    assert not re.search(r"secrets\b|access[-_]key|aws_secret|token:(?! write)", text)


@pytest.mark.parametrize("name", MAY)
def test_a_job_ends_by_itself_and_keeps_no_credentials(name):
    jobs = [job for job in parsed(name)["jobs"].values() if "steps" in job]

    assert jobs
    for job in jobs:
        assert 0 < job["timeout-minutes"] <= 60
        assert step_with(job, "actions/checkout")["persist-credentials"] is False


def test_every_push_is_checked_once_and_a_pull_request_without_rights():
    assert parsed("ci.yml")["on"] == {
        "push": {"branches-ignore": ["main"]},
        "pull_request": None,
        "workflow_call": None,
    }
    assert parsed("deploy.yml")["on"] == {"push": {"branches": ["main"]}, "workflow_dispatch": None}


def test_a_newer_push_ends_the_checks_of_an_older_one():
    assert parsed("ci.yml")["concurrency"] == {
        "group": "ci-${{ github.ref }}",
        "cancel-in-progress": True,
    }


def test_ci_is_what_everybody_runs():
    run = ROOT / ".ci" / "run"

    *_, last = commands(parsed("ci.yml")["jobs"]["test"])
    assert last == 'EMOTION_CORPORA="$PWD/build/corpora" .ci/run'
    assert run.stat().st_mode & 0o100
    assert run.read_text(encoding="utf-8").splitlines()[-1] == "make test"


def test_ci_unpacks_the_corpora_where_the_tests_look_for_them(tmp_path):
    (tmp_path / "isear").mkdir()
    (tmp_path / "isear" / "test.csv").write_text("text,label\n")
    with tarfile.open(tmp_path / "corpora.tar.gz", "w:gz") as packed:
        packed.add(tmp_path / "isear", "isear")
    (step,) = [each for each in parsed("ci.yml")["jobs"]["test"]["steps"] if "if" in each]
    command = step["run"].replace("python ", f"{sys.executable} ", 1)

    url = (tmp_path / "corpora.tar.gz").as_uri()
    subprocess.run(["sh", "-c", command], cwd=tmp_path, env={"URL": url}, check=True)

    assert (tmp_path / "build" / "corpora" / "isear" / "test.csv").read_text() == "text,label\n"


def test_ci_brings_every_package_that_a_test_asks_for():
    brought = set(re.findall(r"[\w.+-]+", (ROOT / ".ci" / "run").read_text(encoding="utf-8")))
    asked = [
        package
        for test in (ROOT / "tests").rglob("*.py")
        for packages in re.findall(r"apt install ((?: ?[a-z0-9-]+\b)+)", test.read_text("utf-8"))
        for package in packages.split()
    ]

    assert {"chromium", "haproxy", "buildah", "npm"} <= set(asked) <= brought


def test_ci_tests_on_what_the_image_is_based_on():
    base = parsed("ci.yml")["jobs"]["test"]["container"]["image"]

    assert re.search(r"@sha256:[0-9a-f]{64}$", base)
    assert f"ARG PYTHON={base}\n" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_main_is_deployed_only_after_it_was_checked_and_only_where_a_role_is_set():
    jobs = parsed("deploy.yml")["jobs"]

    assert jobs["ci"]["uses"] == "./.github/workflows/ci.yml"
    assert jobs["deploy"]["needs"] == "ci"
    assert jobs["deploy"]["if"] == (
        "${{ github.ref == 'refs/heads/main' && vars.DEPLOY_ROLE_ARN }}"
    )


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_begins_with_the_variables_that_must_be_set(path):
    introduction, _, workflow = path.read_text(encoding="utf-8").partition("\nname: ")

    for name in set(re.findall(r"vars\.(\w+)", workflow)):
        assert name in introduction


def test_one_deployment_at_a_time_comes_to_its_end():
    assert parsed("deploy.yml")["jobs"]["deploy"]["concurrency"] == {
        "group": "deploy",
        "cancel-in-progress": False,
    }


def test_deploying_takes_on_a_role_in_the_environment_that_the_role_trusts():
    deploy = parsed("deploy.yml")["jobs"]["deploy"]
    parameters = Template.load("foundation").body["Parameters"]

    assert deploy["environment"] == parameters["GitHubEnvironment"]["Default"] == "production"
    assert step_with(deploy, "aws-actions/configure-aws-credentials") == {
        "role-to-assume": "${{ vars.DEPLOY_ROLE_ARN }}",
        "aws-region": "${{ vars.AWS_REGION }}",
    }


def test_what_is_deployed_is_the_service_only_as_the_role_may_not_change_the_foundation():
    (command,) = commands(parsed("deploy.yml")["jobs"]["deploy"])
    program, *arguments = shlex.split(command)
    done = subprocess.run(
        [program, "--dry-run", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert program == "make"
    assert "-m aws.deploy --service-only" in " ".join(done.stdout.split())


def test_dependabot_brings_updates_of_everything_that_is_pinned():
    updates = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text())["updates"]

    assert {update["package-ecosystem"] for update in updates} == {
        "pip",
        "github-actions",
        "docker",
    }
    for update in updates:
        assert update["schedule"] == {"interval": "weekly"}
        assert update["groups"]
