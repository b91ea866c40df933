"""The student's word vectors: what the fine-tuned teachers make of each word piece alone.

    python -m model.distil.embedding TEACHER-FOLDER... OUT.npy

They know the whole language, and which words matter for the seven emotions. They stay as they
are while the student learns.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

WIDTH = 384
SPREAD = 0.1  # standard deviation of a feature: 3.5 times that of a new embedding in Keras


def combine(tables: Sequence[NDArray[np.float32]], width: int) -> NDArray[np.float16]:
    """One table (pieces, width) of the tables (pieces, any width) of several teachers.

    Each vector is scaled to length 1, then the teachers stand side by side, and the ``width``
    directions that tell the pieces apart best are kept: principal components by the eigenvectors of
    the covariance, Jolliffe 2002, "Principal Component Analysis", section 3.1.
    """
    scaled = [table / np.linalg.norm(table, axis=1, keepdims=True) for table in tables]
    together = np.concatenate([table - table.mean(0) for table in scaled], 1).astype(np.float64)
    _, directions = np.linalg.eigh(together.T @ together)  # smallest first
    chosen = directions[:, ::-1][:, :width]
    signs = np.sign(chosen[np.abs(chosen).argmax(0), np.arange(chosen.shape[1])])
    reduced = together @ (chosen * signs)  # a direction and its opposite are equally good
    return np.asarray(reduced * (SPREAD / reduced.std()), np.float16)


def main(argv: Sequence[str]) -> None:
    """Combine the word vectors of the teachers, and write them."""
    *teachers, made = map(Path, argv)
    shown = tqdm(teachers, "word vectors", unit=" teachers", disable=None)
    np.save(made, combine([np.load(teacher / "vectors.npy") for teacher in shown], WIDTH))


if __name__ == "__main__":
    main(sys.argv[1:])
