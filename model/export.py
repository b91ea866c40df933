"""Keras to ONNX, in the form that ONNX Runtime computes fast. `model.runtime` asks it.

The graph reads texts in lanes, a step at a time: places in a list of pieces, 0 for padding, which
changes nothing. The list is ``known``, then ``pieces``, and its first place is 1.

- ``pieces`` (new,): pieces by their numbers. Their projections are given as ``projected``.
- ``known`` (known, 6 x units): pieces by their projections (`model.onnx_reading`).
- ``onward_places`` and ``back_places`` (steps, lanes): what is read in each direction, in the order
  in which it is read.
- ``onward_before`` and ``back_before`` (states, units): states from a call before. They are given
  as ``onward`` and ``back``, and behind them those after each step, lane by lane.
- ``onward_states`` and ``back_states`` (texts, tokens): which of these states is that at each token
  of each text. At padding it is that at any token of the text.
- ``tokens`` (texts, tokens): 1 at a token, 0 at padding.

``probabilities`` (texts, 7) are what is asked for. ``known`` and what is from before are nothing
when they are left out. The word vectors are not in the file: it points into ``embedding.npy``,
which lies beside it.
"""

from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np
import onnx
from onnx import StringStringEntryProto, TensorProto, helper

from model.annotation import EMOTIONS
from model.card import EMBEDDING, NETWORK
from model.lanes import CERTAIN, DIRECTIONS
from model.network import word_vectors
from model.onnx_graph import INT64, Graph
from model.onnx_reading import read_both_ways

_OPSET = 17  # the oldest that has every operator used here; every runtime since 2022 reads it


def export_onnx(network: keras.Model, temperature: float, folder: Path) -> None:
    """Write a network of `model.network.build_network` as ONNX, its temperature included.

    In the folder, ``embedding.npy`` and ``network.onnx``, of which neither is of use alone.
    """
    np.save(folder / EMBEDDING, word_vectors(network))
    graph = Graph()
    vectors = _stored_vectors(graph, folder / EMBEDDING)
    states = read_both_ways(graph, network.get_layer("gru"), vectors)
    summary = _pooling(graph, network.get_layer("pooling"), states)
    kernel, bias = network.get_layer("output").get_weights()
    mean, highest, attended = np.split(kernel, 3)
    kernel = np.concatenate([mean, attended, highest])
    product = graph.add("MatMul", "product", summary, graph.constant("output_kernel", kernel))
    output = graph.add("Add", "output", product, graph.constant("output_bias", bias))
    logits = graph.add("Div", "logits", output, graph.constant("temperature", temperature))
    graph.give(graph.add("Softmax", "probabilities", logits, axis=1), "texts", len(EMOTIONS))
    made = graph.model("emotion", _OPSET)
    helper.set_model_props(made, {"vocabulary": str(len(word_vectors(network)))})
    onnx.save(made, folder / NETWORK)
    # By its path, or it cannot see the vectors.
    onnx.checker.check_model(folder / NETWORK, full_check=True)


def _stored_vectors(graph: Graph, path: Path) -> str:
    """The vectors (pieces, width) in an ``.npy`` file; its array begins behind a short header."""
    stored = np.load(path, mmap_mode="r")
    where = {"location": path.name, "offset": str(stored.offset), "length": str(stored.nbytes)}
    tensor = TensorProto(
        name="vectors",
        dims=stored.shape,
        data_type=TensorProto.FLOAT16,
        data_location=TensorProto.EXTERNAL,
        external_data=[StringStringEntryProto(key=key, value=where[key]) for key in where],
    )
    graph.weights.append(tensor)
    return tensor.name


def _pooling(graph: Graph, layer: keras.Layer, states: Sequence[str]) -> str:
    """The mean, what draws attention, and the maximum, of both directions (texts, 6 x units)."""
    tokens = graph.take("tokens", "texts", "tokens")
    places = [graph.take(f"{name}_states", "texts", "tokens", dtype=INT64) for name in DIRECTIONS]
    drawn = _attention(graph, layer, states, places, tokens)
    count = graph.add("ReduceSum", "count", tokens, graph.whole(1))
    shares = graph.add("Div", "shares", tokens, count)
    both = [graph.add("Unsqueeze", f"{each}_row", each, graph.whole(1)) for each in (shares, drawn)]
    weights = graph.add("Concat", "weights", *both, axis=1)  # (texts, 2, tokens)
    sums, highest = [], []
    for name, found, place in zip(DIRECTIONS, states, places, strict=True):
        of_tokens = graph.add("Gather", f"{name}_of_tokens", found, place)
        sums.append(graph.add("MatMul", f"{name}_sums", weights, of_tokens))
        highest.append(graph.add("ReduceMax", f"{name}_highest", of_tokens, axes=[1], keepdims=0))
    flat = graph.add("Flatten", "sums", graph.add("Concat", "sums_of_both", *sums, axis=2))
    return graph.add("Concat", "summary", flat, *highest, axis=1)


def _attention(
    graph: Graph, layer: keras.Layer, states: Sequence[str], places: Sequence[str], tokens: str
) -> str:
    """How much attention each token draws (texts, tokens): 1 in all of a text, none at padding."""
    kernel, bias = layer.hidden.get_weights()
    (score,) = layer.score.get_weights()
    products = [
        graph.add("MatMul", f"{name}_hidden", found, graph.constant(f"{name}_hidden_kernel", part))
        for name, found, part in zip(DIRECTIONS, states, np.split(kernel, 2), strict=True)
    ]
    products[0] = graph.add("Add", "biased", products[0], graph.constant("hidden_bias", bias))
    parts = [  # of each state once, though it may be that at tokens of several texts
        graph.add("Gather", f"{product}_of_tokens", product, place)
        for product, place in zip(products, places, strict=True)
    ]
    hidden = graph.add("Tanh", "hidden", graph.add("Add", "hidden_sum", *parts))
    scored = graph.add("MatMul", "scored", hidden, graph.constant("score_kernel", score))
    score_of = graph.add("Squeeze", "scores", scored, graph.whole(-1))
    less_one = graph.add("Sub", "less_one", tokens, graph.constant("one", 1))
    absent = graph.add("Mul", "absent", less_one, graph.constant("far_below", CERTAIN))
    return graph.add("Softmax", "drawn", graph.add("Add", "present", score_of, absent), axis=1)
