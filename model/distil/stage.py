"""A stage of the work: a command, what it reads, and what it makes, once."""

import ast
import hashlib
import os
import subprocess
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from modulefinder import ModuleFinder
from pathlib import Path

from model.card import checksum
from model.error import ModelError

_ROOT = Path(__file__).parents[2]


class StageFailed(ModelError):
    """A stage ended with an error; what it and others had made before is still there."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One command, run in a process of its own on one core.

    Attributes:
        made: the file or folder that the command makes, the last argument of its command.
        command: a Python, ``-m`` and a module, and its arguments.
        reads: the files and folders that it is made from.
    """

    made: Path
    command: Sequence[str]
    reads: Sequence[Path] = ()

    def stamp(self) -> str:
        """What the stage depends on: its code, its arguments and all that it reads, as a hash.

        Of what it reads, the name and the contents count, not where it lies.
        """
        names = {str(path): path.name for path in self.reads}
        arguments = [names.get(each, each) for each in self.command[1:]]
        sums = [checksum(file) for path in self.reads for file in _files(path)]
        told = "\n".join([*arguments, *_code(self.command), *sums])
        return hashlib.sha256(told.encode()).hexdigest()

    def is_done(self) -> bool:
        """Whether it was made already, from what is there now."""
        return (
            self.made.exists()
            and self._kept().is_file()
            and self._kept().read_text() == self.stamp()
        )

    def run(self, line: int = 0) -> None:
        """Make it, with a progress bar on this line; nothing if it is done.

        Raises:
            StageFailed: the command ended with an error.
        """
        if self.is_done():
            return
        self._kept().unlink(missing_ok=True)
        one_core = dict.fromkeys(("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"), "1")
        environment = {**os.environ, **one_core, "TQDM_POSITION": str(line), "HF_HUB_OFFLINE": "1"}
        ended = subprocess.run([*self.command, str(self.made)], env=environment)
        if ended.returncode:
            raise StageFailed(
                f"{' '.join(self.command)} ended with {ended.returncode}. Mend what it says above, "
                "then run the same again: stages that are done are not repeated."
            )
        self._kept().write_text(self.stamp())

    def _kept(self) -> Path:
        return self.made.with_name(self.made.name + ".stamp")


def run_together(stages: Iterable[Stage]) -> None:
    """Run stages that do not depend on each other, one on each core.

    Raises:
        StageFailed: one of them failed; the others have ended.
    """
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        running = [pool.submit(stage.run, line) for line, stage in enumerate(stages)]
    for ended in running:
        ended.result()


def _code(command: Sequence[str]) -> list[str]:
    """The module of a command and all of ours that it imports, without what is said to people."""
    _, option, module, *_ = command
    if option != "-m":
        return []
    finder = ModuleFinder([str(_ROOT)])
    finder.import_hook(module)
    files = sorted(filter(None, (vars(each)["__file__"] for each in finder.modules.values())))
    return [ast.dump(_Silent().visit(ast.parse(Path(file).read_bytes()))) for file in files]


class _Silent(ast.NodeTransformer):
    """Code without docstrings; comments are not in a tree anyway."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        """None for a value that stands alone, and does nothing."""
        return None if isinstance(node.value, ast.Constant) else node


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file())
