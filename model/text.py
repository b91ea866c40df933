"""Which texts can be labelled, and how one is known again."""

import hashlib
import re

from model.error import UnusableText

MAX_CHARACTERS = 20_000
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffd]")


def check_text(text: str) -> str:
    """The text, unchanged, if it can be labelled, stored and exported byte for byte.

    Raises:
        UnusableText: it is blank, has over 20,000 characters, has no letter of any script, or
            has a character that is no text: NUL and other controls, a lone surrogate, or the
            U+FFFD that stands where one was lost.
    """
    if not text.strip():
        raise UnusableText("There is no text yet. Enter a sentence or two.")
    if len(text) > MAX_CHARACTERS:
        raise UnusableText(
            f"This text has {len(text):,} characters, and {MAX_CHARACTERS:,} is the most. "
            "Enter a part of it."
        )
    _check_characters(text)
    if not any(character.isalpha() for character in text):
        raise UnusableText("This text has no letters, so there is nothing to read. Enter words.")
    return text


def _check_characters(text: str) -> None:
    found = _NO_TEXT.search(text)
    if found:
        raise UnusableText(
            f"Character {found.start() + 1} of this text is U+{ord(found[0]):04X}, which is not "
            "text. Remove it; a file that was opened in the wrong way often has many of these."
        )


def identify(text: str) -> str:
    """The identity of a text: 32 hexadecimal digits, equal only for equal texts.

    Entering a text again therefore meets the decision made on it before.
    """
    return hashlib.sha256(text.encode()).hexdigest()[:32]
