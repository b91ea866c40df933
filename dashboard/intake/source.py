"""Where a file comes from: a path, or a browser that has sent it."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Protocol, TextIO

from dashboard.intake.row import UnusableFile


class Upload(Protocol):
    """A file in memory, as Streamlit's uploader gives it."""

    @property
    def name(self) -> str:
        """How the person calls it."""
        ...

    def getvalue(self) -> bytes:
        """All of it."""
        ...


_OPENING = 100


class Source:
    """A file that can be read from its beginning any number of times."""

    def __init__(self, name: str, begin: Callable[[], BinaryIO]) -> None:
        self.name = name
        self._begin = begin

    @classmethod
    def at(cls, path: Path) -> "Source":
        """The file at a path."""
        return cls(path.name, lambda: path.open("rb"))

    @classmethod
    def of(cls, upload: Upload) -> "Source":
        """A file that was uploaded; its bytes are shared, not copied."""
        content = upload.getvalue()
        return cls(upload.name, lambda: io.BytesIO(content))

    @contextmanager
    def reading(self) -> Iterator[BinaryIO]:
        """The bytes, from the first.

        Raises:
            UnusableFile: they cannot be read.
        """
        try:
            with self._begin() as file:
                yield file
        except OSError as error:
            reason = error.strerror or str(error)
            raise UnusableFile(f"Cannot read {self.name}: {reason}.") from error

    @contextmanager
    def text(self, codec: str, newline: str | None = None) -> Iterator[TextIO]:
        """The characters, from the first; bytes that mean nothing become U+FFFD.

        Args:
            newline: as for `open`.

        Raises:
            UnusableFile: the bytes cannot be read.
        """
        with (
            self.reading() as file,
            io.TextIOWrapper(file, codec, errors="replace", newline=newline) as text,
        ):
            yield text

    def opening(self, codec: str) -> list[str]:
        """The first hundred lines that are not blank, with their ends.

        Raises:
            UnusableFile: the bytes cannot be read.
        """
        with self.text(codec, newline="") as text:
            return list(islice(filter(str.strip, text), _OPENING))
