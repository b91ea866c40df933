"""Keras to ONNX with the native GRU operator, which ONNX Runtime computes fast.

The graph reads ``ids`` (texts, tokens) and gives ``probabilities`` (texts, 7). Both sizes are free.
Token 0 is padding and stands only at the end of a row. The word vectors are not in the file: it
points into ``embedding.npy``, which lies beside it.

It can go on from what was read before. It gives its states too, ``forward`` (1 + tokens, texts,
units), which begins with zeros, and ``backward``, which ends with them. A part of those from their
beginning is ``before``, a part from their end ``after``: the tokens that they are of are not read
again. Left out, they are the zeros alone. Rows must then be without padding.
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
_INT32, _END = TensorProto.INT32, np.iinfo(np.int64).max


class _Graph:
    """Nodes and weights in the order they are added. Every value has a name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def constant(self, name: str, value: ArrayLike, dtype: type = np.float32) -> str:
        array: NDArray[Any] = np.ascontiguousarray(value, dtype)
        self.weights.append(numpy_helper.from_array(array, name))
        return name

    def whole(self, number: int) -> str:
        """One whole number, as sizes and places are given."""
        name = f"whole_{number}"
        if all(weight.name != name for weight in self.weights):
            self.constant(name, [number], np.int64)
        return name

    def length(self, value: str) -> str:
        return self.add("Shape", f"{value}_length", value, end=1)

    def cut(self, name: str, value: str, start: str, stop: str) -> str:
        """A part along the first axis."""
        return self.add("Slice", name, value, start, stop, self.whole(0))

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
    states = _read_both_ways(graph, network.get_layer("gru"), words, padding)
    summary = _pooling(graph, network.get_layer("pooling"), states, padding)
    kernel, bias = network.get_layer("output").get_weights()
    product = graph.add("MatMul", "product", summary, graph.constant("kernel", kernel))
    output = graph.add("Add", "output", product, graph.constant("bias", bias))
    logits = graph.add("Div", "logits", output, graph.constant("temperature", temperature))
    graph.add("Softmax", "probabilities", logits, axis=1)
    _write(graph, network.get_layer("gru").forward_layer.units, folder / NETWORK)


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
    lengths = graph.add("Cast", "lengths", whole, to=_INT32)
    less_one = graph.add("Sub", "less_one", present, graph.constant("one", 1))
    absent = graph.add("Mul", "absent", less_one, graph.constant("far_below", 1e9))
    return _Padding(present, absent, lengths, count, time)


def _read_both_ways(graph: _Graph, layer: keras.Layer, words: str, padding: _Padding) -> str:
    """What was read up to each token, from either side (texts, tokens, 2 x units)."""
    by_time = graph.add("Transpose", "by_time", words, perm=[1, 0, 2])
    forward = _read_forward(graph, layer.forward_layer, by_time, padding)
    backward = _read_backward(graph, layer.backward_layer, by_time, padding)
    past = graph.cut("past", forward, graph.whole(1), graph.whole(_END))
    future = graph.cut("future", backward, graph.whole(0), graph.whole(-1))
    both = graph.add("Concat", "both", past, future, axis=2)
    return graph.add("Transpose", "states", both, perm=[1, 0, 2])


def _read_forward(graph: _Graph, layer: keras.Layer, by_time: str, padding: _Padding) -> str:
    before = _given_states(graph, "before", by_time, layer.units)
    read = graph.add("Sub", "read", graph.length(before), graph.whole(1))
    rest = graph.cut("rest", by_time, read, graph.whole(_END))
    left = graph.add("Sub", "left", padding.lengths, graph.add("Cast", "shift", read, to=_INT32))
    state = graph.cut("last_before", before, graph.whole(-1), graph.whole(_END))
    onward = _gru(graph, "onward", layer, rest, left, state)
    return graph.add("Concat", "forward", before, onward, axis=0)


def _read_backward(graph: _Graph, layer: keras.Layer, by_time: str, padding: _Padding) -> str:
    after = _given_states(graph, "after", by_time, layer.units)
    until = graph.add("Add", "until", graph.length(by_time), graph.whole(1))
    stop = graph.add("Sub", "stop", until, graph.length(after))
    head = graph.cut("head", by_time, graph.whole(0), stop)
    left = graph.add("Min", "below", padding.lengths, graph.add("Cast", "most", stop, to=_INT32))
    state = graph.cut("first_after", after, graph.whole(0), graph.whole(1))
    back = _gru(graph, "back", layer, head, left, state, direction="reverse")
    return graph.add("Concat", "backward", back, after, axis=0)


def _given_states(graph: _Graph, name: str, by_time: str, units: int) -> str:
    """The states that were given (tokens, texts, units), the same for every text."""
    states = graph.constant(name, np.zeros((1, 1, units)))
    texts = graph.add("Shape", f"{name}_texts", by_time, start=1, end=2)
    size = graph.add("Concat", f"{name}_size", graph.whole(1), texts, graph.whole(1), axis=0)
    return graph.add("Expand", f"{name}_all", states, size)


def _gru(
    graph: _Graph, name: str, layer: keras.Layer, words: str, lengths: str, state: str, **more: str
) -> str:
    """Keras and ONNX both keep the gates in the order update, reset, candidate."""
    kernel, recurrent, bias = layer.get_weights()
    weights = (
        graph.constant(f"{name}_kernel", kernel.T[None]),  # (1, 3 x units, embedding)
        graph.constant(f"{name}_recurrent", recurrent.T[None]),  # (1, 3 x units, units)
        graph.constant(f"{name}_bias", bias.reshape(1, -1)),  # input biases, then recurrent
    )
    # linear_before_reset: the reset gate acts after the recurrent product, as `reset_after` does.
    attributes = {"hidden_size": layer.units, "linear_before_reset": 1, **more}
    states = graph.add("GRU", f"{name}_states", words, *weights, lengths, state, **attributes)
    return graph.add("Squeeze", name, states, graph.whole(1))  # (tokens, texts, units)


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


def _write(graph: _Graph, units: int, path: Path) -> None:
    def states(name: str, *shape: str | int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, [*shape])

    ids = helper.make_tensor_value_info("ids", _INT32, ["texts", "tokens"])
    inputs = [ids, states("before", "known", 1, units), states("after", "known_after", 1, units)]
    outputs = [
        states("probabilities", "texts", len(EMOTIONS)),
        states("forward", "forward_states", "texts", units),
        states("backward", "backward_states", "texts", units),
    ]
    body = helper.make_graph(graph.nodes, "emotion", inputs, outputs, graph.weights)
    opsets = [helper.make_opsetid("", _OPSET)]
    onnx_model = helper.make_model(body, opset_imports=opsets, ir_version=8)
    onnx.save(onnx_model, path)
    onnx.checker.check_model(path, full_check=True)  # by its path, or it cannot see the vectors
