"""Keras to ONNX with the native GRU operator, which ONNX Runtime computes fast.

The graph has one input, ``ids`` (texts, tokens), and one output, ``probabilities`` (texts, 7).
Both sizes are free. Token 0 is padding and stands only at the end of a row. The word vectors are
not in the file: it points into ``embedding.npy``, which lies beside it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnx
from numpy.typing import ArrayLike, NDArray
from onnx import StringStringEntryProto, TensorProto, helper, numpy_helper

from model.annotation import EMOTIONS
from model.card import EMBEDDING, NETWORK
from model.network import word_vectors
from model.tokenizer import PAD

_OPSET = 17  # the oldest that has every operator used here; every runtime since 2022 reads it


class _Graph:
    """Nodes and weights in the order they are added. Every value has a name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def constant(self, name: str, value: ArrayLike, dtype: type = np.float32) -> str:
        array: NDArray[Any] = np.ascontiguousarray(value, dtype)
        self.weights.append(numpy_helper.from_array(array, name))
        return name

    def add(self, operator: str, name: str, *inputs: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operator, list(inputs), [name], name, **attributes))
        return name


@dataclass(frozen=True, slots=True)
class _Padding:
    """``present`` (texts, tokens, 1) is 1 at a token and 0 at padding; ``absent`` 0 and -1e9.

    ``lengths`` (texts,) and ``count`` (texts, 1) are how many tokens there are, the one as whole
    numbers. ``time`` is the axis of the tokens.
    """

    present: str
    absent: str
    lengths: str
    count: str
    time: str


def export_onnx(network: keras.Model, temperature: float, folder: Path) -> None:
    """Write a network of `model.network.build_network` as ONNX, its temperature included.

    In the folder, ``embedding.npy`` and ``network.onnx``, of which neither is of use alone.
    """
    np.save(folder / EMBEDDING, word_vectors(network))
    graph = _Graph()
    padding = _padding(graph)
    vectors = graph.add("Gather", "stored", _stored_vectors(graph, folder / EMBEDDING), "ids")
    words = graph.add("Cast", "words", vectors, to=TensorProto.FLOAT)
    states = _bidirectional_gru(graph, network.get_layer("gru"), words, padding)
    summary = _pooling(graph, network.get_layer("pooling"), states, padding)
    kernel, bias = network.get_layer("output").get_weights()
    product = graph.add("MatMul", "product", summary, graph.constant("kernel", kernel))
    output = graph.add("Add", "output", product, graph.constant("bias", bias))
    logits = graph.add("Div", "logits", output, graph.constant("temperature", temperature))
    graph.add("Softmax", "probabilities", logits, axis=1)
    _write(graph, folder / NETWORK)


def _stored_vectors(graph: _Graph, path: Path) -> str:
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


def _padding(graph: _Graph) -> _Padding:
    token = graph.add("Greater", "token", "ids", graph.constant("pad", PAD, np.int32))
    flags = graph.add("Cast", "flags", token, to=TensorProto.FLOAT)  # (texts, tokens)
    time, last = graph.constant("time", [1], np.int64), graph.constant("last", [-1], np.int64)
    present = graph.add("Unsqueeze", "present", flags, last)
    count = graph.add("ReduceSum", "count", flags, time, keepdims=1)
    whole = graph.add("ReduceSum", "length", flags, time, keepdims=0)
    lengths = graph.add("Cast", "lengths", whole, to=TensorProto.INT32)
    less_one = graph.add("Sub", "less_one", present, graph.constant("one", 1))
    absent = graph.add("Mul", "absent", less_one, graph.constant("far_below", 1e9))
    return _Padding(present, absent, lengths, count, time)


def _bidirectional_gru(graph: _Graph, layer: keras.Layer, words: str, padding: _Padding) -> str:
    """Keras and ONNX both keep the gates in the order update, reset, candidate."""
    forward, backward = layer.forward_layer.get_weights(), layer.backward_layer.get_weights()
    kernel, recurrent, bias = (np.stack(pair) for pair in zip(forward, backward, strict=True))
    units = recurrent.shape[1]
    weights = (
        graph.constant("gru_kernel", kernel.transpose(0, 2, 1)),  # (2, 3 x units, embedding)
        graph.constant("gru_recurrent", recurrent.transpose(0, 2, 1)),  # (2, 3 x units, units)
        graph.constant("gru_bias", bias.reshape(2, 6 * units)),  # input biases, then recurrent
    )
    by_time = graph.add("Transpose", "by_time", words, perm=[1, 0, 2])
    # linear_before_reset: the reset gate acts after the recurrent product, as `reset_after` does.
    attributes = {"hidden_size": units, "direction": "bidirectional", "linear_before_reset": 1}
    both = graph.add("GRU", "both", by_time, *weights, padding.lengths, **attributes)
    by_text = graph.add("Transpose", "by_text", both, perm=[2, 0, 1, 3])
    shape = graph.constant("states_shape", [0, 0, 2 * units], np.int64)  # 0 keeps that size
    return graph.add("Reshape", "states", by_text, shape)  # (texts, tokens, 2 x units)


def _pooling(graph: _Graph, layer: keras.Layer, tokens: str, padding: _Padding) -> str:
    unpadded = graph.add("Mul", "unpadded", tokens, padding.present)
    sums = graph.add("ReduceSum", "sums", unpadded, padding.time, keepdims=0)
    mean = graph.add("Div", "mean", sums, padding.count)
    penalised = graph.add("Add", "penalised", tokens, padding.absent)
    highest = graph.add("ReduceMax", "highest", penalised, axes=[1], keepdims=0)
    scores = graph.add("Add", "scores", _scores(graph, layer, tokens), padding.absent)
    weighted = graph.add("Mul", "weighted", tokens, graph.add("Softmax", "weights", scores, axis=1))
    attended = graph.add("ReduceSum", "attended", weighted, padding.time, keepdims=0)
    return graph.add("Concat", "summary", mean, highest, attended, axis=1)


def _scores(graph: _Graph, layer: keras.Layer, tokens: str) -> str:
    """How much attention each token draws (texts, tokens, 1), before the softmax."""
    kernel, bias = layer.hidden.get_weights()
    (score,) = layer.score.get_weights()
    hidden = graph.add("MatMul", "hidden_product", tokens, graph.constant("hidden_kernel", kernel))
    hidden = graph.add("Add", "hidden_sum", hidden, graph.constant("hidden_bias", bias))
    hidden = graph.add("Tanh", "hidden", hidden)
    return graph.add("MatMul", "scored", hidden, graph.constant("score_kernel", score))


def _write(graph: _Graph, path: Path) -> None:
    ids = helper.make_tensor_value_info("ids", TensorProto.INT32, ["texts", "tokens"])
    shape: list[str | int] = ["texts", len(EMOTIONS)]
    output = helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, shape)
    body = helper.make_graph(graph.nodes, "emotion", [ids], [output], graph.weights)
    opsets = [helper.make_opsetid("", _OPSET)]
    onnx_model = helper.make_model(body, opset_imports=opsets, ir_version=8)
    onnx.save(onnx_model, path)
    onnx.checker.check_model(path, full_check=True)  # by its path, or it cannot see the vectors
