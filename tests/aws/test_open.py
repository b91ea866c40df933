"""Which store a URL names."""

from contextlib import closing
from pathlib import Path

import pytest

from aws.open import open_store, store_url
from aws.store import StoreUnavailable, UnusableStore


def create(url):
    with closing(open_store(url)):
        pass


def test_three_slashes_name_a_file_in_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    create("sqlite:///folder/labels.db")

    assert (tmp_path / "folder" / "labels.db").is_file()


def test_a_store_stays_where_it_was_when_the_working_folder_changes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with closing(open_store("sqlite:///labels.db")) as store:
        monkeypatch.chdir("/")

        assert store.counts() == []


def test_four_slashes_name_a_file_from_the_root(tmp_path):
    create(f"sqlite:///{tmp_path}/labels.db")

    assert str(tmp_path).startswith("/")
    assert (tmp_path / "labels.db").is_file()


def test_a_tilde_is_the_home_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))

    create("sqlite:///~/labels.db")

    assert (tmp_path / "labels.db").is_file()


def test_the_default_is_a_file_in_the_data_folder_of_the_user(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))

    create(store_url({}))

    (made,) = tmp_path.rglob("labels.db")
    assert made.parent.name == "emotion-dashboard"


def test_a_store_in_memory_is_refused_with_the_reason():
    with pytest.raises(UnusableStore, match="lost with the program"):
        open_store("sqlite:///:memory:")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "labels.db",
        "/srv/labels.db",
        "sqlite:labels.db",
        "mysql://there/labels",
        "://x",
        "SQL://",
    ],
)
def test_a_url_of_no_store_is_refused_with_its_value_and_what_exists(url):
    with pytest.raises(UnusableStore, match=r"sqlite:///FILE") as refused:
        open_store(url)

    assert repr(url) in str(refused.value)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite://labels.db", "sqlite:///a/"])
def test_a_url_without_a_file_is_refused_with_the_form_to_write(url):
    with pytest.raises(UnusableStore, match="names no file") as refused:
        open_store(url)

    assert repr(url) in str(refused.value)


def test_a_home_folder_nobody_has_is_refused():
    with pytest.raises(UnusableStore, match="home"):
        open_store("sqlite:///~nobody-of-this-name/labels.db")


def test_a_missing_store_is_not_made_for_who_only_reads(tmp_path):
    missing = tmp_path / "folder" / "typo.db"

    with pytest.raises(StoreUnavailable, match=r"typo\.db"):
        open_store(f"sqlite:///{missing}", create=False)

    assert not Path(missing).parent.exists()


def test_the_variable_names_the_store_of_every_command_unless_it_is_blank():
    assert store_url({"ANNOTATION_STORE": " sqlite:///here.db "}) == "sqlite:///here.db"
    assert store_url({"ANNOTATION_STORE": "  "}) == store_url({})


@pytest.mark.parametrize(
    "url", ["dynamodb://", "dynamodb://ab", "dynamodb://labels?zone=1", "dynamodb://a b/c"]
)
def test_a_table_that_cannot_be_named_so_is_refused_with_the_form(url):
    with pytest.raises(UnusableStore, match=r"dynamodb://TABLE\?region=REGION"):
        open_store(url)
