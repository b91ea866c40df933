"""A store that was moved is whole in the other, and as it was where it came from."""

from contextlib import closing
from dataclasses import replace

from aws.export_csv import csv_chunks
from aws.migrate import main
from aws.open import open_store
from aws.store import Item
from model.text import MAX_CHARACTERS
from tests.aws.migrate.stores import content, identity
from tests.ministack import make_table


def test_a_store_moves_there_and_back_with_all_it_holds(source, open_file, run):
    assert run(to="there") == run("there", to="back") == 0

    there, back = content(open_file("there")), content(open_file("back"))
    assert there == back == content(source)
    assert there["counts"] == there["recount"]
    assert len(there["histories"]) > 20
    assert len(there["desks"]) == 3


def test_a_store_moves_to_dynamodb_and_back_and_exports_the_same_bytes(
    cloud, source, open_file, url, annotate
):
    for number in range(1, 121):
        source.save(replace(annotate("often decided", minute=200 + number), revision=number))
    long, name = "ü" * MAX_CHARACTERS, "Zoë O'Neill # 😀\n"
    source.save(annotate(long, minute=400, annotator=name))
    table = make_table()

    assert main([url("source"), table]) == main([url("source"), table]) == 0
    with closing(open_store(table)) as there:
        assert there.counts() == there.recount() == source.counts()
        assert b"".join(csv_chunks(there.annotations())) == content(source)["export"]

    assert main([table, url("back")]) == 0
    assert content(open_file("back")) == content(source)
    assert long.encode() in content(source)["export"]


def test_an_empty_store_moves_too(open_file, url, capsys):
    open_file("empty")

    assert main([url("empty"), url("target")]) == 0
    assert "All 0 annotations" in capsys.readouterr().out


def test_moving_again_changes_nothing(source, open_file, run):
    run()
    before = content(open_file("target"))

    assert run() == 0
    assert content(open_file("target")) == before == content(source)


def test_what_is_labelled_after_a_move_follows_with_the_next(source, open_file, run, annotate):
    run()
    source.save(annotate("text 1", annotator="new"))
    decided = next(source.annotations())
    source.save(replace(decided, revision=len(source.history(*identity(decided))) + 1))
    source.save(annotate("in front of a", annotator="a"))

    assert run() == 0
    assert content(open_file("target")) == content(source)


def test_the_source_stays_as_it_is(source, run):
    before = content(source)

    run()

    assert content(source) == before


def test_desks_of_the_target_are_left_and_those_decided_there_stay_empty(
    source, open_file, run, annotate
):
    target, seen = open_file("target"), annotate().prediction
    target.place(Item("in front of a in the target", seen), "a")
    target.save(annotate("in front of b", annotator="b"))
    target.save(annotate("in front of c", annotator="somebody else"))

    assert run() == 0

    assert dict(target.desks()) == {
        "a": Item("in front of a in the target", seen),
        "c": Item("in front of c", seen),
    }


def test_a_text_that_is_in_front_of_someone_to_decide_again_moves_so(
    source, open_file, run, annotate
):
    source.save(annotate("again", annotator="a"))
    source.place(Item("again", annotate().prediction), "a")

    assert run() == run() == 0

    assert open_file("target").desk("a") == Item("again", annotate().prediction)
