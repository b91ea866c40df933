"""The teacher: MiniLM, a small transformer, learns the seven emotions. Needs PyTorch.

    python -m model.distil.teacher ISEAR-FOLDER SEED OUT-FOLDER

MiniLM is that of Wang et al. 2020, "MiniLM: Deep Self-Attention Distillation for Task-Agnostic
Compression of Pre-Trained Transformers", as trained further for the similarity of sentences
(all-MiniLM-L6-v2, Apache-2.0): 6 layers of 384, 22.7 million parameters. Each teacher runs on one
core, so that its result does not depend on how many there are.
"""

import random
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from tqdm import tqdm
from transformers import BertModel
from transformers.utils import logging

from model.annotation import EMOTIONS
from model.dataset import Example
from model.distil.augmentation import cut_opening, hide_words
from model.distil.rows import read_isear
from model.distil.vocabulary import Vocabulary, minilm_folder, read_vocabulary

WEIGHTS, VECTORS = "weights.pt", "vectors.npy"


@dataclass(frozen=True, slots=True)
class TeacherRecipe:
    """How a teacher learns. Shares are in 0..1.

    Attributes:
        frozen_layers: the lowest ones, which keep what they know, as the embedding does.
        hide: how often, per text and epoch, the words that name its emotion are hidden.
        cut: how often "I felt ... when" is cut to "when".
    """

    epochs: int = 4
    batch: int = 32
    max_tokens: int = 64
    learning_rate: float = 1.5e-4
    head_learning_rate: float = 1e-3
    weight_decay: float = 0.01
    warm_up: float = 0.08
    label_smoothing: float = 0.05
    dropout: float = 0.2
    frozen_layers: int = 0
    hide: float = 0.4
    cut: float = 0.3


class Teacher(nn.Module):  # type: ignore[misc]
    """A transformer, the mean of what it makes of a text's tokens, and a layer to the emotions."""

    def __init__(self, minilm: Path, recipe: TeacherRecipe) -> None:
        super().__init__()
        self.body = BertModel.from_pretrained(minilm, add_pooling_layer=False)
        self.dropout = nn.Dropout(recipe.dropout)
        self.head = nn.Linear(self.body.config.hidden_size, len(EMOTIONS))
        frozen = [self.body.embeddings, *self.body.encoder.layer[: recipe.frozen_layers]]
        for part in frozen:
            part.requires_grad_(False)

    def pooled(self, ids: torch.Tensor) -> torch.Tensor:
        """The mean state (texts, width) of texts as token numbers (texts, tokens), 0 is padding."""
        present = (ids != 0).long()
        states = self.body(ids, attention_mask=present).last_hidden_state  # (texts, tokens, width)
        weights = present.unsqueeze(-1).to(states.dtype)
        return (states * weights).sum(1) / weights.sum(1)

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Logits (texts, 7) of texts as token numbers (texts, tokens)."""
        return self.head(self.dropout(self.pooled(ids)))


def train_teacher(
    examples: Sequence[Example],
    vocabulary: Vocabulary,
    minilm: Path,
    recipe: TeacherRecipe,
    seed: int,
) -> Teacher:
    """A teacher that has learnt the examples; the same again for the same seed."""
    prepare(seed)
    chance = random.Random(seed)
    teacher = Teacher(minilm, recipe)
    steps = recipe.epochs * -(-len(examples) // recipe.batch)
    optimizer = _optimizer(teacher, recipe)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps, recipe))
    loss = nn.CrossEntropyLoss(label_smoothing=recipe.label_smoothing)
    teacher.train()
    with tqdm(total=steps, desc=f"teacher {seed}", unit=" batches", disable=None) as progress:
        for _ in range(recipe.epochs):
            for ids, truth in _batches(examples, vocabulary, recipe, chance):
                with _halved():
                    logits = teacher(ids)
                optimizer.zero_grad()
                loss(logits.float(), truth).backward()
                nn.utils.clip_grad_norm_(teacher.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                progress.update()
    teacher.eval()
    return teacher


def load_teacher(folder: Path, minilm: Path) -> Teacher:
    """The teacher that was kept in a folder."""
    prepare(seed=0)
    teacher = Teacher(minilm, TeacherRecipe())
    teacher.load_state_dict(torch.load(folder / WEIGHTS, weights_only=True))
    teacher.eval()
    return teacher


def prepare(seed: int) -> None:
    """One core, one seed: what follows is computed in the same way every time."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(seed)
    logging.set_verbosity_error()  # MiniLM's pooler is left out on purpose
    logging.disable_progress_bar()


def _halved() -> torch.autocast:
    """Products of 16-bit numbers with exact sums: half the time where a processor knows them.

    Elsewhere they would be imitated, in fourteen times the time of 32 bits, so 32 bits are used.
    """
    known = torch.cpu.get_capabilities().get("avx512_bf16", False)
    return torch.autocast("cpu", torch.bfloat16, enabled=known)


