import csv
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from model import dataset
from model.annotation import COLUMNS, SETTLED, Annotation, Origin, Prediction
from model.dataset import Example
from model.emotion import Emotion
from model.error import UnusableDataset
from tests.sample import in_sample


@pytest.fixture
def write(tmp_path):
    def _write(content: str | bytes, name: str = "labels.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return _write


def _examples(**texts: list[str]) -> list[Example]:
    return [Example(text, Emotion(name)) for name, own in texts.items() for text in own]


def test_a_plain_file_of_texts_and_labels_is_read(write):
    read = dataset.read_dataset(write('text,label\nI won,joy\n"Yes, I lied",guilt\n'))
    assert read.examples == [Example("I won", Emotion.JOY), Example("Yes, I lied", Emotion.GUILT)]


def test_an_exported_file_is_read_by_its_final_label(tmp_path):
    path = tmp_path / "export.csv"
    row = dict.fromkeys(COLUMNS, "") | {"text": "I won", "label": "joy", "predicted": "fear"}
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerow(row)
    assert dataset.read_dataset(path).examples == [Example("I won", Emotion.JOY)]


def test_a_byte_order_mark_line_breaks_and_columns_in_any_order_are_fine(write):
    read = dataset.read_dataset(write(b'\xef\xbb\xbflabel,x,text\r\nJoy ,1,"a\r\nb"\r\n'))
    assert read.examples == [Example("a\r\nb", Emotion.JOY)]


def test_the_checksum_is_that_of_the_file(write):
    # printf 'text,label\nhi,joy\n' | sha256sum
    expected = "73aa2220abb03bd865bffe741a5b407bc9c23d8cf783fa67528ab74166c5cad4"
    assert dataset.read_dataset(write("text,label\nhi,joy\n")).sha256 == expected


def test_the_majority_decides_about_a_text_in_any_spelling(write):
    rows = "text,label\nI won,joy\ni  WON,joy\nI won,fear\n"
    (example,) = dataset.read_dataset(write(rows)).examples
    assert example.emotion == Emotion.JOY


def test_a_tie_goes_to_the_latest_decision(write):
    rows = "text,label,updated_at\nI won,joy,2026-02-01\nI won,fear,2026-01-01\n"
    (example,) = dataset.read_dataset(write(rows)).examples
    assert example.emotion == Emotion.JOY


def test_a_tie_without_times_goes_to_the_last_row(write):
    (example,) = dataset.read_dataset(write("text,label\nI won,joy\nI won,fear\n")).examples
    assert example.emotion == Emotion.FEAR


def test_an_export_with_a_settled_decision_is_read_by_what_was_settled(tmp_path):
    at, prediction = datetime(2026, 11, 22, tzinfo=UTC), Prediction((1.0, 0, 0, 0, 0, 0, 0), "v1")
    decisions = [
        Annotation("I won", emotion, prediction, name, at, at, 2.0, origin=Origin("b", sampling))
        for name, emotion, sampling in [
            ("anna", Emotion.JOY, "random"),
            ("dora", Emotion.SHAME, SETTLED),
            ("ben", Emotion.JOY, "random"),
        ]
    ]
    path = tmp_path / "export.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *(decision.row() for decision in decisions)])

    assert dataset.read_dataset(path).examples == [Example("I won", Emotion.SHAME)]


def test_a_settled_row_decides_against_the_majority_and_later_rows(write):
    rows = (
        "text,label,updated_at,sampling\n"
        "I won,joy,2026-01-01,\n"
        "i  WON,shame,2026-01-02,settled\n"
        "I won,joy,2026-01-03,random\n"
    )
    (example,) = dataset.read_dataset(write(rows)).examples
    assert example.emotion == Emotion.SHAME


def test_of_several_settled_rows_the_latest_decides(write):
    rows = (
        "text,label,updated_at,sampling\n"
        "I won,fear,2026-01-02,settled\n"
        "I won,joy,2026-01-01,settled\n"
        "I won,joy,2026-01-03,\n"
    )
    (example,) = dataset.read_dataset(write(rows)).examples
    assert example.emotion == Emotion.FEAR


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is empty"),
        ("text,label\n", "no rows"),
        ("text,emotion\nhi,joy\n", "no column 'label'; it has 'text', 'emotion'"),
        ("a,b\n1,2\n", "no column 'text' and no column 'label'"),
        ("text,label,text\n1,joy,2\n", "twice: text"),
        ("text,label\nhi,joy\nho,hapy\n", "line 3: the label is 'hapy'. Use one of joy, fear"),
        ("text,label\n  ,joy\n", "line 2: the text is empty"),
        ("text,label\nYes, I lied,guilt\n", "line 2: 3 cells, and 2 columns"),
        ("text,label\nhi\n", "line 2: 1 cells"),
        ('text,label\n"a "b" c",joy\n', "line 2.*double"),
        ('text,label\n"never closed,joy\n', "line 2.*double"),
        ("text,label\nça,joy\n".encode("latin-1"), "not UTF-8: byte 0xe7"),
        ("text,label\nhi,joy\n".encode("utf-16"), "not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_what_to_do(write, content, message):
    with pytest.raises(UnusableDataset, match=message):
        dataset.read_dataset(write(content))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnusableDataset, match=r"cannot read .*none.csv: No such file"):
        dataset.read_dataset(tmp_path / "none.csv")


def test_a_cell_may_be_as_long_as_a_chapter(write):
    text = "word " * 100_000
    assert dataset.read_dataset(write(f"text,label\n{text},joy\n")).examples[0].text == text


def test_a_single_text_of_an_emotion_is_not_enough(tmp_path):
    examples = _examples(joy=["a", "b"], fear=["c"])
    with pytest.raises(UnusableDataset, match="single text for fear"):
        dataset.check_trainable(examples, tmp_path)


def test_one_emotion_alone_is_not_enough(tmp_path):
    with pytest.raises(UnusableDataset, match="one emotion only: joy"):
        dataset.check_trainable(_examples(joy=["a", "b"]), tmp_path)


def test_emotions_without_a_text_are_told(tmp_path):
    examples = _examples(joy=["a", "b"], fear=["c", "d"])
    missing = dataset.check_trainable(examples, tmp_path)
    assert missing == [*map(Emotion, ("anger", "sadness", "disgust", "shame", "guilt"))]


def _many(count: int) -> list[Example]:
    return _examples(joy=[f"joy{n}" for n in range(count)], fear=[f"fear{n}" for n in range(count)])


def test_a_split_takes_about_its_share_of_every_emotion():
    examples = _many(1000)
    learn, check = dataset.split_examples(examples, 0.2)
    assert sorted(learn + check, key=repr) == sorted(examples, key=repr)
    for emotion in (Emotion.JOY, Emotion.FEAR):
        # Three standard deviations of 1000 draws with 0.2.
        assert 162 < sum(example.emotion == emotion for example in check) < 238


def test_a_split_takes_no_less_than_its_share_of_an_emotion_with_few_texts():
    for number in range(20):
        few = _examples(joy=[f"{number} joy{n}" for n in range(10)], fear=["x", "y"])
        learn, check = dataset.split_examples(few, 0.2)
        assert sum(example.emotion == Emotion.JOY for example in check) >= 2
        assert any(example.emotion == Emotion.JOY for example in learn)


def test_of_a_file_with_nothing_but_the_queues_sample_no_more_is_put_aside():
    names = [f"text {number}" for number in range(5000)]
    sample = list(filter(in_sample, names))
    _, check = dataset.split_examples(_examples(joy=sample[::2], fear=sample[1::2]), 0.2)
    assert len(check) == pytest.approx(0.2 * len(sample), rel=0.2)


@pytest.mark.parametrize("start", range(20))
def test_two_texts_of_an_emotion_go_to_either_side(start):
    names = [f"{start} {name}" for name in "abcd"]
    learn, check = dataset.split_examples(_examples(joy=names[:2], fear=names[2:]), 0.2)
    assert {example.emotion for example in learn} == {example.emotion for example in check}


def test_a_grown_file_puts_hardly_a_text_aside_that_was_learnt_from():
    examples = _many(1000)
    learn, _ = dataset.split_examples(examples[:600] + examples[1000:1600], 0.2)
    _, check = dataset.split_examples(examples, 0.2)
    assert len(set(learn) & set(check)) < 0.05 * len(check)  # by chance it would be half of them


def test_a_text_is_on_the_same_side_in_any_order_and_spelling():
    examples = _many(100)
    shouted = [replace(example, text=example.text.upper()) for example in reversed(examples)]
    learn, _ = dataset.split_examples(examples, 0.2)
    again, _ = dataset.split_examples(shouted, 0.2)
    assert {example.text.upper() for example in learn} == {example.text for example in again}


def test_a_text_learnt_from_is_not_put_aside_when_a_near_duplicate_is_added():
    stories = [f"{n} came home on the {n}. day of {n}" for n in range(60)]
    examples = _examples(joy=stories[:30], fear=stories[30:])
    learn, _ = dataset.split_examples(examples, 0.2)
    for known in learn:
        near = replace(known, text=f"{known.text} safe")
        later, _ = dataset.split_examples([*examples, near], 0.2)
        assert {known, near} <= set(later)


def test_near_duplicates_stay_on_one_side():
    for number in range(20):
        near = [f"the day my {number}. brother came home again{word}" for word in ("", " safe")]
        examples = _examples(joy=[*near, *(f"joy{n}" for n in range(9))], fear=["x", "y"])
        learn, _ = dataset.split_examples(examples, 0.5)
        assert sum(example.text in near for example in learn) in (0, 2)


def test_an_emotion_whose_texts_are_all_alike_is_only_learnt_from():
    for number in range(20):
        near = [f"the day my {number}. brother came home again{word}" for word in ("", " safe")]
        learn, _ = dataset.split_examples(_examples(joy=near, fear=["x", "y"]), 0.5)
        assert {example.text for example in learn} >= set(near)


def test_what_nearly_stands_in_a_kept_out_file_is_not_learnt_from():
    learn = _examples(joy=["I won the big race today", "my son was born"])
    kept_out = _examples(fear=["i won the big race today !", "my son fell down"])
    assert dataset.without_near_duplicates(learn, kept_out) == learn[1:]
