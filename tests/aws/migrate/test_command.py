"""The command that moves a store into another: what it says, and what it does not begin."""

from pathlib import Path

import pytest

from aws.migrate import main
from tests.aws.migrate.stores import total


def test_the_command_says_how_many_are_there(source, run, url, capsys):
    assert run() == 0

    shown = capsys.readouterr()
    assert (
        shown.out == f"All {total(source)} annotations of {url('source')} are in {url('target')}.\n"
    )
    assert "Moving" in shown.err
    assert f"{total(source)}/{total(source)}" in shown.err


def test_a_source_that_is_not_there_makes_no_target(url, tmp_path, capsys):
    assert main([url("typo"), url("target")]) == 1

    assert "Nothing was moved: there is no store at" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", ["labels.db", "mysql://there", "sqlite://x", ""])
def test_a_url_of_no_store_is_refused_with_its_value(source, url, capsys, wrong):
    for urls in ([url("source"), wrong], [wrong, url("target")]):
        assert main(urls) == 1
        assert f"Nothing was moved: {wrong!r} names no" in capsys.readouterr().err


def test_a_store_is_not_moved_into_itself_whatever_it_is_called(
    source, file, url, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    Path("link.db").symlink_to(file("source"))
    for name in (url("source"), "sqlite:///source.db", "sqlite:///link.db"):
        assert main([url("source"), name]) == 1
        assert f"{name} are the same store. Name another" in capsys.readouterr().err


def test_a_target_that_is_no_store_of_ours_is_refused_and_kept(source, run, file, capsys):
    file("target").write_bytes(b"item_id,text\r\n" * 100)

    assert run() == 1

    assert "not a store of labels" in capsys.readouterr().err
    assert file("target").read_bytes() == b"item_id,text\r\n" * 100


def test_wrong_arguments_end_with_two():
    with pytest.raises(SystemExit) as ended:
        main(["sqlite:///only.db"])

    assert ended.value.code == 2
