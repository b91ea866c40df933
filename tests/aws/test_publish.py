"""python -m aws.publish"""

import pytest

from aws.open_registry import open_registry
from aws.publish import main
from model.version import VERSIONS, version_folder
from tests.registry import write_real, write_small

SHIPPED = version_folder().name


@pytest.fixture
def publish(tmp_path):
    """``publish(version)``: run the command on a registry that is not there yet."""
    return lambda version: main([str(version), "--registry", str(tmp_path / "registry")])


@pytest.fixture
def registry(tmp_path):
    return open_registry(str(tmp_path / "registry"))


def test_a_version_is_named_or_a_folder_is_given(publish, registry, tmp_path, capsys):
    assert publish(SHIPPED) == 0
    assert publish(write_real(tmp_path, "v1")) == 0

    assert registry.versions() == [SHIPPED, "v1"]
    assert capsys.readouterr().err == ""


def test_it_is_said_that_it_is_not_served_yet_and_how_to_serve_it(publish, registry, capsys):
    publish(SHIPPED)

    said = capsys.readouterr().out
    assert f"Version {SHIPPED} is in {registry}; the current one is none yet." in said
    assert f"python -m aws.promote {SHIPPED} --registry {registry}" in said


def test_the_very_version_again_is_a_success(publish, capsys):
    assert publish(SHIPPED) == publish(SHIPPED) == 0


def test_the_shipped_folder_takes_nothing_it_has_and_is_left_as_it_is(capsys):
    before = {path: path.stat().st_mtime_ns for path in VERSIONS.rglob("*")}

    assert main([SHIPPED, "--registry", str(VERSIONS)]) == 0

    assert before == {path: path.stat().st_mtime_ns for path in VERSIONS.rglob("*")}
    assert "python -m aws.promote" not in capsys.readouterr().out


def test_a_version_that_cannot_predict_is_not_published(publish, registry, tmp_path, capsys):
    assert publish(write_small(tmp_path, "v1")) == 1

    assert "Not published: " in capsys.readouterr().err
    assert not (tmp_path / "registry").exists()


@pytest.mark.parametrize("version", ["none.1", "/no/such/folder", "."])
def test_what_is_no_version_ends_with_1(publish, capsys, version):
    assert publish(version) == 1
    assert "Not published: " in capsys.readouterr().err


def test_a_registry_that_cannot_be_ends_with_1(capsys):
    assert main([SHIPPED, "--registry", "https://there"]) == 1
    assert "Not published: 'https://there' names no registry" in capsys.readouterr().err


def test_without_a_version_it_ends_with_2(capsys):
    with pytest.raises(SystemExit) as stopped:
        main([])
    assert stopped.value.code == 2


def test_the_registry_of_the_environment_is_the_default(tmp_path, monkeypatch, registry):
    monkeypatch.setenv("MODEL_REGISTRY", str(registry))

    assert main([SHIPPED]) == 0
    assert registry.versions() == [SHIPPED]
