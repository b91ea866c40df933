"""Files of texts in memory, and a queue that is a dictionary."""

from types import SimpleNamespace

import pytest

from dashboard.intake.file import TextsFile
from dashboard.intake.row import Broken, Row
from dashboard.intake.source import Source
from model.annotation import Prediction
from model.duplicates import normalise


class Upload:
    """A file as a browser sends it."""

    def __init__(self, name, content):
        self.name = name
        self.content = content

    def getvalue(self):
        return self.content


class KeptQueue:
    """A queue that knows texts as the contract says, and how each call came."""

    def __init__(self):
        self.items = {}
        self.calls = []

    def add(self, items, batch, overlap=1):
        self.calls.append((len(items), batch, overlap))
        before = len(self.items)
        for item in items:
            self.items.setdefault(normalise(item.text), item)
        return len(self.items) - before


class ByLength:
    """A classifier whose predictions tell texts apart: the longer, the more joy."""

    def predict(self, texts):
        return [self.of(text) for text in texts]

    @staticmethod
    def of(text):
        joy = min(len(text), 1000) / 1000
        return Prediction.rounded((joy, 1 - joy, 0, 0, 0, 0, 0), "by-length")


@pytest.fixture
def opened():
    """Opens a file of this name and content (text in UTF-8, or bytes)."""

    def open_file(name, content):
        content = content.encode() if isinstance(content, str) else content
        return TextsFile(Source.of(Upload(name, content)))

    return open_file


@pytest.fixture
def read(opened):
    """Reads a file: its texts, its rows, and (number, reason) of those that are broken."""

    def read_file(name, content, column=None):
        file = opened(name, content)
        found = list(file.rows(file.choose(column)))
        rows = [each for each in found if isinstance(each, Row)]
        broken = [(each.number, each.reason) for each in found if isinstance(each, Broken)]
        texts = [row.text for row in rows]
        return SimpleNamespace(file=file, rows=rows, texts=texts, broken=broken)

    return read_file


@pytest.fixture
def queue():
    return KeptQueue()


@pytest.fixture
def classifier():
    return ByLength()
