"""Keras to ONNX with the native GRU operator, which ONNX Runtime computes fast.

The graph has one input, ``ids`` (texts, tokens), and one output, ``probabilities`` (texts, 7).
Both sizes are free. Token 0 is padding and stands only at the end of a row.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnx
from numpy.typing import ArrayLike, NDArray
from onnx import TensorProto, helper, numpy_helper

from model.annotation import EMOTIONS
from model.tokenizer import PAD

_OPSET = 17  # the oldest that has every operator used here; every runtime since 2022 reads it


class _Graph:
    """Nodes and weights in the order they are added.

    Every value has a name; within a member of the network, its number stands behind each.
    """

    def __init__(self) -> None:
        self.suffix = ""
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def constant(self, name: str, value: ArrayLike, dtype: type = np.float32) -> str:
        array: NDArray[Any] = np.ascontiguousarray(value, dtype)
        self.weights.append(numpy_helper.from_array(array, name + self.suffix))
        return name + self.suffix

    def add(self, operator: str, name: str, *inputs: str, **attributes: Any) -> str:
        name += self.suffix
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


def export_onnx(network: keras.Model, temperature: float, path: Path) -> None:
    """Write a network of `model.network.build_network` as ONNX, its temperature included."""
    graph = _Graph()
    padding = _padding(graph)
    members = network.output_shape[1]
    logits = []
    for number in range(members):
        graph.suffix = f"_{number}"
        logits.append(_member(graph, network, padding))
    graph.suffix = ""
    total = graph.add("Sum", "total", *logits)
    divisor = graph.constant("divisor", members * temperature)
    graph.add("Softmax", "probabilities", graph.add("Div", "logits", total, divisor), axis=1)
    _write(graph, path)


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


def _member(graph: _Graph, network: keras.Model, padding: _Padding) -> str:
    """The logits (texts, 7) of one member."""
    suffix = graph.suffix
    (embedding,) = network.get_layer("embedding" + suffix).get_weights()
    words = graph.add("Gather", "words", graph.constant("embedding", embedding), "ids")
    context = _bidirectional_gru(graph, network.get_layer("gru" + suffix), words, padding)
    both = graph.add("Concat", "both", words, context, axis=2)
    summary = _pooling(graph, network.get_layer("pooling" + suffix), both, padding)
    kernel, bias = network.get_layer("output" + suffix).get_weights()
    product = graph.add("MatMul", "product", summary, graph.constant("kernel", kernel))
    return graph.add("Add", "output", product, graph.constant("bias", bias))


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
    states = graph.add("GRU", "states", by_time, *weights, padding.lengths, **attributes)
    by_text = graph.add("Transpose", "by_text", states, perm=[2, 0, 1, 3])
    shape = graph.constant("context_shape", [0, 0, 2 * units], np.int64)  # 0 keeps that size
    return graph.add("Reshape", "context", by_text, shape)  # (texts, tokens, 2 x units)


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
    onnx.checker.check_model(onnx_model, full_check=True)
    onnx.save(onnx_model, path)
