"""Which store a URL names."""

from pathlib import Path

from platformdirs import user_data_path

from aws.sqlite import SqliteStore
from aws.store import AnnotationStore, UnusableStore

_FORMS = "sqlite:///FILE (sqlite:////FOLDER/FILE for a path from the root)"


def open_store(url: str, *, create: bool = True) -> AnnotationStore:
    """The store at a URL; ``~`` is the home folder.

    Args:
        url: ``sqlite:///labels.db`` in the working folder, ``sqlite:////srv/labels.db`` elsewhere.
        create: make the store where there is none; otherwise that is `StoreUnavailable`.

    Raises:
        UnusableStore: the URL names no store, or what it names is not one of ours.
        StoreUnavailable: the store cannot be reached or made now.
    """
    scheme, separator, place = url.partition("://")
    if not separator or scheme != "sqlite":
        raise UnusableStore(f"{url!r} names no store. Write {_FORMS}.")
    return SqliteStore(_path(url, place), create=create)


def default_url() -> str:
    """The store used when none is named: a file in the user's data folder."""
    return f"sqlite:///{(user_data_path('emotion-dashboard') / 'labels.db').as_posix()}"


def _path(url: str, place: str) -> Path:
    name = place.removeprefix("/")
    if name == ":memory:":
        raise UnusableStore(
            f"{url!r} would be lost with the program, and each connection would see its own. "
            "Name a file: sqlite:///labels.db"
        )
    if name == place or not name or name.endswith("/"):
        raise UnusableStore(f"{url!r} names no file. Write {_FORMS}.")
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise UnusableStore(f"{url!r} names no file: {error} Write the folder in full.") from error
