"""The network: a few small readers, each with word embeddings and a bidirectional GRU.

They are trained side by side and answer together. With a few thousand texts, that is worth more
than one large reader of the same cost.
"""

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

from model.annotation import EMOTIONS
from model.tokenizer import TextTokenizer


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """The sizes of a network, and the shares (0..1) it drops while it is trained."""

    members: int = 3
    vocabulary: int = 5000
    embedding: int = 96
    units: int = 64
    attention: int = 64
    embedding_dropout: float = 0.7
    dropout: float = 0.6


@dataclass(frozen=True, slots=True)
class TrainedNetwork:
    """A network that has learnt, the vocabulary it has learnt with, and its sizes."""

    network: keras.Model
    tokenizer: TextTokenizer
    config: NetworkConfig

    def logits(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """What it says, as logits (texts, 7), of token numbers (texts, tokens)."""
        return mean_logits(self.network, ids)


def mean_logits(network: keras.Model, ids: NDArray[np.int32]) -> NDArray[np.float32]:
    """What a network says, as logits (texts, 7), of token numbers (texts, tokens)."""
    return np.asarray(network.predict_on_batch(ids).mean(1), np.float32)


@keras.saving.register_keras_serializable("emotion")
class Pooling(layers.Layer):  # type: ignore[misc]
    """Sums up each text: its mean, its maximum, and what a learned attention picks out.

    From (texts, tokens, features) with a mask to (texts, 3 x features). The attention is that of
    Yang et al. 2016, "Hierarchical Attention Networks for Document Classification", eq. 5 to 7.
    """

    def __init__(self, attention: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supports_masking = True
        self.attention = attention
        self.hidden = layers.Dense(attention, activation="tanh", name="hidden")
        self.score = layers.Dense(1, use_bias=False, name="score")

    def build(self, shape: tuple[int | None, ...]) -> None:
        self.hidden.build(shape)
        self.score.build((*shape[:-1], self.attention))
        self.built = True

    def call(self, tokens: Any, mask: Any = None) -> Any:
        present = ops.expand_dims(ops.cast(mask, tokens.dtype), -1)  # (texts, tokens, 1)
        absent = (present - 1) * 1e9
        mean = ops.sum(tokens * present, 1) / ops.sum(present, 1)
        highest = ops.max(tokens + absent, 1)
        weights = ops.softmax(self.score(self.hidden(tokens)) + absent, 1)
        return ops.concatenate([mean, highest, ops.sum(tokens * weights, 1)], -1)

    def compute_mask(self, tokens: Any, mask: Any = None) -> None:
        """A summary has no tokens, so it has no mask."""

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "attention": self.attention}


def build_network(config: NetworkConfig) -> keras.Model:
    """An untrained network from token numbers (texts, tokens) to logits (texts, members, 7).

    Token 0 is padding, and stands only at the end of a row. The logits are in the order of
    `Emotion`; what the network says is their mean over the members. `model.export` writes the
    same computation as ONNX: change both or neither.
    """
    ids = keras.Input((None,), dtype="int32", name="ids")
    members = [_member(ids, config, f"_{number}") for number in range(config.members)]
    return keras.Model(ids, layers.Concatenate(1, name="logits")(members), name="emotion")


def _member(ids: Any, config: NetworkConfig, suffix: str) -> Any:
    """One reader of the text, with words of its own: from (texts, tokens) to (texts, 1, 7)."""
    embedding = layers.Embedding(
        config.vocabulary, config.embedding, mask_zero=True, name="embedding" + suffix
    )
    words = layers.SpatialDropout1D(config.embedding_dropout)(embedding(ids))
    gru = layers.GRU(config.units, return_sequences=True)
    context = layers.Bidirectional(gru, name="gru" + suffix)(words)  # (texts, tokens, 2 x units)
    # The words themselves beside their context, as in Lai et al. 2015, "Recurrent Convolutional
    # Neural Networks for Text Classification": with few texts a single word is often the evidence.
    both = layers.Concatenate()([words, context])  # (texts, tokens, embedding + 2 x units)
    summary = Pooling(config.attention, name="pooling" + suffix)(both)  # (texts, 3 x ...)
    dropped = layers.Dropout(config.dropout)(summary)
    return layers.Reshape((1, -1))(layers.Dense(len(EMOTIONS), name="output" + suffix)(dropped))
