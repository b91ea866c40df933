"""A version as it is served, by ONNX Runtime."""

from collections.abc import Sequence
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.card import CARD, EMBEDDING, KERAS, NETWORK
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
        import onnx  # here, as it is no part of serving

        graph = onnx.load(self._folder / NETWORK, load_external_data=False).graph
        kinds = (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16)
        given = {each.name for each in graph.input}  # where states may be handed in, zeros else
        sizes = [
            prod(each.dims)
            for each in graph.initializer
            if each.data_type in kinds and each.name not in given
        ]
        count = sum(size for size in sizes if size > 1)  # one number alone is the temperature, or 1
        frozen = self._classifier.card.network.get("frozen")
        return count - self._vectors() if frozen else count, count

    def _vectors(self) -> int:
        return int(np.load(self._folder / EMBEDDING, mmap_mode="r").size)


def load(paths: Sequence[Path]) -> Served:
    """The version in a folder."""
    (folder,) = paths
    return Served(folder)
