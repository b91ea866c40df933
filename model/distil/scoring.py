"""What a teacher says of every row. Needs PyTorch.

python -m model.distil.scoring TEACHER-FOLDER ROWS.csv OUT.npy
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from model.distil.rows import read
from model.distil.teacher import load_teacher, score
from model.distil.vocabulary import minilm_folder, read_vocabulary


def main(argv: Sequence[str]) -> None:
    """Write the logits (rows, 7) of a teacher."""
    teacher, rows, made = map(Path, argv)
    minilm = minilm_folder()
    texts = [row.text for row in read(rows)]
    scored = score(
        load_teacher(teacher, minilm), texts, read_vocabulary(minilm), f"{teacher.name} scores"
    )
    np.save(made, scored)


if __name__ == "__main__":
    main(sys.argv[1:])
