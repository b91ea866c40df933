"""The command that checks the kept counts."""

import pytest

from aws.recount import differences, main
from aws.store import Count


@pytest.fixture
def store(connect, annotate):
    store = connect()
    for number in range(3):
        store.save(annotate(f"text {number}", minute=number))
    return store


@pytest.fixture
def check(path):
    return lambda: main(["--store", f"sqlite:///{path}"])


def test_right_counts_are_one_line_and_success(store, check, capsys):
    assert check() == 0
    assert capsys.readouterr().out == "The kept counts of 3 annotations are right.\n"


def test_wrong_counts_are_named_and_end_with_one(store, check, capsys):
    with store._file.writing() as connection:
        connection.execute("UPDATE counter SET total = 5")

    assert check() == 1

    first, second = capsys.readouterr().out.splitlines()
    assert first == "1 kept counts are wrong:"
    assert second == "  kept 5, recounted 3: 2026-11-22 ann, joy approved as joy (model v1)"


def test_counts_that_are_kept_of_nothing_or_not_kept_are_found(store, check, capsys):
    with store._file.writing() as connection:
        connection.execute("UPDATE counter SET annotator = 'nobody'")

    assert check() == 1

    shown = capsys.readouterr().out
    assert "kept 0, recounted 3: 2026-11-22 ann" in shown
    assert "kept 3, recounted 0: 2026-11-22 nobody" in shown


def test_labelling_during_the_check_is_no_difference(store, annotate):
    class Busy:
        """A store in which someone labels between the two readings, twice."""

        moments = 2

        def counts(self) -> list[Count]:
            return store.counts()

        def recount(self) -> list[Count]:
            if self.moments:
                self.moments -= 1
                store.save(annotate(f"during {self.moments}"))
            return store.recount()

    assert differences(Busy()) == []


def test_a_store_that_is_not_there_is_an_error(tmp_path, check, capsys):
    assert check() == 1

    assert "there is no store at" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_wrong_arguments_end_with_two():
    with pytest.raises(SystemExit) as ended:
        main(["--nonsense"])

    assert ended.value.code == 2
