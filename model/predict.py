"""Emotions of texts, by a trained version. Needs ONNX Runtime only: no TensorFlow in serving.

python -m model.predict "I lost my dog."
python -m model.predict --csv texts.csv --out labelled.csv
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from model.annotation import EMOTIONS, Prediction
from model.card import KERAS, NETWORK, TOKENIZER, ModelCard, check_files, read_card
from model.error import ModelError, UnusableDataset
from model.runtime import Ids, Network, Probabilities, open_network
from model.table import Table, replacing, write_rows
from model.tokenizer import TextTokenizer, pad, readable
from model.version import version_folder

_TOKENS = 1500  # in a batch, padding included; with more, the memory grows
_CHUNK = 1024  # rows of a CSV that are in memory at once, sorted by length before they are cut
_ADDED = ("label", "confidence", *(f"p_{emotion}" for emotion in EMOTIONS))


class EmotionClassifier:
    """A trained version that is ready to predict. One can be shared by any number of threads."""

    def __init__(self, card: ModelCard, tokenizer: TextTokenizer, network: Network) -> None:
        self.card = card
        self._tokenizer = tokenizer
        self._network = network

    @classmethod
    def load(cls, folder: Path) -> "EmotionClassifier":
        """The version in a folder, after a look at every checksum that matters here.

        Raises:
            UnusableVersion: it is missing, damaged, or knows other emotions.
        """
        card = read_card(folder)
        check_files(folder, card, [name for name in card.parts if name != KERAS])
        tokenizer = TextTokenizer.load(folder / TOKENIZER)
        return cls(card, tokenizer, open_network(folder / NETWORK))

    @property
    def version(self) -> str:
        """The name of the version."""
        return self.card.version

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """One prediction for each text, in their order. Any string has one, also an empty one."""
        return [Prediction.rounded(row, self.version) for row in self.probabilities(texts)]

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The calibrated probabilities (texts, 7), unrounded."""
        return self.probabilities_of([self._tokenizer.encode(text) for text in texts])

    def pieces(self, text: str) -> list[tuple[int, int, int]]:
        """What is read of a text, piece by piece: (number, first character, end in the text)."""
        return self._tokenizer.pieces(text)

    def probabilities_of(self, rows: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """The calibrated probabilities (rows, 7) of texts that are piece numbers already."""
        return predict_in_batches(self._network, rows)

    def vary(self, numbers: Sequence[int], varied: Ids) -> tuple[Probabilities, Probabilities]:
        """The probabilities (7,) of a text, and those (rows, 7) of rows that differ little from it.

        All of them are piece numbers, and as many in each row as in the text.
        """
        return self._network.vary(pad([numbers]), varied)

    def known_share(self, text: str) -> float:
        """The share, in 0..1, of the words of a text that the vocabulary has whole."""
        return self._tokenizer.known_share(text)


def predict_in_batches(
    network: Callable[[Ids], Probabilities], rows: Sequence[Sequence[int]]
) -> Probabilities:
    """What a network says of rows of token numbers: (rows, 7) in their order.

    It gets batches of rows of like length, each cut to its longest row.
    """
    result = np.empty((len(rows), len(EMOTIONS)), np.float32)
    for batch in _batches([len(row) for row in rows]):
        result[batch] = network(pad([rows[index] for index in batch]))
    return result


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The indices of rows in batches: the shortest first, and as many as have room together."""
    batch: list[int] = []
    for index in np.argsort(lengths, kind="stable").tolist():
        if batch and (len(batch) + 1) * lengths[index] > _TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def predict_csv(classifier: EmotionClassifier, source: Path, target: Path) -> tuple[int, int]:
    """Copy a CSV with a ``text`` column and add label, confidence and probabilities.

    Rows are read as they are written, so a file of any size takes the same memory. A blank text
    gets empty cells. The target appears when all of it is written; progress goes to stderr.

    Returns:
        How many rows there were, and how many of them had a blank text.

    Raises:
        UnusableDataset: the source cannot be read, or has one of the columns already: a label
            that a person gave is never overwritten.
    """
    table = Table(source)
    table.require("text")
    taken = [name for name in _ADDED if name in table.columns]
    if taken:
        raise UnusableDataset(
            f"{source} already has a column {taken[0]!r}, which would be overwritten. Rename or "
            "remove it; to compare labels with predictions, use python -m model.evaluate."
        )
    rows = blank = 0
    with replacing(target) as file, tqdm(unit=" texts", disable=None) as progress:
        write_rows(file, [[*table.columns, *_ADDED]])
        for chunk in _chunks(table):
            write_rows(file, _labelled(classifier, chunk))
            rows += len(chunk)
            blank += sum(not row["text"].strip() for row in chunk)
            progress.update(len(chunk))
    return rows, blank


def _chunks(table: Table) -> Iterator[list[dict[str, str]]]:
    rows = (row for _, row in table.rows())
    while chunk := list(islice(rows, _CHUNK)):
        yield chunk


def _labelled(classifier: EmotionClassifier, rows: Sequence[dict[str, str]]) -> Iterator[list[str]]:
    predictions = iter(classifier.predict([row["text"] for row in rows if row["text"].strip()]))
    for row in rows:
        added = [""] * len(_ADDED)
        if row["text"].strip():
            said = next(predictions)
            added = [said.emotion, *map(repr, (said.confidence, *said.probabilities))]
        yield [*row.values(), *added]


def _print_table(texts: Sequence[str], predictions: Sequence[Prediction]) -> None:
    print(f"{'text':<40}  {'emotion':<8}" + "".join(f"{emotion:>9}" for emotion in EMOTIONS))
    for text, prediction in zip(texts, predictions, strict=True):
        line = " ".join(readable(text).split()) or "(no text)"
        shown = line if len(line) <= 40 else f"{line[:39]}…"
        shares = "".join(f"{share:>9.0%}" for share in prediction.probabilities)
        print(f"{shown:<40}  {prediction.emotion:<8}{shares}")


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m model.predict", description="The emotion of texts, in percent."
    )
    parser.add_argument("text", nargs="*", help="a text; put it in quotes")
    parser.add_argument("--csv", type=Path, metavar="IN", help="a CSV with a column text")
    parser.add_argument("--out", type=Path, metavar="OUT", help="the CSV to write")
    parser.add_argument("--version", metavar="NAME", help="default: the one in versions/current")
    arguments = parser.parse_args(argv)
    if bool(arguments.text) == bool(arguments.csv):
        parser.error("give texts, or a file with --csv, and not both")
    if bool(arguments.csv) != bool(arguments.out):
        parser.error("--csv IN and --out OUT go together")
    if arguments.csv and arguments.csv.resolve() == arguments.out.resolve():
        parser.error(f"--out {arguments.out} is the file that is read: choose another name")
    return arguments


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. 0: done. 1: a file or the version cannot be used. 2: wrong arguments."""
    arguments = _parse(argv)
    try:
        classifier = EmotionClassifier.load(version_folder(arguments.version))
        if arguments.text:
            _print_table(arguments.text, classifier.predict(arguments.text))
            return 0
        rows, blank = predict_csv(classifier, arguments.csv, arguments.out)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{arguments.out}: {rows} rows, labelled by version {classifier.version}")
    if blank:
        print(f"{blank} rows have no text and were left without a label", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
