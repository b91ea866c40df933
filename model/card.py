"""The card of a trained version: what it is, what it was made of, how good it is."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from model.annotation import EMOTIONS
from model.behaviour import Slice
from model.error import UnusableVersion
from model.metrics import Evaluation

CARD, NETWORK, TOKENIZER, KERAS = "card.json", "network.onnx", "tokenizer.json", "network.keras"
EMBEDDING = "embedding.npy"
FILES = (NETWORK, EMBEDDING, TOKENIZER, KERAS)
EARLIER_FILES = (NETWORK, TOKENIZER, KERAS)
LABELS = tuple(str(emotion) for emotion in EMOTIONS)
_DAMAGED = (
    *(OSError, ValueError, TypeError, KeyError, AttributeError),
    *(OverflowError, RecursionError),  # numbers too large, lists too deep
)


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One trained version.

    Attributes:
        created_at: UTC, as ``2026-11-22T09:30:00.123Z``.
        labels: the emotions, in the order of the network's probabilities.
        network: the fields of `model.network.NetworkConfig`.
        recipe: the fields of `model.learning.Recipe`; of a distilled version also those of
            `model.distil.student.Softness`, as ``soft_share`` and ``soft_temperature``.
        training_sha256: of the CSV it was trained with.
        training_rows: how many texts of that CSV it was trained with.
        temperature: what the logits are divided by, so that confidence is share right.
        validation, test: measured through ONNX Runtime.
        files: the SHA-256 of every file of the version, by name.
        licence, limits: for whoever wants to use it.
        behaviour: on short and long texts, and on those that do and do not name an emotion: of the
            test texts if there are any, else of the validation texts.
        data: what it was trained with, each with its licence.
        not_for: what it must not be used for.
        seeds: macro-F1 on the test texts of the same recipe, by seed.
        parity: the largest difference of a probability between Keras and ONNX Runtime.

    Versions made before 2026-11-23 have none of the last five: they are empty, and parity None.
    """

    version: str
    created_at: str
    parent: str | None
    labels: tuple[str, ...]
    network: dict[str, float]
    recipe: dict[str, float]
    training_sha256: str
    training_rows: int
    temperature: float
    validation: Evaluation
    test: Evaluation | None
    files: dict[str, str]
    licence: str
    limits: list[str]
    behaviour: list[Slice] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    not_for: list[str] = field(default_factory=list)
    seeds: dict[str, float] = field(default_factory=dict)
    parity: float | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the files that lie beside the card.

        A version made before 2026-11-23 has no file for its word vectors.
        """
        return FILES if EMBEDDING in self.files else EARLIER_FILES

    def write(self, folder: Path) -> "ModelCard":
        """Write ``card.json``; returned is the card with the checksums of the folder's files."""
        files = {name: checksum(folder / name) for name in FILES}
        card = replace(self, files=files)
        text = json.dumps(asdict(card), indent=1)
        (folder / CARD).write_text(text + "\n", encoding="utf-8")
        return card


def read_card(folder: Path) -> ModelCard:
    """The card of the version in a folder.

    Raises:
        UnusableVersion: it is missing or damaged, or the version knows other emotions than these,
            or has other files than a version has.
    """
    path = folder / CARD
    try:
        card = _from_json(json.loads(path.read_text(encoding="utf-8")))
    except _DAMAGED as error:
        raise UnusableVersion(
            f"cannot read {path}: {error!r}. Restore the version, or choose another."
        ) from error
    if card.labels != LABELS:
        raise UnusableVersion(
            f"version {card.version} knows {', '.join(card.labels)}, but this program knows "
            f"{', '.join(LABELS)}. Train again with python -m model.train."
        )
    if set(card.files) not in (set(FILES), set(EARLIER_FILES)):
        raise UnusableVersion(
            f"{path} tells of the files {sorted(card.files)!s:.200}, but a version has "
            f"{', '.join(FILES)}. Restore the version, or choose another."
        )
    return card


def check_files(folder: Path, card: ModelCard, names: Iterable[str]) -> None:
    """Check that these files of a version are those that its card tells of.

    Raises:
        UnusableVersion: one is missing or was changed.
    """
    for name in names:
        found, expected = checksum(folder / name), card.files.get(name, "no checksum")
        if found != expected:
            raise UnusableVersion(
                f"{folder / name} is not the file of its card: SHA-256 {found[:12]} instead of "
                f"{expected[:12]}. Restore the version, or choose another."
            )


def checksum(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits.

    Raises:
        UnusableVersion: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UnusableVersion(
            f"cannot read {path}: {error.strerror}. Restore the version, or choose another."
        ) from error


def _from_json(fields: dict[str, Any]) -> ModelCard:
    """The card, with the right type wherever others rely on it: a card may come from anyone."""
    test = fields["test"]
    return ModelCard(
        **{
            **fields,
            "version": str(fields["version"]),
            "labels": tuple(map(str, fields["labels"])),
            "training_rows": int(fields["training_rows"]),
            "files": {name: str(told) for name, told in fields["files"].items()},
            "validation": _evaluation(fields["validation"]),
            "test": None if test is None else _evaluation(test),
            "behaviour": [Slice.from_json(each) for each in fields.get("behaviour", [])],
        }
    )


def _evaluation(fields: dict[str, Any]) -> Evaluation:
    shares = {name: float(fields[name]) for name in ("accuracy", "macro_f1", "calibration_error")}
    return Evaluation.from_json(fields | shares)
