import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from model.evidence import Evidence, find_evidence, strongest
from model.predict import EmotionClassifier
from model.runtime import Network, ProjectingNetwork
from model.tokenizer import UNKNOWN, TextTokenizer
from model.version import version_folder

LONGEST = 40  # pieces
CARRIED = {"won": 0.3, "prize": 0.2, "lost": -0.1}  # what each adds to joy, which begins with 0.3
VOCABULARY = (
    *("[PAD]", "[UNK]", *CARRIED, "i", "the", "when", "my", "mother", "did", "##n", "'", "s", "t"),
    *("well", "-", "known", "old", "dog", ".", "unhappi", "##ness", "cafe", "felt", "sad", "so"),
)
NUMBERS = {piece: number for number, piece in enumerate(VOCABULARY)}


class Adding(Network):
    """Joy is 0.3 and what each piece carries, once if it stands there twice; keeps what it saw."""

    def __init__(self):
        self.seen = []
        self._lock = threading.Lock()

    def __call__(self, ids):
        with self._lock:
            self.seen.append(ids)
        joy = 0.3 + sum(
            share * (ids == NUMBERS[word]).any(1) for word, share in CARRIED.items()
        ).astype(np.float32)
        others = np.repeat((1 - joy[:, None]) / 6, 6, axis=1)
        return np.concatenate([joy[:, None], others], axis=1).astype(np.float32)

    def rows(self):
        """Every row it was asked about, without padding."""
        return [[int(number) for number in row if number] for ids in self.seen for row in ids]


class Whole(Network):
    """Another network, which is asked about whole texts only."""

    def __init__(self, network):
        self._network = network

    def __call__(self, ids):
        return self._network(ids)


def _tokenizer(*cuts):
    tokenizer = Tokenizer(models.WordPiece(NUMBERS, unk_token="[UNK]"))
    lower = normalizers.BertNormalizer(lowercase=True)
    tokenizer.normalizer = normalizers.Sequence([*cuts, lower])
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.enable_truncation(LONGEST)
    return TextTokenizer(tokenizer)


@pytest.fixture
def network():
    return Adding()


@pytest.fixture
def classifier(network):
    return EmotionClassifier(None, _tokenizer(), network)


@pytest.fixture(scope="module")
def shipped():
    return EmotionClassifier.load(version_folder())


def _words(classifier, text):
    return [text[each.start : each.end] for each in find_evidence(classifier, text)]


def _numbers(*pieces):
    return [NUMBERS.get(piece, UNKNOWN) for piece in pieces]


def test_a_word_carried_the_probability_that_goes_with_it(classifier):
    evidence = find_evidence(classifier, "So, I WON the prize.")
    assert [(each.start, each.end) for each in evidence] == [
        (0, 2),
        (4, 5),
        (6, 9),
        (10, 13),
        (14, 19),
    ]
    assert [each.lost for each in evidence] == pytest.approx([0, 0, 0.3, 0, 0.2], abs=1e-6)


def test_a_word_that_spoke_against_the_emotion_is_below_0(classifier):
    *_, lost = find_evidence(classifier, "I won when I lost")
    assert lost.lost == pytest.approx(-0.1, abs=1e-6)


def test_what_is_lost_is_of_the_emotion_that_is_shown():
    class Tied(Network):  # fear without its one word, and a tie in what is shown with it
        def __call__(self, ids):
            tie = [0.3000001, 0.3000004, 0.4 - 5e-7, 0, 0, 0, 0]
            fear = [0.1, 0.9, 0, 0, 0, 0, 0]
            whole = (ids == NUMBERS["won"]).any(1, keepdims=True)
            shown = [tie[0] + 0.05, tie[1] + 0.05, tie[2] - 0.1, 0, 0, 0, 0]
            return np.where(whole, shown, fear).astype(np.float32)

    classifier = EmotionClassifier(None, _tokenizer(), Tied())
    (won,) = find_evidence(classifier, "won")
    assert won.lost == pytest.approx(0.35 - 0.1, abs=1e-5)  # joy, the first of the tie


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("My mother's dog didn't.", ["My", "mother's", "dog", "didn't"]),
        ("mother\u2019s \u2018did\u2019", ["mother\u2019s", "did"]),
        ("'dog' - well-known--so", ["dog", "well-known", "so"]),
        ("old_dog dog...so", ["old", "dog", "dog", "so"]),
        ("\U0001f622 dog\U0001f622dog \u2764\ufe0fso", ["dog", "dog", "so"]),
        ("16 dogs, 2.5 m\u00b2", ["16", "dogs", "2", "5", "m\u00b2"]),
        ("cafe\u0301 CAF\u00c9 \u0301", ["cafe\u0301", "CAF\u00c9"]),
        (
            "\u0627\u0644\u0633\u0644\u0627\u0645 \u0639\u0644\u064a\u0643\u0645",
            ["\u0627\u0644\u0633\u0644\u0627\u0645", "\u0639\u0644\u064a\u0643\u0645"],
        ),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"],
        ),
        (
            "\u0939\u093f\u0928\u094d\u0926\u0940 dog",
            ["\u0939\u093f\u0928\u094d\u0926\u0940", "dog"],
        ),
        ("\u0130stanbul \u00dfo \ufb01t dog", ["\u0130stanbul", "\u00dfo", "\ufb01t", "dog"]),
        ("\u6211\u5f88\u9ad8\u5174\u3002dog", ["\u6211\u5f88\u9ad8\u5174", "dog"]),
        ("\U0001d521\U0001d52c\U0001d524 dog", ["\U0001d521\U0001d52c\U0001d524", "dog"]),
        ("a\ud83dz\x00dog", ["a", "z", "dog"]),
        ("\u202bdog\u202c\u200bso", ["dog", "so"]),
    ],
)
@pytest.mark.parametrize("of", ["classifier", "shipped"])
def test_a_word_is_what_a_person_sees_as_one(request, of, text, words):
    assert _words(request.getfixturevalue(of), text) == words


