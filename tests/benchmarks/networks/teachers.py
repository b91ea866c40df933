"""One teacher, or the average of several: transformers, by PyTorch on one thread."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from model.distil.teacher import Teacher, TeacherRecipe, prepare
from model.distil.vocabulary import minilm_folder, read_vocabulary
from model.tokenizer import pad


class Teachers:
    """The teachers in folders, which all read each text; the mean of their logits counts."""

    def __init__(self, folders: Sequence[Path]) -> None:
        prepare(seed=1)
        minilm = minilm_folder()
        self.files = [minilm / "tokenizer.json", *(folder / "weights.pt" for folder in folders)]
        self._vocabulary = read_vocabulary(minilm)
        self._teachers = [_load(minilm, weights) for weights in self.files[1:]]

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        read = self._vocabulary.tokenizer.encode
        ids = torch.from_numpy(pad([self._vocabulary.of_minilm(read(text)) for text in texts]))
        with torch.inference_mode():
            said = [teacher(ids.long()) for teacher in self._teachers]
        return torch.stack(said).mean(0).numpy()

    def parameters(self) -> tuple[int, int]:
        weights = [each for teacher in self._teachers for each in teacher.parameters()]
        trained = [each for each in weights if each.requires_grad]
        return sum(each.numel() for each in trained), sum(each.numel() for each in weights)


def _load(minilm: Path, weights: Path) -> Teacher:
    teacher = Teacher(minilm, TeacherRecipe())
    teacher.load_state_dict(torch.load(weights, mmap=True))
    return teacher.eval()


def load(paths: Sequence[Path]) -> Teachers:
    """The teachers in folders."""
    return Teachers(paths)
