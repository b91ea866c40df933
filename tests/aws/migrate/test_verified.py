"""A move ends with a comparison of both stores."""

import pytest

from tests.aws.migrate.stores import Wrapped, content, total


@pytest.mark.parametrize(
    ("change", "found"), [("total = total - 1", 2), ("annotator = 'nobody'", 0)]
)
def test_a_count_that_is_wrong_in_the_target_is_found(
    source, open_file, run, url, annotate, capsys, change, found
):
    for text in "xyz":
        source.save(annotate(text, annotator="ann"))
    run()
    with open_file("target")._file.writing() as connection:
        connection.execute(f"UPDATE counter SET {change} WHERE annotator = 'ann'")
    capsys.readouterr()

    assert run() == 1

    shown = capsys.readouterr()
    assert (
        f"Counts that are lower in {url('target')} than in {url('source')}: 1\n"
        f"  {found} instead of 3: 2026-11-22 ann, joy approved as joy (model v1)\n"
    ) in shown.err
    assert "All" not in shown.out


def test_labelling_in_the_source_meanwhile_is_noticed(
    source, open_file, run, instead, annotate, capsys
):
    class Busy(Wrapped):
        def desks(self):
            self._store.save(annotate("meanwhile"))
            return self._store.desks()

    instead("source", Busy)
    assert run() == 1
    problem = capsys.readouterr().err
    assert "  0 instead of 1: 2026-11-22 ann, joy approved as joy (model v1)" in problem
    assert "run the same command again" in problem

    instead("source", lambda store: store)
    assert run() == 0
    assert content(open_file("target")) == content(source)


def test_a_target_in_which_people_label_already_keeps_that_and_is_no_error(
    source, open_file, run, annotate, url, capsys
):
    target = open_file("target")
    theirs = [annotate("text 1", annotator="zoe"), annotate("text 99", annotator="a")]
    for each in theirs:
        target.save(each)

    assert run() == 0

    assert f"{url('target')} has 2 annotations that {url('source')} does not have.\n" in (
        capsys.readouterr().out
    )
    assert total(target) == total(source) + 2
    assert set(theirs) <= set(target.annotations())