@pytest.mark.parametrize(
    "text", ["", "  \n", "!?...", "\U0001f622", "\x00", "\ud800", "\u0301", "_-'"]
)
@pytest.mark.parametrize("of", ["classifier", "shipped"])
def test_a_text_without_words_has_no_evidence(request, of, text):
    evidence = find_evidence(request.getfixturevalue(of), text)
    assert evidence == strongest(evidence) == []


def test_every_piece_of_a_word_is_hidden_with_it(classifier, network):
    find_evidence(classifier, ".my mother's unhappiness.")
    assert sorted(network.rows()) == sorted(
        [
            _numbers(".", "my", "mother", "'", "s", "unhappi", "##ness", "."),
            _numbers(".", "[UNK]", "mother", "'", "s", "unhappi", "##ness", "."),
            _numbers(".", "my", "[UNK]", "[UNK]", "[UNK]", "unhappi", "##ness", "."),
            _numbers(".", "my", "mother", "'", "s", "[UNK]", "[UNK]", "."),
        ]
    )


def test_the_only_word_is_hidden_too(classifier, network):
    (won,) = find_evidence(classifier, "Won!")
    assert won.lost == pytest.approx(0.3, abs=1e-6)
    assert _numbers("[UNK]", "!") in network.rows()


def test_a_word_that_stands_twice_is_hidden_once_at_a_time(classifier):
    evidence = find_evidence(classifier, "won won prize")
    assert [each.start for each in evidence] == [0, 4, 8]
    assert [each.lost for each in evidence] == pytest.approx([0, 0, 0.2], abs=1e-6)


@pytest.mark.parametrize("instead", ["when ", "When ", ""])
def test_an_opening_that_is_not_read_moves_no_word(network, instead):
    cut = normalizers.Replace(Regex(r"(?i)\A\s*I felt[^.]* when "), instead)
    classifier = EmotionClassifier(None, _tokenizer(cut), network)
    text = "  I felt s\u00f3 s\u00e1d when my CAFE\u0301 w\u00f3n the prize."
    evidence = find_evidence(classifier, text)
    assert [text[each.start : each.end] for each in evidence] == [
        "my",
        "CAFE\u0301",
        "w\u00f3n",
        "the",
        "prize",
    ]
    assert [each.lost for each in evidence] == pytest.approx([0, 0, 0.3, 0, 0.2], abs=1e-6)


def test_what_is_cut_off_is_no_evidence(classifier):
    assert len(find_evidence(classifier, "dog " * 10_000)) == LONGEST
    assert _words(classifier, "dog " * (LONGEST - 1) + "unhappiness dog")[-1] == "unhappiness"


def test_a_long_text_is_asked_about_in_small_parts(classifier, network, monkeypatch):
    monkeypatch.setattr("model.runtime._TOKENS", 10 * LONGEST)
    find_evidence(classifier, "dog " * 10_000)
    assert sorted(map(len, network.seen)) == [1, 10, 10, 10, 10]


def test_going_on_from_what_was_read_gives_what_reading_all_of_it_gives(shipped):
    text = "I was so unhappily surprised when my old dog, which I'd loved, died on a Sunday."
    assert isinstance(shipped._network, ProjectingNetwork)
    whole = EmotionClassifier(shipped.card, shipped._tokenizer, Whole(shipped._network))

    assert [each.lost for each in find_evidence(shipped, text)] == pytest.approx(
        [each.lost for each in find_evidence(whole, text)], abs=1e-5
    )


def test_threads_share_a_classifier(shipped):
    texts = [f"{'very ' * (n % 7)}old dog {n} died" for n in range(24)]
    expected = [find_evidence(shipped, text) for text in texts]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda text: find_evidence(shipped, text), texts)) == expected


@pytest.mark.parametrize(
    ("lost", "shown"),
    [
        ([], []),
        ([0.04, -0.5], []),
        ([0.05], [0]),
        ([-0.9, 0.06, 0.01], [1]),
        ([0.1, 0.2, 0.3, 0.4], [1, 2, 3]),
        ([0.8, 0.2, 0.19], [0, 1]),
        ([0.1, 0.1, 0.1, 0.1], [0, 1, 2]),
    ],
)
def test_few_words_are_shown_and_only_those_that_carried_something(lost, shown):
    evidence = [Evidence(10 * index, 10 * index + 5, share) for index, share in enumerate(lost)]
    assert strongest(evidence) == [evidence[index] for index in shown]
