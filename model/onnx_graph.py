"""A graph of ONNX, built one node at a time."""

import copy
from typing import Any

import numpy as np
import onnx
from numpy.typing import ArrayLike, NDArray
from onnx import TensorProto, helper, numpy_helper

FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64
Size = int | str
"""Of an axis: fixed, or free and called something."""


class Graph:
    """Nodes in the order they are added, with what they use, take and give.

    Every value is a name. A node and its first output have the same.

    Args:
        outer: the graph that has this one as the body of a node. Its values can be used here, and
            their names cannot be given again. Weights are kept there.
    """

    def __init__(self, outer: "Graph | None" = None) -> None:
        self.weights: list[onnx.TensorProto] = outer.weights if outer else []
        self._prefix: str = outer._prefix if outer else ""
        self._is_inside = outer is not None
        self._nodes: list[onnx.NodeProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []

    def under(self, prefix: str) -> "Graph":
        """It again, where the names that are added begin with a prefix, also inside of nodes."""
        again = copy.copy(self)
        again._prefix = f"{self._prefix}{prefix}_"
        return again

    def take(self, name: str, *shape: Size, dtype: int = FLOAT) -> str:
        """A value that is given to it."""
        name = self._prefix + name
        self._inputs.append(helper.make_tensor_value_info(name, dtype, shape))
        return name

    def give(self, value: str, *shape: Size) -> None:
        """Give a value."""
        self._outputs.append(helper.make_tensor_value_info(value, FLOAT, shape))

    def constant(self, name: str, value: ArrayLike, dtype: type = np.float32) -> str:
        """A weight."""
        name = self._prefix + name
        array: NDArray[Any] = np.ascontiguousarray(value, dtype)
        self.weights.append(numpy_helper.from_array(array, name))
        return name

    def whole(self, number: int) -> str:
        """One whole number, as sizes and places are given."""
        name = f"whole_{number}"
        if all(weight.name != name for weight in self.weights):
            self.weights.append(numpy_helper.from_array(np.array([number], np.int64), name))
        return name

    def length(self, name: str, value: str) -> str:
        """The size of the first axis."""
        return self.add("Shape", name, value, end=1)

    def add(self, operator: str, name: str, *inputs: str, **attributes: Any) -> str:
        """One node with one output."""
        (value,) = self.add_several(operator, [name], *inputs, **attributes)
        return value

    def add_several(
        self, operator: str, names: list[str], *inputs: str, **attributes: Any
    ) -> list[str]:
        """One node with several outputs. A graph among its attributes is a body of it."""
        outputs = [self._prefix + name for name in names]
        given = {
            name: value._proto(name) if isinstance(value, Graph) else value
            for name, value in attributes.items()
        }
        self._nodes.append(helper.make_node(operator, [*inputs], outputs, outputs[0], **given))
        return outputs

    def model(self, name: str, opset: int) -> onnx.ModelProto:
        """All of it, to be written."""
        opsets = [helper.make_opsetid("", opset)]
        return helper.make_model(self._proto(name), opset_imports=opsets, ir_version=8)

    def _proto(self, name: str) -> onnx.GraphProto:
        weights = [] if self._is_inside else self.weights
        return helper.make_graph(self._nodes, name, self._inputs, self._outputs, weights)
