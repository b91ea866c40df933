"""A version again, its network exported as this release exports it: nothing is trained.

python -m model.reexport VERSION

What this release can do with a network, as finding evidence in half the processor time, an older
export may not allow. The new version says the same of every text, and has the card of the one that
it is from.
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from model.card import KERAS, TOKENIZER, read_card
from model.error import ModelError
from model.export import export_onnx
from model.network import load_network
from model.predict import EmotionClassifier
from model.regression import regression_texts
from model.release import check_parity, whole_or_not
from model.version import VERSIONS, check_free, how_to_use, next_version, version_folder


def reexport(folder: Path, name: str, root: Path) -> Path:
    """The folder of a new version with the network of the one in ``folder``.

    Raises:
        UnusableVersion: that one is damaged or was made before the word vectors had a file of
            their own; or the new export says something else of a text; or the folder cannot be
            written.
    """
    card = read_card(folder)
    trained = load_network(folder)
    with whole_or_not(root / name) as unfinished:
        for file in (TOKENIZER, KERAS):
            shutil.copyfile(folder / file, unfinished / file)
        export_onnx(trained.network, card.temperature, unfinished)
        replace(card, version=name).write(unfinished)
        texts = [example.text for example in regression_texts()]
        before, after = (
            EmotionClassifier.load(each).probabilities(texts) for each in (folder, unfinished)
        )
        check_parity(before, after)
    return root / name


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. 0: done. 1: a version cannot be used. 2: wrong arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m model.reexport",
        description="A version again, its network exported as this release exports it.",
    )
    parser.add_argument("of", nargs="?", metavar="VERSION", help="default: the current one")
    parser.add_argument("--out", type=Path, default=VERSIONS, metavar="FOLDER")
    parser.add_argument(
        "--version", metavar="NAME", help="default: the date and a counter, as 2026-11-22.1"
    )
    arguments = parser.parse_args(argv)
    name = arguments.version or next_version(datetime.now(UTC).date(), arguments.out)
    try:
        check_free(name, arguments.out)
        made = reexport(version_folder(arguments.of), name, arguments.out)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{made}\n{how_to_use(made)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
