"""The network as it is served, in ONNX Runtime: no TensorFlow."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # heeded only if set before the import

import onnxruntime
from numpy.typing import NDArray

from model.annotation import EMOTIONS
from model.error import UnusableVersion
from model.lanes import DIRECTIONS, Lanes, read_changes, read_whole, restarts
from model.tokenizer import PAD

_THREADS = 2  # halve the wait where there are two cores, and lose nothing where there is one
_TOKENS = 2000  # at once in a thread: with more, the memory grows
_MOST_KEPT = 1024  # projections: 5 MB in the shipped version
_NOT_KEPT = _MOST_KEPT + 1
_BEFORE = [f"{name}_before" for name in DIRECTIONS]

Ids = NDArray[np.int32]
Probabilities = NDArray[np.float32]
Given = dict[str, NDArray[Any]]
Reading = tuple[Probabilities, Given]
"""The probabilities (7,) of a text, and what texts that are like it go on from."""


class Network:
    """From token numbers (texts, tokens) to probabilities (texts, 7). Threads may share one."""

    def __call__(self, ids: Ids) -> Probabilities:
        """The probabilities of texts."""
        raise NotImplementedError

    def vary(self, ids: Ids, varied: Ids) -> tuple[Probabilities, Probabilities]:
        """The probabilities (7,) of one text (1, tokens), and those of texts that are like it.

        It takes two threads, and not much memory, however many texts there are.
        """
        said = np.empty((len(varied), len(EMOTIONS)), np.float32)
        parts = _THREADS * -(-varied.size // (_THREADS * _TOKENS))
        with ThreadPoolExecutor(_THREADS) as threads:
            reading = threads.submit(self._read_one, ids)
            plans = [
                self._plan(ids, varied[part::parts]) for part in range(min(parts, len(varied)))
            ]
            whole = reading.result()
            for part, found in enumerate(threads.map(lambda plan: plan(whole), plans)):
                said[part::parts] = found
        return whole[0], said

    def _read_one(self, ids: Ids) -> Reading:
        return self(ids)[0], {}

    def _plan(self, ids: Ids, varied: Ids) -> Callable[[Reading], Probabilities]:
        """What tells the probabilities of texts like one, once that is read."""
        return lambda whole: self(varied)


class OnnxNetwork(Network):
    """A network in an ONNX file, which `open_network` opens."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session

    def __call__(self, ids: Ids) -> Probabilities:
        return self._run(["probabilities"], {"ids": ids})[0]

    def _run(self, names: list[str], given: dict[str, Any]) -> list[NDArray[np.float32]]:
        return [np.asarray(each, np.float32) for each in self._session.run(names, given)]


class ProjectingNetwork(OnnxNetwork):
    """One that multiplies no piece twice, as those exported since 2026-11-29 (`model.export`).

    The projections of the pieces that come up first are kept: those are in most texts. And of a
    text that is like another, it reads onward from the first token that differs and back from the
    last: half of the work where that is one.
    """

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        super().__init__(session)
        vocabulary = int(session.get_modelmeta().custom_metadata_map["vocabulary"])
        (known,) = (each for each in session.get_overridable_initializers() if each.name == "known")
        self._kept = np.zeros((_MOST_KEPT, known.shape[1]), np.float32)
        # By piece: 0 for padding, 1 and on for what is kept, behind that what is not.
        self._codes = np.arange(_NOT_KEPT, _NOT_KEPT + vocabulary)
        self._codes[PAD] = 0
        self._count = 0
        self._keeping = threading.Lock()

    def __call__(self, ids: Ids) -> Probabilities:
        return self._read_whole(["probabilities"], ids)[0]

    def _read_one(self, ids: Ids) -> Reading:
        said, *states = self._read_whole(["probabilities", *DIRECTIONS], ids)
        return said[0], dict(zip(_BEFORE, states, strict=True)) | {"known": restarts(states)}

    def _plan(self, ids: Ids, varied: Ids) -> Callable[[Reading], Probabilities]:
        differs = varied != ids
        pieces, listed = self._list(np.append(ids, varied[differs]))
        listed += ids.size  # behind the restarts
        places = np.repeat(listed[None, : ids.size], len(varied), 0)
        places[differs] = listed[ids.size :]
        lanes = read_changes(places, differs)

        def ask(whole: Reading) -> Probabilities:
            _, before = whole
            known = np.concatenate([before["known"], pieces["known"]])
            given = pieces | before | {"known": known}
            return self._read(["probabilities"], given, varied, lanes)[0]

        return ask

    def _read_whole(self, names: list[str], ids: Ids) -> list[NDArray[np.float32]]:
        pieces, places = self._list(ids)
        return self._read(names, pieces, ids, read_whole(places.reshape(ids.shape)))

    def _list(self, ids: Ids) -> tuple[Given, NDArray[np.int64]]:
        """The pieces of texts, kept or not, and the place of each token (tokens,) among them."""
        codes, places = np.unique(np.append(0, self._codes[ids]), return_inverse=True)
        first_new = np.searchsorted(codes, _NOT_KEPT)
        known, pieces = self._kept[codes[1:first_new] - 1], codes[first_new:] - _NOT_KEPT
        return {"known": known, "pieces": pieces}, places.ravel()[1:]

    def _read(
        self, names: list[str], given: Given, ids: Ids, lanes: list[Lanes]
    ) -> list[NDArray[np.float32]]:
        for name, each in zip(DIRECTIONS, lanes, strict=True):
            given |= {f"{name}_places": each.places, f"{name}_states": each.states}
        tokens = (ids != PAD).astype(np.float32)
        *found, projected = self._run([*names, "projected"], given | {"tokens": tokens})
        if len(projected) and self._count < _MOST_KEPT:
            self._keep(given["pieces"], projected)
        return found

    def _keep(self, pieces: NDArray[np.int64], projected: NDArray[np.float32]) -> None:
        with self._keeping:
            for piece, projection in zip(pieces, projected, strict=True):
                if self._codes[piece] >= _NOT_KEPT and self._count < _MOST_KEPT:
                    self._kept[self._count] = projection
                    self._count += 1
                    self._codes[piece] = self._count


def open_network(path: Path) -> OnnxNetwork:
    """The network in an ONNX file.

    Raises:
        UnusableVersion: the file is damaged.
    """
    options = onnxruntime.SessionOptions()
    # One thread a call: these networks are too small to share out, and the caller has threads.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # it keeps a plan for every size of a batch that comes up
    options.log_severity_level = 3  # errors: it warns of weights that are inputs, as ours are
    try:
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's own errors have no common base but this
        raise UnusableVersion(f"cannot load {path}: {error}. Restore the version.") from error
    projecting = any(each.name == "projected" for each in session.get_outputs())
    return (ProjectingNetwork if projecting else OnnxNetwork)(session)
