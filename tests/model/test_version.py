from datetime import date

import pytest

from model.error import UnusableVersion
from model.version import (
    VERSIONS,
    check_free,
    current_version,
    how_to_use,
    next_version,
    version_folder,
)


@pytest.fixture
def root(tmp_path):
    for name in ("a.1", "b.2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "card.json").touch()
    (tmp_path / "current").write_text("a.1\n")
    return tmp_path


def test_the_current_version_is_served_unless_another_is_asked_for(root):
    assert current_version(root) == "a.1"
    assert version_folder(None, root) == root / "a.1"
    assert version_folder("b.2", root) == root / "b.2"


def test_the_shipped_current_version_is_there():
    assert version_folder().parent == VERSIONS


def test_a_version_that_is_not_there_is_named_beside_those_that_are(root):
    with pytest.raises(UnusableVersion, match=r"no version c\.3 in .*: there is a\.1, b\.2"):
        version_folder("c.3", root)


def test_a_missing_current_file_says_what_to_write(tmp_path):
    with pytest.raises(UnusableVersion, match="Write the name of a version into it"):
        current_version(tmp_path)


@pytest.mark.parametrize("name", ["", "..", "../a", "a/b", "-x", "current", "a b", "x" * 65, "a\n"])
def test_a_name_that_is_a_path_or_worse_is_refused(root, name):
    with pytest.raises(UnusableVersion, match="cannot name a version"):
        version_folder(name, root)


def test_versions_of_a_day_are_counted(tmp_path):
    day = date(2026, 11, 22)
    assert next_version(day, tmp_path) == "2026-11-22.1"
    for name in ("2026-11-22.9", "2026-11-22.10", "2026-11-22.x", "2026-11-21.99"):
        (tmp_path / name).mkdir()
    assert next_version(day, tmp_path) == "2026-11-22.11"
    assert next_version(day, tmp_path / "none") == "2026-11-22.1"


def test_a_name_that_is_taken_is_refused(root):
    check_free("c.3", root)
    with pytest.raises(UnusableVersion, match="there already"):
        check_free("a.1", root)


def test_a_place_that_cannot_be_written_is_refused_and_one_to_be_made_is_not(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(
        UnusableVersion, match=r"cannot write into .*/file: .* Choose another --out"
    ):
        check_free("a.1", tmp_path / "file")
    check_free("a.1", tmp_path / "to be" / "made")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_version_made_elsewhere_is_run_from_the_registry_that_it_is_in(root):
    assert "\nmake run MODEL_VERSION=a.1\n" in how_to_use(VERSIONS / "a.1")
    assert f"\nmake run MODEL_REGISTRY={root.resolve()} MODEL_VERSION=a.1\n" in how_to_use(
        root / "a.1"
    )
