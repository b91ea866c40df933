"""What is compared: something that tells emotions, whatever it computes them with."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# None of these libraries is imported here: each is part of the memory of who needs it.


class Contender(Protocol):
    """A network, or something simpler, that is ready to predict.

    Attributes:
        files: what must lie on the disk for it to predict.
    """

    files: Sequence[Path]

    def logits(self, texts: Sequence[str]) -> "NDArray[np.float32]":
        """What it says of texts, cut and numbered by itself: (texts, 7), in order of `Emotion`."""

    def parameters(self) -> tuple[int, int]:
        """How many numbers it learnt from labelled or scored texts, and how many it has in all."""
