"""Keras to ONNX with the native GRU operator, which ONNX Runtime computes fast.

The graph has one input, ``ids`` (texts, tokens), and one output, ``probabilities`` (texts, 7).
Both sizes are free. Token 0 is padding and stands only at the end of a row.
"""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnx
from numpy.typing import ArrayLike, NDArray
from onnx import TensorProto, helper, numpy_helper

from model.annotation import EMOTIONS

_OPSET = 17  # the oldest that has every operator used here; every runtime since 2022 reads it
_FAR_BELOW = 1e9


class _Graph:
    """Nodes and weights in the order they are added; every value has a name."""

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


def export_onnx(network: keras.Model, temperature: float, path: Path) -> None:
    """Write a network of `model.network.build_network` as ONNX, its temperature included."""
    graph = _Graph()
    present, lengths = _padding(graph)
    table = graph.constant("embedding", network.get_layer("embedding").get_weights()[0])
    words = graph.add("Gather", "words", table, "ids")  # (texts, tokens, embedding)
    context = _bidirectional_gru(graph, network.get_layer("gru"), words, lengths)
    both = graph.add("Concat", "both", words, context, axis=2)
    summary = _pooling(graph, network.get_layer("pooling"), both, present)
    kernel, bias = (weights / temperature for weights in network.get_layer("logits").get_weights())
    product = graph.add("MatMul", "product", summary, graph.constant("kernel", kernel))
    logits = graph.add("Add", "logits", product, graph.constant("bias", bias))
    graph.add("Softmax", "probabilities", logits, axis=1)
    _write(graph, path)


def _padding(graph: _Graph) -> tuple[str, str]:
    """Which tokens are there (texts, tokens, 1), as 0 or 1; and how many of each text (texts,)."""
    padding = graph.add("Equal", "padding", "ids", graph.constant("pad", 0, np.int32))
    token = graph.add("Not", "token", padding)
    flags = graph.add("Cast", "flags", token, to=TensorProto.FLOAT)
    last, second = graph.constant("last", [-1], np.int64), graph.constant("second", [1], np.int64)
    count = graph.add("ReduceSum", "count", flags, second, keepdims=0)
    lengths = graph.add("Cast", "lengths", count, to=TensorProto.INT32)
    return graph.add("Unsqueeze", "present", flags, last), lengths


def _bidirectional_gru(graph: _Graph, layer: keras.Layer, words: str, lengths: str) -> str:
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
    settings: dict[str, Any] = {
        "hidden_size": units,
        "direction": "bidirectional",
        "linear_before_reset": 1,
    }
    states = graph.add("GRU", "states", by_time, *weights, lengths, **settings)
    by_text = graph.add("Transpose", "by_text", states, perm=[2, 0, 1, 3])
    shape = graph.constant("context_shape", [0, 0, 2 * units], np.int64)  # 0 keeps that size
    return graph.add("Reshape", "context", by_text, shape)  # (texts, tokens, 2 x units)


def _pooling(graph: _Graph, layer: keras.Layer, tokens: str, present: str) -> str:
    one, far = graph.constant("one", 1), graph.constant("far_below", _FAR_BELOW)
    absent = graph.add("Mul", "absent", graph.add("Sub", "less_one", present, one), far)
    axis = graph.constant("time", [1], np.int64)
    total = graph.add("Mul", "unpadded", tokens, present)
    total = graph.add("ReduceSum", "total", total, axis, keepdims=0)
    mean = graph.add("Div", "mean", total, graph.add("ReduceSum", "n", present, axis, keepdims=0))
    penalised = graph.add("Add", "penalised", tokens, absent)
    highest = graph.add("ReduceMax", "highest", penalised, axes=[1], keepdims=0)
    weights = graph.add("Softmax", "weights", _scores(graph, layer, tokens, absent), axis=1)
    weighted = graph.add("Mul", "weighted", tokens, weights)
    attended = graph.add("ReduceSum", "attended", weighted, axis, keepdims=0)
    return graph.add("Concat", "summary", mean, highest, attended, axis=1)


def _scores(graph: _Graph, layer: keras.Layer, tokens: str, absent: str) -> str:
    kernel, bias = layer.hidden.get_weights()
    (score,) = layer.score.get_weights()
    hidden = graph.add("MatMul", "hidden_product", tokens, graph.constant("hidden_kernel", kernel))
    hidden = graph.add("Add", "hidden_sum", hidden, graph.constant("hidden_bias", bias))
    hidden = graph.add("Tanh", "hidden", hidden)
    scores = graph.add("MatMul", "scores", hidden, graph.constant("score_kernel", score))
    return graph.add("Add", "masked_scores", scores, absent)  # (texts, tokens, 1)


def _write(graph: _Graph, path: Path) -> None:
    ids = helper.make_tensor_value_info("ids", TensorProto.INT32, ["texts", "tokens"])
    shape: list[str | int] = ["texts", len(EMOTIONS)]
    output = helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, shape)
    body = helper.make_graph(graph.nodes, "emotion", [ids], [output], graph.weights)
    opsets = [helper.make_opsetid("", _OPSET)]
    onnx_model = helper.make_model(body, opset_imports=opsets, ir_version=8)
    onnx.checker.check_model(onnx_model, full_check=True)
    onnx.save(onnx_model, path)
