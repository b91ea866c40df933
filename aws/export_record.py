"""How far an unfinished export is, kept in a small JSON file beside it."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from aws.store import Place
from model.annotation import format_time


@dataclass(frozen=True, slots=True)
class Task:
    """What is exported: a store, by its URL, in one of the two variants of the CSV."""

    store: str
    for_spreadsheets: bool

    def __str__(self) -> str:
        return self.store + (" for spreadsheets" if self.for_spreadsheets else "")


@dataclass(frozen=True, slots=True)
class Record:
    """How far an export is.

    Attributes:
        moment: which moment of the store is exported, in the store's words.
        begun_at: when it was begun, by the clock of this computer.
        size: the bytes that are written.
        rows: the annotations in them, at least 1.
        last: where the last of these comes in the order.
    """

    task: Task
    moment: str
    begun_at: datetime
    size: int
    rows: int
    last: Place

    def write(self, path: Path) -> None:
        """Put it in a file for its owner only, whole or not at all, also in a power cut."""
        new = _new(path)
        with open(new, "w", encoding="utf-8", opener=_for_its_owner) as file:
            json.dump(asdict(self), file, indent=1, default=format_time)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)


def read_record(path: Path) -> Record | None:
    """The record in a file; None when there is no file.

    Raises:
        ValueError: the file is damaged.
    """
    try:
        return _from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (TypeError, KeyError) as error:
        raise ValueError(f"{path} is no record of an export") from error


def forget_record(path: Path) -> None:
    """Remove the file of a record, and what a sudden end left of writing it."""
    for each in (path, _new(path)):
        each.unlink(missing_ok=True)


def _new(path: Path) -> Path:
    return path.with_name(f"{path.name}.new")


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _from_json(fields: dict[str, Any]) -> Record:
    last = fields["last"]
    changed = {
        "task": Task(**fields["task"]),
        "begun_at": _time(fields["begun_at"]),
        "size": _positive(fields["size"]),
        "rows": _positive(fields["rows"]),
        "last": Place(**last | {"created_at": _time(last["created_at"])}),
    }
    return Record(**fields | changed)


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return time


def _positive(number: int) -> int:
    if number < 1:
        raise ValueError(f"{number} is less than one byte or row")
    return number
