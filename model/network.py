"""The network: word vectors, a bidirectional GRU that reads them, and a summary of the text.

token numbers (texts, tokens) -> word vectors -> GRU -> mean, maximum, attention -> 7 logits
"""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import layers, ops
from numpy.typing import NDArray

from model.annotation import EMOTIONS
from model.card import EMBEDDING, FILES, KERAS, TOKENIZER, check_files, read_card
from model.tokenizer import TextTokenizer


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """The sizes of a network, and the shares (0..1) it drops while it is trained.

    The defaults are for a network that learns its word vectors from a few thousand texts.

    Attributes:
        frozen: whether the word vectors stay as they were given. Vectors that know the whole
            language carry over to other people's words; a few thousand texts can only spoil them.
    """

    vocabulary: int = 5000
    embedding: int = 128
    units: int = 128
    attention: int = 128
    embedding_dropout: float = 0.6
    dropout: float = 0.6
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class TrainedNetwork:
    """A network that has learnt, the vocabulary it has learnt with, and its sizes."""

    network: keras.Model
    tokenizer: TextTokenizer
    config: NetworkConfig

    def logits(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """What it says, as logits (texts, 7), of token numbers (texts, tokens)."""
        return logits_of(self.network, ids)


def logits_of(network: keras.Model, ids: NDArray[np.int32]) -> NDArray[np.float32]:
    """What a network says, as logits (texts, 7), of token numbers (texts, tokens)."""
    return np.asarray(network.predict_on_batch(ids), np.float32)


def build_network(config: NetworkConfig) -> keras.Model:
    """An untrained network from token numbers (texts, tokens) to logits (texts, 7).

    Token 0 is padding, and stands only at the end of a row. The logits are in the order of
    `Emotion`. `model.export` writes the same computation as ONNX: change both or neither.
    """
    ids = keras.Input((None,), dtype="int32", name="ids")
    embedding = WordVectors(
        config.vocabulary,
        config.embedding,
        mask_zero=True,
        trainable=not config.frozen,
        name="embedding",
    )
    words = layers.SpatialDropout1D(config.embedding_dropout)(embedding(ids))
    gru = layers.GRU(config.units, return_sequences=True)
    states = layers.Bidirectional(gru, name="gru")(words)  # (texts, tokens, 2 x units)
    summary = Pooling(config.attention, name="pooling")(states)  # (texts, 6 x units)
    dropped = layers.Dropout(config.dropout)(summary)
    logits = layers.Dense(len(EMOTIONS), name="output")(dropped)
    return keras.Model(ids, logits, name="emotion")


@keras.saving.register_keras_serializable("emotion")
class WordVectors(layers.Embedding):  # type: ignore[misc]
    """A vector for each word piece, (pieces, width), kept in a file of its own.

    ``network.keras`` holds all but these: they are most of a version, and ONNX Runtime reads them
    too, so they are stored once.
    """

    def save_own_variables(self, store: Any) -> None:
        """Nothing: `load_network` brings the vectors."""

    def load_own_variables(self, store: Any) -> None:
        """Nothing: `load_network` brings the vectors."""


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


def word_vectors(network: keras.Model) -> NDArray[np.float16]:
    """The word vectors (pieces, width) of a network, as they are stored."""
    (vectors,) = network.get_layer("embedding").get_weights()
    return np.asarray(vectors, np.float16)


def set_word_vectors(network: keras.Model, vectors: NDArray[np.float16]) -> None:
    """Give a network its word vectors (pieces, width)."""
    network.get_layer("embedding").set_weights([vectors.astype(np.float32)])


def load_network(folder: Path) -> TrainedNetwork:
    """The network of the version in a folder, as Keras, to go on training it.

    Raises:
        UnusableVersion: a file is missing or damaged, or the version was made before the word
            vectors had a file of their own.
    """
    card = read_card(folder)
    check_files(folder, card, FILES)
    network = keras.saving.load_model(folder / KERAS, compile=False)
    set_word_vectors(network, np.load(folder / EMBEDDING))
    known = {field.name for field in fields(NetworkConfig)}
    config = NetworkConfig(**{name: card.network[name] for name in known})  # type: ignore[arg-type]
    return TrainedNetwork(network, TextTokenizer.load(folder / TOKENIZER), config)
