"""The corpora, which are not part of the project: where they lie, and what to do if they do not."""

import os
from pathlib import Path

CORPORA = Path(os.environ.get("EMOTION_CORPORA") or Path(__file__).parents[2] / "shared" / "data")
ISEAR = CORPORA / "isear"
COMMENTS = CORPORA / "goemotions" / "seven.csv"
HOW = "export EMOTION_CORPORA=FOLDER, one that has isear/train.csv, validation.csv and test.csv"
