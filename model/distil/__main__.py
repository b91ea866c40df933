"""Make the shipped version again: rows, teachers, word vectors, students, the card.

    python -m model.distil --corpora FOLDER --teacher-python PYTHON

What a stage made is kept below ``--work``, and made again only when its code or what it reads has
changed. The stages up to the teachers run in another Python: PyTorch, which teaches, and
TensorFlow, which learns, need not be in one.
"""

import argparse
import math
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from model.card import read_card
from model.distil.stage import Stage, run_together
from model.error import ModelError
from model.version import VERSIONS, check_free, how_to_use, next_version

TEACHERS, STUDENTS = 4, 3


def stages(
    corpora: Path, work: Path, teacher_python: str, teachers: int, students: int
) -> list[list[Stage]]:
    """All stages in their order; those in one list do not depend on each other."""
    isear, comments = corpora / "isear", corpora / "goemotions" / "first-person.csv"

    def of_teacher(module: str, *arguments: object) -> list[str]:
        return [teacher_python, "-m", f"model.distil.{module}", *map(str, arguments)]

    def of_student(module: str, *arguments: object) -> list[str]:
        return [sys.executable, "-m", f"model.distil.{module}", *map(str, arguments)]

    tokenizer = Stage(work / "tokenizer.json", of_teacher("vocabulary"))
    rows = Stage(work / "rows.csv", of_teacher("augmentation", isear, comments), [isear, comments])
    teaching = [
        Stage(work / f"teacher-{seed}", of_teacher("teacher", isear, seed), [isear])
        for seed in range(1, teachers + 1)
    ]
    made = [teacher.made for teacher in teaching]
    scoring = [
        Stage(work / f"said-{seed}.npy", of_teacher("scoring", *read), read)
        for seed, teacher in enumerate(made, 1)
        for read in [[teacher, rows.made]]
    ]
    vectors = Stage(work / "embedding.npy", of_student("embedding", *made), made)
    seen = [isear, rows.made, tokenizer.made, vectors.made, *(said.made for said in scoring)]
    studying = [
        Stage(work / f"students/seed-{seed}", of_student("student", seed, *seen), seen)
        for seed in range(1, students + 1)
    ]
    return [[tokenizer, rows, *teaching], [vectors, *scoring], studying]


def choose(students: Sequence[Path]) -> Path:
    """Of the students that cannot be told from the best, the one with the most honest confidence.

    Both by the validation texts alone. What cannot be told apart is within one standard error, as
    in Breiman et al. 1984, "Classification and Regression Trees", section 3.4.3.
    """
    measured = {folder: read_card(folder).validation for folder in students}
    best = max(measured.values(), key=lambda each: each.macro_f1)
    error = math.sqrt(best.accuracy * (1 - best.accuracy) / best.texts)
    good = [folder for folder in students if measured[folder].macro_f1 >= best.macro_f1 - error]
    return min(good, key=lambda folder: measured[folder].calibration_error)


def ship(students: Sequence[Path], name: str, root: Path) -> Path:
    """The best student as a version of that name; its card tells of the others' test scores too."""
    seeds = {}
    for folder in students:
        test = read_card(folder).test
        if test:
            seeds[folder.name.removeprefix("seed-")] = test.macro_f1
    made = shutil.copytree(choose(students), root / name)
    replace(read_card(made), version=name, seeds=seeds).write(made)
    return made


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m model.distil", description="Make the shipped version again."
    )
    add = parser.add_argument
    add("--corpora", type=Path, required=True, metavar="FOLDER", help="with isear and goemotions")
    add("--teacher-python", required=True, metavar="PYTHON", help="one that has PyTorch and MiniLM")
    add("--teachers", type=int, default=TEACHERS, metavar="N", help="how many (%(default)s)")
    add("--students", type=int, default=STUDENTS, metavar="N", help="of which one is shipped")
    add("--work", type=Path, default=Path("build/network"), metavar="FOLDER")
    add("--out", type=Path, default=VERSIONS, metavar="FOLDER", help="default: model/versions")
    add("--version", metavar="NAME", help="default: the date and a counter, as 2026-11-22.1")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. 0: done. 1: a stage failed, or a corpus is missing."""
    arguments = _parse(argv)
    name = arguments.version or next_version(datetime.now(UTC).date(), arguments.out)
    try:
        check_free(name, arguments.out)
        (arguments.work / "students").mkdir(parents=True, exist_ok=True)
        for together in stages(
            arguments.corpora,
            arguments.work,
            arguments.teacher_python,
            arguments.teachers,
            arguments.students,
        ):
            run_together(together)
        made = ship([stage.made for stage in together], name, arguments.out)
    except ModelError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{made}\n{how_to_use(made)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
