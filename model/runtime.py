"""The network as it is served, in ONNX Runtime: no TensorFlow."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # heeded only if set before the import

import onnxruntime
from numpy.typing import NDArray

from model.error import UnusableVersion

Ids = NDArray[np.int32]
Probabilities = NDArray[np.float32]
Vary = Callable[[Ids, int, int], Probabilities]
"""From token numbers (texts, tokens) that differ from a text only between two places in it, and
those places, to probabilities (texts, 7)."""


class Network:
    """From token numbers (texts, tokens) to probabilities (texts, 7). Threads may share one."""

    def __call__(self, ids: Ids) -> Probabilities:
        """The probabilities of texts."""
        raise NotImplementedError

    def read(self, ids: Ids) -> tuple[Probabilities, Vary]:
        """The probabilities (7,) of one text (1, tokens), and what tells those of texts like it."""
        return self(ids)[0], lambda varied, start, end: self(varied)


class OnnxNetwork(Network):
    """A network in an ONNX file, which `open_network` opens."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session

    def __call__(self, ids: Ids) -> Probabilities:
        return self._run(["probabilities"], {"ids": ids})[0]

    def _run(self, names: list[str], given: dict[str, Any]) -> list[NDArray[np.float32]]:
        return [np.asarray(each, np.float32) for each in self._session.run(names, given)]


class ResumableNetwork(OnnxNetwork):
    """One that tells its states, and can go on from them, as those exported since 2026-11-28.

    Of a text in which some tokens changed, what was read forwards up to them and backwards down to
    them is as it was: half of the work, for a change of one word.
    """

    def read(self, ids: Ids) -> tuple[Probabilities, Vary]:
        said, forward, backward = self._run(["probabilities", "forward", "backward"], {"ids": ids})

        def vary(varied: Ids, start: int, end: int) -> Probabilities:
            given = {"ids": varied, "before": forward[: start + 1], "after": backward[end:]}
            return self._run(["probabilities"], given)[0]

        return said[0], vary


def open_network(path: Path) -> OnnxNetwork:
    """The network in an ONNX file.

    Raises:
        UnusableVersion: the file is damaged.
    """
    options = onnxruntime.SessionOptions()
    # One thread a call: these networks are too small to share out, and the caller has threads.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors: it warns of weights that are inputs, as ours are
    try:
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's own errors have no common base but this
        raise UnusableVersion(f"cannot load {path}: {error}. Restore the version.") from error
    resumable = any(each.name == "forward" for each in session.get_outputs())
    return (ResumableNetwork if resumable else OnnxNetwork)(session)
