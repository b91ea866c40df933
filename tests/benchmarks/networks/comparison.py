"""The contenders, and what was measured of them as one table."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from model.card import CARD, read_card
from model.describe import table
from model.error import ModelError
from model.figures import percent
from model.metrics import Evaluation
from tests.benchmarks.figure import progress, three_digits
from tests.benchmarks.networks.measure import Cost

_HEADER = [
    *("", "accuracy", "macro-F1", "among the top two", "calibration error"),
    *(
        "millions of parameters: trained / all",
        "MB on disk",
        "ms a text",
        "texts/s",
        "MB of memory",
    ),
]
_PACKAGE = __name__.rpartition(".")[0]
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "1"
)
_QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "HF_HUB_OFFLINE": "1"}


@dataclass(frozen=True, slots=True)
class Entry:
    """Who takes part: a name for the table, and how `measure` gets at it, in which Python."""

    name: str
    python: str
    kind: str
    paths: Sequence[Path]


@dataclass(frozen=True, slots=True)
class Measured:
    """A row of the table."""

    name: str
    quality: Evaluation
    cost: Cost


def compare(
    isear: Path, ours: Path, work: Path, teacher_python: str, scratch: Path
) -> list[Measured]:
    """Measure everybody, one after the other, each in a process of its own.

    The plain network is trained before, unless it is in ``work`` already, and the regression in
    any case, into ``scratch``.

    Raises:
        ModelError: a corpus or the teachers are missing, or somebody cannot be measured.
    """
    taught = _teachers(work)
    parts = [isear / f"{part}.csv" for part in ("train", "validation", "test")]
    for path in parts:
        if not path.is_file():
            raise ModelError(f"cannot read {path}. Give the folder of isear with --corpora.")
    plain, regression = work / "compared" / "plain", scratch / "tfidf.joblib"
    if not (plain / CARD).is_file():
        _train_plain(parts, plain)
    progress("training the regression")
    _run([teacher_python, "-m", f"{_PACKAGE}.tfidf", str(isear), str(regression)])
    entries = [
        Entry("TF-IDF and logistic regression", teacher_python, "tfidf", [regression]),
        Entry("plain BiGRU, from scratch", sys.executable, "served", [plain]),
        Entry(ours_name(read_card(ours).version), sys.executable, "served", [ours]),
        Entry("ours, by Keras", sys.executable, "by_keras", [ours]),
        Entry("one teacher", teacher_python, "teachers", taught[:1]),
        Entry(f"{len(taught)} teachers averaged", teacher_python, "teachers", taught),
    ]
    return [_measure(entry, isear, scratch / "figures.json") for entry in entries]


def ours_name(version: str) -> str:
    """What the shipped version is called in the table."""
    return f"**ours**, version {version}"


def quality_cells(quality: Evaluation) -> list[str]:
    """How good somebody is: the first figures of a row."""
    return [
        percent(quality.accuracy, quality.accuracy_interval),
        percent(quality.macro_f1, quality.macro_f1_interval),
        percent(quality.top2_accuracy, quality.top2_interval),
        percent(quality.calibration_error),
    ]


def markdown(measured: Sequence[Measured], day: date, where: str) -> str:
    """The table, and what must be known to read it."""
    rows = [[each.name, *quality_cells(each.quality), *_cost_cells(each.cost)] for each in measured]
    texts = measured[0].quality.texts
    return (
        f"{table([_HEADER, *rows])}\nMeasured on {day} in one run on {where}, one after the other, "
        f"on the {texts:,} test texts of ISEAR. In brackets: the 95 % interval from resampling "
        "the texts.\n"
    )


def _teachers(work: Path) -> list[Path]:
    found = sorted(weights.parent for weights in work.glob("teacher-*/weights.pt"))
    if not found:
        raise ModelError(f"there is no teacher in {work}: run make network first.")
    return found


def _train_plain(parts: Sequence[Path], made: Path) -> None:
    progress("training the plain network")
    files = zip(("--csv", "--validation", "--test"), map(str, parts), strict=True)
    given = [word for pair in files for word in pair]
    where = ["--from-scratch", "--out", str(made.parent), "--version", made.name]
    _run([sys.executable, "-m", "model.train", *given, *where])


def _measure(entry: Entry, isear: Path, made: Path) -> Measured:
    progress(f"measuring {entry.name}")
    words = [entry.kind, str(isear), str(made), *map(str, entry.paths)]
    _run([entry.python, "-m", f"{_PACKAGE}.measure", *words], **_ONE_THREAD)
    figures = json.loads(made.read_text(encoding="utf-8"))
    quality = Evaluation.from_json(figures["quality"])
    return Measured(entry.name, quality, Cost(**figures["cost"]))


def _run(command: Sequence[str], **environment: str) -> None:
    ended = subprocess.run(command, env={**os.environ, **_QUIET, **environment}).returncode
    if ended:
        raise ModelError(f"{' '.join(command)} ended with {ended}. Mend what it says above.")


def _cost_cells(cost: Cost) -> list[str]:
    parameters = f"{cost.trained / 1e6:.2f} / {cost.parameters / 1e6:.2f}"
    figures = (cost.megabytes, cost.milliseconds, cost.texts_a_second, cost.memory)
    return [parameters, *map(three_digits, figures)]
