"""What was measured, as rows of cells for people to read: in a terminal or in a document."""

from collections.abc import Iterable, Mapping

from model.annotation import EMOTIONS
from model.behaviour import Slice
from model.metrics import Evaluation, Interval

Rows = list[list[str]]
"""A table: its header, then its rows. The first column has names, the others have figures."""

NOTE = (
    "In brackets: the 95 % interval from resampling the texts; of the calibration error, what "
    "chance alone shows on so many texts when confidence is exact."
)


def percent(share: float, interval: Interval | None = None) -> str:
    """``59.2 %``, or with its interval ``59.2 % (55.9 to 62.7)``."""
    return f"{100 * share:.1f} %" + (f" ({_ends(interval)})" if interval else "")


def summary_rows(measured: Mapping[str, Evaluation]) -> Rows:
    """The figures of all texts together, with a column for each set of texts."""
    columns = [[name, *_summary(each)] for name, each in measured.items()]
    names = ["", "texts", "accuracy", "macro-F1", "among the top two", "calibration error"]
    return [list(row) for row in zip(names, *columns, strict=True)]


def emotion_rows(measured: Evaluation) -> Rows:
    """How well each emotion is recognised."""
    rows = [["emotion", "texts", "precision", "recall", "F1"]]
    for name, score in measured.emotions.items():
        shares = [percent(score.precision), percent(score.recall)]
        rows.append([name, f"{score.support:,}", *shares, percent(score.f1, score.f1_interval)])
    return rows


def confusion_rows(measured: Evaluation) -> Rows:
    """How many texts of each emotion were taken for which."""
    rows = [["true \\ predicted", *EMOTIONS]]
    for emotion, counts in zip(EMOTIONS, measured.confusion, strict=True):
        rows.append([emotion, *(f"{count:,}" for count in counts)])
    return rows


def calibration_rows(measured: Evaluation) -> Rows:
    """The reliability curve: how often the network was right when it was so sure."""
    rows = [["sure", "right", "texts"]]
    for each in measured.calibration:
        shares = [f"{100 * share:.0f} %" for share in (each.confidence, each.right)]
        rows.append([*shares, f"{each.texts:,}"])
    return rows


def behaviour_rows(behaviour: Iterable[Slice]) -> Rows:
    """How the network does on texts of each kind."""
    rows = [["texts of", "texts", "accuracy", "macro-F1", "confidence"]]
    for each in behaviour:
        accuracy = percent(each.accuracy, each.accuracy_interval)
        shares = [accuracy, percent(each.macro_f1), percent(each.confidence)]
        rows.append([each.name, f"{each.texts:,}", *shares])
    return rows


def _summary(measured: Evaluation) -> list[str]:
    top2, chance = measured.top2_accuracy, measured.calibration_by_chance
    return [
        f"{measured.texts:,}",
        percent(measured.accuracy, measured.accuracy_interval),
        percent(measured.macro_f1, measured.macro_f1_interval),
        "not measured" if top2 is None else percent(top2, measured.top2_interval),
        percent(measured.calibration_error) + (f" (by chance {_ends(chance)})" if chance else ""),
    ]


def _ends(interval: Interval) -> str:
    low, high = interval
    return f"{100 * low:.1f} to {100 * high:.1f}"
