"""Text to token numbers: one ``tokenizer.json``, the same for training and for serving."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from model.error import UnusableVersion
from model.text import MAX_CHARACTERS

PAD, UNKNOWN = 0, 1
_SPECIAL = ["[PAD]", "[UNK]"]
# What cannot be handed to the tokenizer (half a surrogate pair) or is no text (NUL): a space.
_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
# Surveys have people write "I felt ... when", "I feel [blank] because", "I felt this emotion when".
# It says nothing, and a network that has seen it often reads something into it.
_BLANK = r"(?:\.{2,}|\x{2026}|[_-]{2,}|\*+|[\[<(][^\])>]{0,20}[\])>])"
_POINTER = r"(?:it|this|that|so|the|same|way|feeling|emotion)"
_EMPTY_OPENING = Regex(
    rf"(?i)\A\W*I (?:have )?(?:felt|feel) *"
    rf"(?:{_BLANK}[ ,]*|(?:{_POINTER} +)*(?=(?:when|because|after|as|if)\b))"
)


class TextTokenizer:
    """The vocabulary of one network. Texts are lower-cased and cut into words and word pieces.

    Any string has an encoding: what the vocabulary lacks is ``[UNK]``, a text of which nothing
    is left is one ``[UNK]``, and what stands behind the longest length is not read.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    @classmethod
    def train(cls, texts: Iterable[str], size: int, max_tokens: int) -> "TextTokenizer":
        """A vocabulary of at most ``size`` pieces; a text is read up to ``max_tokens`` of them."""
        # Byte pairs, because their training alone gives the same vocabulary every time. A word
        # begins with a mark, so that a whole word is not taken for a piece of another.
        tokenizer = Tokenizer(models.BPE(unk_token="[UNK]"))
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
        mark = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
        words = pre_tokenizers.BertPreTokenizer()
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([words, mark])
        trainer = trainers.BpeTrainer(
            vocab_size=size,
            min_frequency=2,
            limit_alphabet=size // 2,
            special_tokens=_SPECIAL,
            show_progress=False,
        )
        tokenizer.train_from_iterator(map(readable, texts), trainer)
        tokenizer.enable_truncation(max_tokens)
        return cls(tokenizer)

    @classmethod
    def of_pieces(cls, pieces: Sequence[str], max_tokens: int) -> "TextTokenizer":
        """A tokenizer for known word pieces, numbered in their order behind `PAD` and `UNKNOWN`.

        A piece that does not begin a word has ``##`` before it. An opening without content, as
        ``I felt this when``, is not read.
        """
        numbered = {piece: number for number, piece in enumerate((*_SPECIAL, *pieces))}
        tokenizer = Tokenizer(models.WordPiece(numbered, unk_token="[UNK]"))
        cut = normalizers.Replace(_EMPTY_OPENING, "")
        lower = normalizers.BertNormalizer(lowercase=True)
        tokenizer.normalizer = normalizers.Sequence([cut, lower])
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        tokenizer.enable_truncation(max_tokens)
        return cls(tokenizer)

    @classmethod
    def load(cls, path: Path) -> "TextTokenizer":
        """The tokenizer kept in a file.

        Raises:
            UnusableVersion: the file is missing or is not a tokenizer of ours.
        """
        try:
            tokenizer = Tokenizer.from_file(str(path))
        except Exception as error:  # the library raises bare Exceptions
            raise UnusableVersion(f"cannot read {path}: {error}. Restore the version.") from error
        if [tokenizer.id_to_token(PAD), tokenizer.id_to_token(UNKNOWN)] != _SPECIAL:
            raise UnusableVersion(f"{path} does not begin with {_SPECIAL}. Restore the version.")
        return cls(tokenizer)

    def save(self, path: Path) -> None:
        """Keep the tokenizer in a file."""
        self._tokenizer.save(str(path), pretty=False)

    @property
    def size(self) -> int:
        """How many pieces the vocabulary has, ``[PAD]`` and ``[UNK]`` included."""
        return int(self._tokenizer.get_vocab_size())

    def encode(self, text: str) -> list[int]:
        """The piece numbers of a text: at least one, at most the longest length."""
        return self._tokenizer.encode(readable(text)).ids or [UNKNOWN]

    def pieces(self, text: str) -> list[tuple[int, int, int]]:
        """Each piece that is read, as (number, start, end): the characters of the text it is of.

        The numbers are those of `encode`. A piece that stands for no character is at (0, 0).
        """
        encoding = self._tokenizer.encode(readable(text))
        pieces = zip(encoding.ids, encoding.offsets, strict=True)
        return [(number, start, end) for number, (start, end) in pieces] or [(UNKNOWN, 0, 0)]

    def known_share(self, text: str) -> float:
        """The share, in 0..1, of the words of the text that the vocabulary has whole.

        0 for a text without a word. Low for another language than that of the training texts.
        """
        normal = self._tokenizer.normalizer.normalize_str(readable(text))
        pieces = self._tokenizer.pre_tokenizer.pre_tokenize_str(normal)
        words = [word for word, _ in pieces if any(map(str.isalpha, word))]
        known = [word for word in words if self._tokenizer.token_to_id(word) is not None]
        return len(known) / len(words) if words else 0.0


def readable(text: str) -> str:
    """The part of a text that is read: the first 20,000 characters, without NUL and surrogates."""
    return _UNREADABLE.sub(" ", text[:MAX_CHARACTERS])


def pad(rows: Sequence[Sequence[int]]) -> NDArray[np.int32]:
    """Token numbers as (texts, tokens), each row filled to the longest with `PAD` at its end."""
    padded = np.full((len(rows), max(map(len, rows))), PAD, np.int32)
    for row, ids in zip(padded, rows, strict=True):
        row[: len(ids)] = ids
    return padded
