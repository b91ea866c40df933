"""A version as it was trained, by Keras and TensorFlow."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.card import CARD, EMBEDDING, KERAS, TOKENIZER
from model.network import load_network
from model.tokenizer import pad


class ByKeras:
    """The version in a folder."""

    def __init__(self, folder: Path) -> None:
        self.files = [folder / name for name in (CARD, KERAS, EMBEDDING, TOKENIZER)]
        self._trained = load_network(folder)

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._trained.logits(pad([self._trained.tokenizer.encode(text) for text in texts]))

    def parameters(self) -> tuple[int, int]:
        network = self._trained.network
        trained = sum(int(np.prod(each.shape)) for each in network.trainable_weights)
        return trained, network.count_params()


def load(paths: Sequence[Path]) -> ByKeras:
    """The version in a folder."""
    (folder,) = paths
    return ByKeras(folder)
