"""A version as it is served, by ONNX Runtime."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.card import CARD, KERAS
from model.predict import EmotionClassifier


class Served:
    """The version in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._classifier = EmotionClassifier.load(folder)
        served = [name for name in self._classifier.card.parts if name != KERAS]
        self.files = [folder / name for name in (CARD, *served)]

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        # Of probabilities that are calibrated: the temperature to find for these is 1.
        return np.log(np.maximum(self._classifier.probabilities(texts), 1e-30))

    def parameters(self) -> tuple[int, int]:
        # Imported here, as it is no part of serving. In the file that is served, biases that are
        # always added together are one, and some weights stand twice.
        from tests.benchmarks.networks.by_keras import ByKeras

        return ByKeras(self._folder).parameters()


def load(paths: Sequence[Path]) -> Served:
    """The version in a folder."""
    (folder,) = paths
    return Served(folder)
