"""A version, tried before anyone relies on it."""

from pathlib import Path

from model.error import UnusableVersion
from model.predict import EmotionClassifier


def try_version(folder: Path) -> EmotionClassifier:
    """The classifier in a folder, after a prediction that shows that it works.

    Raises:
        UnusableVersion: it cannot be loaded, or cannot predict.
    """
    classifier = EmotionClassifier.load(folder)
    try:
        classifier.predict(["I passed the exam."])
    except Exception as error:  # the runtime's own errors have no common base but this
        raise UnusableVersion(
            f"version {classifier.version} in {folder} cannot predict: {error}. "
            "Promote another version."
        ) from error
    return classifier
