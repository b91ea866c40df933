"""A bidirectional GRU in ONNX, which reads texts as places in a list of the pieces they have.

Two thirds of what a GRU computes are products of its kernel with the vectors of tokens. The same
piece always gives the same, its projection, so one that is known from before can be handed in, and
no piece is multiplied twice. The rest is done in one of two ways, each the faster for its kind. A
few lanes are read by the operator GRU: its kernel are the projections, and each token is a one in a
row of zeros. More are read by a Scan, for which the projections of all tokens are looked up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray

from model.lanes import CERTAIN, DIRECTIONS
from model.onnx_graph import FLOAT, INT64, Graph

_FEW = 6  # lanes: with two the operator takes two thirds of the Scan's time, from eight on as long
_PARTS = ("update", "reset", "candidate")  # in the order of Keras, and of ONNX


@dataclass(frozen=True, slots=True)
class _Direction:
    """One direction. Its parts are update, reset and candidate.

    Attributes:
        places: (steps, lanes), what is read.
        recurrent: the weights (units, units) of each part.
        bias: (units,), of the candidate's recurrent product: the only one not in a projection.
    """

    name: str
    units: int
    places: str
    recurrent: Sequence[str]
    bias: NDArray[np.float32]


def read_both_ways(graph: Graph, layer: keras.layers.Bidirectional, vectors: str) -> list[str]:
    """The states of each direction (before + steps x lanes, units).

    Adds what `model.export` says of ``known``, ``pieces``, ``projected``, and, of each direction,
    of ``places``, ``before`` and what it gives.

    Args:
        vectors: of all pieces (pieces, width), in half precision.
    """
    layers = (layer.forward_layer, layer.backward_layer)
    units = layers[0].units
    directions = [_direction(graph, *each) for each in zip(DIRECTIONS, layers, strict=True)]
    projections = _project(graph, layers, vectors)
    lanes = graph.add("Shape", "lanes", directions[0].places, start=1, end=2)
    read = graph.add_several(
        "If",
        [f"{name}_read" for name in DIRECTIONS],
        graph.add("LessOrEqual", "are_few", lanes, graph.whole(_FEW)),
        then_branch=_read_few(graph, directions, projections),
        else_branch=_read_more(graph, directions, projections, lanes),
    )
    flat = graph.constant("flat", [-1, units], np.int64)
    states = []
    for name, steps in zip(DIRECTIONS, read, strict=True):
        before = graph.constant(f"{name}_before", np.zeros((0, units)))
        graph.take(before, f"{name}_known", units)
        found = graph.add("Reshape", f"{name}_found", steps, flat)
        states.append(graph.add("Concat", name, before, found, axis=0))
        graph.give(states[-1], f"{name}_all", units)
    return states


def _direction(graph: Graph, name: str, layer: keras.layers.GRU) -> _Direction:
    _, recurrent, (_, bias) = layer.get_weights()
    weights = [
        graph.constant(f"{name}_recurrent_{part}", weight)
        for part, weight in zip(_PARTS, np.split(recurrent, 3, 1), strict=True)
    ]
    places = graph.take(f"{name}_places", f"{name}_steps", "lanes", dtype=INT64)
    return _Direction(name, layer.units, places, weights, bias[2 * layer.units :])


def _project(graph: Graph, layers: Sequence[keras.layers.GRU], vectors: str) -> str:
    """The projections of the list, each with its biases (1 + known + pieces, 6 x units).

    Each part of each direction has one (units,). The first row is of padding: it keeps the state.
    """
    width = 6 * layers[0].units
    kernels, biases, padding = [], [], []
    for layer in layers:
        kernel, _, (bias, recurrent_bias) = layer.get_weights()
        in_gates = np.arange(len(bias)) < 2 * layer.units
        kernels.append(kernel)
        biases.append(bias + in_gates * recurrent_bias)
        padding.append(np.repeat([CERTAIN, 0, 0], layer.units))
    pieces = graph.take("pieces", "new", dtype=INT64)
    stored = graph.add("Gather", "stored", vectors, pieces)
    words = graph.add("Cast", "words", stored, to=FLOAT)
    kernel = graph.constant("kernel", np.concatenate(kernels, 1))
    product = graph.add("MatMul", "projections_unbiased", words, kernel)
    bias = graph.constant("biases", np.concatenate(biases))
    projected = graph.add("Add", "projected", product, bias)
    graph.give(projected, "new", width)
    known = graph.take(graph.constant("known", np.zeros((0, width))), "known_pieces", width)
    first = graph.constant("padding", np.concatenate(padding)[None])
    return graph.add("Concat", "projections", first, known, projected, axis=0)


def _read_few(outer: Graph, directions: Sequence[_Direction], projections: str) -> Graph:
    """Gives the states of each direction (steps, lanes, units)."""
    graph = Graph(outer.under("few"))
    listed = graph.add("Cast", "listed", graph.length("size", projections), to=FLOAT)
    off_on = outer.constant("off_on", [0, 1])
    columns = graph.add("Transpose", "columns", projections, perm=[1, 0])
    names = [f"{each.name}_columns" for each in directions]
    kernels = graph.add_several("Split", names, columns, axis=0)
    for each, kernel in zip(directions, kernels, strict=True):
        units = each.units
        # linear_before_reset: the reset gate acts after the product, as Keras's `reset_after` does.
        states = graph.add(
            "GRU",
            f"{each.name}_states",
            graph.add("OneHot", f"{each.name}_tokens", each.places, listed, off_on),
            graph.add("Unsqueeze", f"{each.name}_kernel", kernel, graph.whole(0)),
            _for_operator(outer, f"{each.name}_recurrent_turned", each.recurrent),
            outer.constant(f"{each.name}_biases", np.r_[np.zeros(5 * units), each.bias][None]),
            hidden_size=units,
            linear_before_reset=1,
        )
        read = graph.add("Squeeze", each.name, states, graph.whole(1))
        graph.give(read, f"{each.name}_steps", "lanes", units)
    return graph


def _for_operator(graph: Graph, name: str, weights: Sequence[str]) -> str:
    """Weights (1, 3 x units, units), which the runtime makes once, when it loads the others."""
    together = graph.add("Concat", f"{name}_before", *weights, axis=1)
    turned = graph.add("Transpose", f"{name}_flat", together, perm=[1, 0])
    return graph.add("Unsqueeze", name, turned, graph.whole(0))


def _read_more(
    outer: Graph, directions: Sequence[_Direction], projections: str, lanes: str
) -> Graph:
    """Gives the states of each direction (steps, lanes, units)."""
    graph = Graph(outer.under("more"))
    units = directions[0].units
    size = graph.add("Concat", "size", lanes, graph.whole(units), axis=0)
    start = graph.add("Expand", "start", outer.constant("nothing", np.zeros((1, units))), size)
    names = [f"{each.name}_{part}" for each in directions for part in _PARTS]
    parts = graph.add_several("Split", names, projections, axis=1)
    for each, own in zip(directions, (parts[:3], parts[3:]), strict=True):
        here = graph.under(each.name)
        _, states = here.add_several(
            "Scan",
            ["last", "states"],
            start,
            *(here.add("Gather", f"{part}_of_tokens", part, each.places) for part in own),
            body=_step(here, each),
            num_scan_inputs=3,
        )
        graph.give(states, f"{each.name}_steps", "lanes", units)
    return graph


def _step(outer: Graph, each: _Direction) -> Graph:
    """From the states of lanes (lanes, units), and the projections of a token of each, to the next.

    Cho et al. 2014, "Learning Phrase Representations using RNN Encoder-Decoder", eq. 5 to 8, with
    the reset gate behind the recurrent product, as in Keras.
    """
    graph = Graph(outer.under("step"))
    state = graph.take("state", "lanes", each.units)
    update, reset, candidate = (
        graph.take(f"{part}_projection", "lanes", each.units) for part in _PARTS
    )
    of_update, of_reset, of_candidate = (
        graph.add("MatMul", f"{part}_product", state, weight)
        for part, weight in zip(_PARTS, each.recurrent, strict=True)
    )
    keep = graph.add("Sigmoid", "keep", graph.add("Add", "update", of_update, update))
    hear = graph.add("Sigmoid", "hear", graph.add("Add", "reset", of_reset, reset))
    biased = graph.add("Add", "biased", of_candidate, graph.constant("bias", each.bias))
    heard = graph.add("Mul", "heard", hear, biased)
    proposed = graph.add("Tanh", "proposed", graph.add("Add", "candidate", heard, candidate))
    kept = graph.add("Mul", "kept", keep, graph.add("Sub", "difference", state, proposed))
    after = graph.add("Add", "after", proposed, kept)
    graph.give(after, "lanes", each.units)
    graph.give(graph.add("Identity", "told", after), "lanes", each.units)
    return graph
