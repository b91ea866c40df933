"""Which store a URL names."""

from collections.abc import Mapping
from pathlib import Path

from platformdirs import user_data_path

from aws.sqlite import SqliteStore
from aws.store import AnnotationStore, UnusableStore
from aws.url import TABLE_FORM, TableUrl

_FILE_FORM = "sqlite:///FILE (sqlite:////FOLDER/FILE for a path from the root)"


def open_store(url: str, *, create: bool = True) -> AnnotationStore:
    """The store at a URL; ``~`` is the home folder.

    Args:
        url: ``sqlite:///labels.db`` in the working folder, ``sqlite:////srv/labels.db`` elsewhere,
            ``dynamodb://labels?region=eu-west-1`` in AWS.
        create: make the file where there is none; otherwise that is `StoreUnavailable`. A table is
            never made here: python -m aws.setup does.

    Raises:
        UnusableStore: the URL names no store, or what it names is not one of ours.
        StoreUnavailable: the store cannot be reached or made now.
    """
    scheme, separator, place = url.partition("://")
    if separator and scheme == "sqlite":
        return SqliteStore(_path(url, place), create=create)
    if separator and scheme == "dynamodb":
        return _open_table(url)
    raise UnusableStore(f"{url!r} names no store. Write {_FILE_FORM}, or {TABLE_FORM}.")


def store_url(environment: Mapping[str, str]) -> str:
    """The store that ANNOTATION_STORE names; by default a file in the user's data folder."""
    folder = user_data_path("emotion-dashboard")
    named = environment.get("ANNOTATION_STORE", "").strip()
    return named or f"sqlite:///{(folder / 'labels.db').as_posix()}"


def _open_table(url: str) -> AnnotationStore:
    from aws.dynamodb import DynamoStore  # not above: a laptop's store should not wait for boto3

    try:
        named = TableUrl.parse(url)
    except ValueError as error:
        raise UnusableStore(str(error)) from error
    return DynamoStore(named.table, named.region)


def _path(url: str, place: str) -> Path:
    name = place.removeprefix("/")
    if name == ":memory:":
        raise UnusableStore(
            f"{url!r} would be lost with the program, and each connection would see its own. "
            "Name a file: sqlite:///labels.db"
        )
    if name == place or not name or name.endswith("/"):
        raise UnusableStore(f"{url!r} names no file. Write {_FILE_FORM}.")
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise UnusableStore(f"{url!r} names no file: {error} Write the folder in full.") from error
