"""Compare the shipped network with simpler ones and with its teachers: docs/network.md.

    python -m tests.benchmarks.networks --teacher-python PYTHON

Needs what `make network` made in build/network. Takes about ten minutes; let nothing else run.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from model.describe import renew
from model.error import ModelError
from model.version import version_folder
from tests.benchmarks.networks.comparison import compare, markdown
from tests.corpora import CORPORA

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "network.md"
START = "<!-- Measured by make compare -->\n"
END = "<!-- End of what was measured -->\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. 0: the page is renewed. 1: something is missing. 2: wrong arguments."""
    arguments = _parse(argv)
    try:
        page = arguments.page.read_text(encoding="utf-8")
        renew(page, "", START, END)  # a page without a place for the table is told of at once
        with tempfile.TemporaryDirectory() as scratch:
            measured = compare(
                arguments.corpora / "isear",
                version_folder(arguments.version),
                arguments.work,
                arguments.teacher_python,
                Path(scratch),
            )
        content = markdown(measured, datetime.now(UTC).date(), arguments.where)
        arguments.page.write_text(renew(page, content, START, END), encoding="utf-8")
    except (ModelError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(content, end="")
    return 0


def _parse(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.networks",
        description="Compare the shipped network with simpler ones and with its teachers.",
    )
    add = parser.add_argument
    add("--teacher-python", required=True, metavar="PYTHON", help="one that has PyTorch and MiniLM")
    add("--corpora", type=Path, default=CORPORA, metavar="FOLDER", help="with isear in it")
    add("--work", type=Path, default=ROOT / "build/network", metavar="FOLDER")
    add("--version", metavar="NAME", help="default: the one in versions/current")
    add("--page", type=Path, default=PAGE, metavar="FILE", help="default: docs/network.md")
    add("--where", default="one core", metavar="WORDS", help="what it is measured on")
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
