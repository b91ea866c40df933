"""The card of a version for people, as Markdown for model/README.md, with its score on our texts.

python -m model.describe
python -m model.describe --into model/README.md
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from operator import attrgetter
from pathlib import Path

from model.behaviour import Slice, measure_behaviour
from model.card import ModelCard, read_card
from model.error import ModelError
from model.figures import (
    NOTE,
    Rows,
    behaviour_rows,
    calibration_rows,
    confusion_rows,
    emotion_rows,
    percent,
    summary_rows,
)
from model.metrics import Evaluation, evaluate
from model.predict import EmotionClassifier
from model.regression import read_them
from model.version import version_folder

START = "<!-- From card.json, by python -m model.describe --into model/README.md -->\n"
END = "<!-- End of what is from card.json -->\n"
EVERYDAY = (
    "<!-- Measured by python -m model.describe --into model/README.md -->\n",
    "<!-- End of what was measured -->\n",
)
_SURE = 0.7


def markdown(card: ModelCard) -> str:
    """What a card says, in tables and paragraphs; what an older card lacks is left out."""
    return "\n".join((*_measurements(card), *_terms(card)))


def everyday(classifier: EmotionClassifier) -> str:
    """How a version does on the texts of everyday life, beside what its card tells of."""
    texts, truth, said = read_them(classifier)
    behaviour = measure_behaviour(texts, truth, said)
    sets = {"everyday": evaluate(truth, said), "test": classifier.card.test}
    right = (said.argmax(1) == truth)[said.max(1) >= _SURE]
    sure = (
        f"Where it is at least {100 * _SURE:.0f} % sure, on {len(right)} texts, it is right about "
        f"{percent(right.sum() / max(1, len(right)))}.\n"
    )
    return "\n".join(
        (
            table(summary_rows({name: each for name, each in sets.items() if each})),
            table(behaviour_rows(behaviour)),
            f"{_worst(behaviour, classifier.card.behaviour)} {sure}",
        )
    )


def renew(document: str, content: str, start: str = START, end: str = END) -> str:
    """A document with this content between the lines ``start`` and ``end``, and not what was there.

    Raises:
        ModelError: it has not both lines, each once, in this order.
    """
    before, found_start, rest = document.partition(start)
    _, found_end, after = rest.partition(end)
    if not (found_start and found_end) or start in rest or end in before + after:
        raise ModelError(
            f"the document must have the line {start.strip()} once, and below it, once, the line "
            f"{end.strip()}. Write them where the figures are to stand."
        )
    return f"{before}{start}{content}{end}{after}"


def table(rows: Rows) -> str:
    """Rows of cells as a Markdown table."""
    header, *others = rows
    ruler = ["---", *("---:" for _ in header[1:])]
    lines = [f"| {' | '.join(cells)} |" for cells in (header, ruler, *others)]
    return "\n".join(lines).replace("|  |", "| |") + "\n"


def _measurements(card: ModelCard) -> Iterator[str]:
    sets = {"test": card.test, "validation": card.validation}
    measured = {name: each for name, each in sets.items() if each}
    yield f"Version {card.version}, trained on {card.training_rows:,} texts.{_parity(card)}\n"
    yield table(summary_rows(measured))
    yield f"{NOTE}{_seeds(card)}\n"
    yield from _in_detail(card, *next(iter(measured.items())))


def _in_detail(card: ModelCard, name: str, measured: Evaluation) -> Iterator[str]:
    yield f"**By emotion**, on the {name} texts:\n"
    yield table(emotion_rows(measured))
    yield f"**What was taken for what**, on the {name} texts:\n"
    yield table(confusion_rows(measured))
    if measured.calibration:
        yield f"**How often it was right when it was so sure**, on the {name} texts:\n"
        yield table(calibration_rows(measured))
    if card.behaviour:
        yield f"**By length, and by whether a text names an emotion**, on the {name} texts:\n"
        yield table(behaviour_rows(card.behaviour))


def _terms(card: ModelCard) -> Iterator[str]:
    if card.data:
        yield f"**Data:**\n\n{_list(card.data)}"
    yield f"**Licence.** {card.licence}\n"
    yield f"**Limits:**\n\n{_list(card.limits)}"
    if card.not_for:
        yield f"**What it must not be used for:**\n\n{_list(card.not_for)}"


def _parity(card: ModelCard) -> str:
    if card.parity is None:
        return ""
    millionths = f"{1e6 * card.parity:.2g} millionths"
    return f" Keras and ONNX Runtime differ in no probability by more than {millionths}."


def _seeds(card: ModelCard) -> str:
    if not card.seeds:
        return ""
    scores = ", ".join(f"{percent(score)} with seed {seed}" for seed, score in card.seeds.items())
    mean = sum(card.seeds.values()) / len(card.seeds)
    return f" The same recipe has a test macro-F1 of {scores}: {percent(mean)} in the mean."


def _worst(behaviour: Sequence[Slice], known: Sequence[Slice]) -> str:
    worst = min(behaviour, key=attrgetter("accuracy"))
    test = (percent(each.accuracy) for each in known if each.name == worst.name)
    also = "".join(f", of such test texts about {share}" for share in test)
    return f"On texts of {worst.name} it is worst: right about {percent(worst.accuracy)}{also}."


def _list(entries: Sequence[str]) -> str:
    return "".join(f"- {entry}\n" for entry in entries)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. 0: done. 1: the version or the document cannot be used. 2: wrong use."""
    parser = argparse.ArgumentParser(
        prog="python -m model.describe", description="What the card of a version says, as Markdown."
    )
    parser.add_argument("--version", metavar="NAME", help="default: the one in versions/current")
    parser.add_argument("--into", type=Path, metavar="FILE", help="renew it there, and print none")
    arguments = parser.parse_args(argv)
    try:
        folder = version_folder(arguments.version)
        content = markdown(read_card(folder))
        if arguments.into:
            _write_into(arguments.into, content, everyday(EmotionClassifier.load(folder)))
        else:
            print(content, end="")
    except (ModelError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _write_into(path: Path, content: str, score: str) -> None:
    renewed = renew(path.read_text(encoding="utf-8"), content)
    path.write_text(renew(renewed, score, *EVERYDAY), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
