"""What the target refuses is named, and does not stop the rest."""

from dataclasses import replace

import pytest

from aws.store import Revision, TooLarge
from tests.aws.migrate.stores import Failing, identity


@pytest.fixture
def conflicts(source, open_file):
    """``conflicts(total)``: the target has other decisions about some of the texts."""

    def make(total):
        target = open_file("target")
        for annotation in list(source.annotations())[:total]:
            target.save(replace(annotation, revision=1, seconds=99.0))
        return target

    return make


def test_a_conflict_is_named_and_does_not_stop_the_rest(source, conflicts, run, capsys):
    target = conflicts(1)
    (there,) = target.annotations()
    (here, *_) = source.history(*identity(there))

    assert run() == 1

    problem = capsys.readouterr().err
    assert (
        "Texts that the target refuses, and keeps as they were there: 1\n"
        f"  {there.annotator} about text {there.item_id}, {there.text!r}: "
        f"{here.annotation.emotion} (revision 1) in the source, "
        f"but {there.emotion} (revision 1) stands in the target\n"
        "All others were moved."
    ) in problem
    assert target.history(*identity(there)) == [Revision(there, None)]
    moved = {identity(history[0].annotation): history for history in target.histories()}
    expected = {identity(history[0].annotation): history for history in source.histories()}
    assert moved == expected | {identity(there): [Revision(there, None)]}
    assert target.counts() == target.recount()


def test_of_many_conflicts_ten_are_listed_and_the_others_counted(conflicts, run, capsys):
    conflicts(13)

    assert run() == 1

    lines = capsys.readouterr().err.splitlines()
    assert sum(" stands in the target" in line for line in lines) == 10
    assert lines[lines.index("  and 3 more") - 11].endswith(": 13")


def test_a_decision_taken_back_in_the_target_stays_so(source, open_file, run, capsys):
    run()
    target, standing = open_file("target"), next(source.annotations())
    target.undo(*identity(standing), standing.revision)

    assert run() == 1
    assert target.history(*identity(standing))[standing.revision - 1].undone_at
    assert f"text {standing.item_id}" in capsys.readouterr().err


@pytest.mark.parametrize("error", [TooLarge("over 400 KB."), ValueError("no history.")])
def test_what_the_target_cannot_hold_is_named_and_does_not_stop_the_rest(
    source, open_file, run, instead, capsys, error
):
    instead("target", lambda store: Failing(store, error, lambda number: number == 5))

    assert run() == 1

    problem = capsys.readouterr().err
    assert "Texts that the target refuses, and keeps as they were there: 1\n" in problem
    assert f": {error}\n" in problem
    assert len(list(open_file("target").histories())) == len(list(source.histories())) - 1
