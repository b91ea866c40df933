"""The tag of an image says which files are in it."""

import subprocess

import pytest

from aws.deploy.problem import CannotDeploy
from aws.deploy.revision import read_revision


def git(folder, *arguments):
    said = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return said.stdout.strip()


def test_a_commit_is_its_own_tag(checkout):
    assert read_revision(checkout).tag == git(checkout, "rev-parse", "--short=12", "HEAD")


@pytest.mark.parametrize("file", ["Dockerfile", "new.py"])
def test_what_is_not_committed_has_another_tag_that_says_so(checkout, file):
    commit = read_revision(checkout).tag
    (checkout / file).write_text("changed")

    revision = read_revision(checkout)

    assert revision.tag.startswith(f"{commit}-changed-")
    assert str(revision) == f"{revision.tag}, which no commit has"


def test_the_same_files_have_the_same_tag_and_others_another(checkout):
    (checkout / "new.py").write_text("one")
    first = read_revision(checkout).tag
    (checkout / "new.py").write_text("two")
    second = read_revision(checkout).tag
    (checkout / "new.py").write_text("one")

    assert read_revision(checkout).tag == first != second


def test_what_git_leaves_out_does_not_count(checkout):
    (checkout / ".git" / "info" / "exclude").write_text("*.db\n")
    commit = read_revision(checkout)
    (checkout / "labels.db").write_text("mine")

    assert read_revision(checkout) == commit


def test_a_half_made_commit_stays_as_it_is(checkout):
    (checkout / "Dockerfile").write_text("staged")
    git(checkout, "add", "Dockerfile")
    (checkout / "new.py").write_text("not staged")
    before = git(checkout, "status", "--porcelain")

    read_revision(checkout)

    assert git(checkout, "status", "--porcelain") == before


def test_a_checkout_is_asked_for_in_one_sentence(tmp_path):
    with pytest.raises(CannotDeploy, match="run this in a git checkout"):
        read_revision(tmp_path)


def test_a_computer_without_git_is_told_so(checkout, monkeypatch):
    monkeypatch.setenv("PATH", "")

    with pytest.raises(CannotDeploy, match="git cannot say which commit this is"):
        read_revision(checkout)
