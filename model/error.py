"""What can go wrong in `model`, as one tree.

    ModelError
    ├── UnusableText     a text that no emotion can be predicted for
    ├── UnusableDataset  a CSV that a network cannot be trained or evaluated on
    └── UnusableVersion  a trained version that is missing, damaged or of other labels

Every message says what failed, the value, and what to do.
"""


class ModelError(Exception):
    """Base of every error that `model` raises on purpose."""


class UnusableText(ModelError):
    """A text that no emotion can be predicted for: empty, too long, or without a letter."""


class UnusableDataset(ModelError):
    """A CSV that a network cannot be trained or evaluated on."""


class UnusableVersion(ModelError):
    """A trained version that is missing, damaged, or knows other emotions than these seven."""
