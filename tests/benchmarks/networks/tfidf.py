"""TF-IDF and a logistic regression: what words and pairs of words say, without their order.

    python -m tests.benchmarks.networks.tfidf ISEAR-FOLDER OUT.joblib

Needs scikit-learn. How strongly it is held back from learning by heart is chosen on validation.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import joblib
import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.pipeline import Pipeline, make_pipeline

from model.dataset import Example, truth_of
from model.distil.rows import read_isear

STRENGTHS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)


class Tfidf:
    """A regression that `main` has written."""

    def __init__(self, path: Path) -> None:
        self.files = [path]
        self._pipeline = joblib.load(path)

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.asarray(self._pipeline.decision_function(texts), np.float32)

    def parameters(self) -> tuple[int, int]:
        weights, regression = self._pipeline[0].idf_, self._pipeline[-1]
        count = weights.size + regression.coef_.size + regression.intercept_.size
        return count, count


def load(paths: Sequence[Path]) -> Tfidf:
    """The regression in a file."""
    (path,) = paths
    return Tfidf(path)


def train(learn: Sequence[Example], check: Sequence[Example]) -> Pipeline:
    """The regression that has the best macro-F1 on the examples to check with."""
    fitted = [_fit(learn, strength) for strength in STRENGTHS]
    texts, truth = [example.text for example in check], truth_of(check)
    return max(fitted, key=lambda each: f1_score(truth, each.predict(texts), average="macro"))


def _fit(learn: Sequence[Example], strength: float) -> Pipeline:
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    pipeline = make_pipeline(words, LogisticRegression(C=strength, max_iter=1000))
    return pipeline.fit([example.text for example in learn], truth_of(learn))


def main(argv: Sequence[str]) -> None:
    """Train on the texts that the network learns from, and write what was learnt."""
    isear, made = map(Path, argv)
    splits = read_isear(isear)
    joblib.dump(train(splits.learn, splits.check), made)


if __name__ == "__main__":
    main(sys.argv[1:])