def _optimizer(teacher: Teacher, recipe: TeacherRecipe) -> torch.optim.Optimizer:
    body = [weight for weight in teacher.body.parameters() if weight.requires_grad]
    groups = [
        {"params": body, "lr": recipe.learning_rate},
        {"params": list(teacher.head.parameters()), "lr": recipe.head_learning_rate},
    ]
    return torch.optim.AdamW(groups, weight_decay=recipe.weight_decay)


def _rate(step: int, steps: int, recipe: TeacherRecipe) -> float:
    """The share of the learning rate: it rises in the warm-up, then falls in a line to 0."""
    warm = max(1, round(recipe.warm_up * steps))
    return min((step + 1) / warm, (steps - step) / max(1, steps - warm))


def _batches(
    examples: Sequence[Example],
    vocabulary: Vocabulary,
    recipe: TeacherRecipe,
    chance: random.Random,
) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
    """An epoch of batches, each text changed anew: token numbers (texts, tokens), truth (texts,).

    Texts of like length share a batch, or most of it would be padding.
    """
    seen = [(_changed(ex, recipe, chance), EMOTIONS.index(ex.emotion)) for ex in examples]
    encoded = [
        (vocabulary.tokenizer.encode(text)[: recipe.max_tokens], label) for text, label in seen
    ]
    chance.shuffle(encoded)
    stretch = 20 * recipe.batch
    batches = []
    for at in range(0, len(encoded), stretch):
        part = sorted(encoded[at : at + stretch], key=lambda pair: len(pair[0]))
        batches += [part[i : i + recipe.batch] for i in range(0, len(part), recipe.batch)]
    chance.shuffle(batches)
    for batch in batches:
        ids = _pad([vocabulary.of_minilm(ids) for ids, _ in batch])
        yield ids, torch.tensor([label for _, label in batch])


def _changed(ex: Example, recipe: TeacherRecipe, chance: random.Random) -> str:
    text = hide_words(ex.text, ex.emotion) if chance.random() < recipe.hide else ex.text
    return cut_opening(text) if chance.random() < recipe.cut else text


def _pad(encoded: Sequence[Sequence[int]]) -> torch.Tensor:
    tensors = [torch.tensor(ids) for ids in encoded]
    return nn.utils.rnn.pad_sequence(tensors, batch_first=True)  # MiniLM's padding is 0


def score(
    teacher: Teacher, texts: Sequence[str], vocabulary: Vocabulary, what: str
) -> NDArray[np.float32]:
    """The logits (texts, 7) of a teacher, each text in the very form that the student reads."""
    encoded = [vocabulary.of_minilm(vocabulary.tokenizer.encode(text)) for text in texts]
    return _in_batches(teacher, encoded, len(EMOTIONS), what)


def embed_pieces(teacher: Teacher, vocabulary: Vocabulary, what: str) -> NDArray[np.float32]:
    """What a teacher makes of each piece when it stands alone: (pieces + 2, width)."""
    numbers = vocabulary.numbers.tolist()
    alone = [[vocabulary.begin, number, vocabulary.end] for number in numbers]
    return _in_batches(teacher.pooled, alone, teacher.body.config.hidden_size, what)


def _in_batches(
    network: Callable[[torch.Tensor], torch.Tensor],
    encoded: Sequence[Sequence[int]],
    width: int,
    what: str,
) -> NDArray[np.float32]:
    result = np.empty((len(encoded), width), np.float32)
    order = np.argsort([len(ids) for ids in encoded], kind="stable")
    with torch.inference_mode(), _halved():
        for at in tqdm(range(0, len(encoded), 64), what, unit=" batches", disable=None):
            chosen = order[at : at + 64]
            result[chosen] = network(_pad([encoded[index] for index in chosen])).float().numpy()
    return result


def main(argv: Sequence[str]) -> None:
    """Train the teacher of a seed, and write its weights, its word vectors and what it says."""
    isear, seed, made = Path(argv[0]), int(argv[1]), Path(argv[2])
    splits, minilm = read_isear(isear), minilm_folder()
    vocabulary, name = read_vocabulary(minilm), f"teacher {seed}"
    teacher = train_teacher(splits.learn, vocabulary, minilm, TeacherRecipe(), seed)
    texts = {
        "validation": [example.text for example in splits.check],
        "test": [example.text for example in splits.test],
    }
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    np.save(made / VECTORS, embed_pieces(teacher, vocabulary, f"{name}, word pieces"))
    for part, said in texts.items():
        np.save(made / f"{part}.npy", score(teacher, said, vocabulary, f"{name}, {part}"))
    torch.save(teacher.state_dict(), made / WEIGHTS)


if __name__ == "__main__":
    main(sys.argv[1:])
