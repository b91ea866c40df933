"""The command that moves a store into another."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from aws import migrate
from aws.export import csv_chunks
from aws.migrate import main, move
from aws.open import open_store
from aws.sqlite_history import extend
from aws.store import Item, Revision, StoreUnavailable, TooLarge, UnusableStore
from model.emotion import Emotion
from model.text import MAX_CHARACTERS
from tests.ministack import make_table

ROOT = Path(__file__).parents[2]


class Wrapped:
    """A store of which a test replaces some methods."""

    def __init__(self, store):
        self._store = store

    def __getattr__(self, name):
        return getattr(self._store, name)


class Failing(Wrapped):
    """A store that refuses with an error what ``fails`` says, of the number of the call."""

    def __init__(self, store, error, fails):
        super().__init__(store)
        self._error, self._fails = error, fails
        self._lock, self.calls = threading.Lock(), 0

    def restore(self, history):
        with self._lock:
            self.calls += 1
            fails = self._fails(self.calls)
        if fails:
            raise self._error
        self._store.restore(history)


@pytest.fixture
def file(tmp_path):
    """``file("a")``: the path of a store."""
    return lambda name: tmp_path / f"{name}.db"


@pytest.fixture
def url(file):
    """``url("a")``: the URL of that store."""
    return lambda name: f"sqlite:///{file(name)}"


@pytest.fixture
def open_file(connect, file):
    """``open_file("a")``: that store, closed after the test."""
    return lambda name: connect(file(name))


@pytest.fixture
def source(open_file, annotate):
    """A store of twelve texts: of three people, decided again, taken back, in front of them."""
    store, dice = open_file("source"), random.Random(7)
    for number in range(60):
        first = annotate(f"text {number % 12}", minute=number, annotator=dice.choice("abc"))
        past = store.history(first.item_id, first.annotator)
        decision = replace(first, emotion=dice.choice(list(Emotion)), revision=len(past) + 1)
        store.save(decision)
        if dice.random() < 0.3:
            store.undo(decision.item_id, decision.annotator, decision.revision)
    for annotator in "abc":
        store.place(Item(f"in front of {annotator}", first.prediction), annotator)
    return store


@pytest.fixture
def run(source, url):
    """``run()``: move the source into the target; what the command returned."""
    return lambda name="source", to="target": main([url(name), url(to)])


@pytest.fixture
def instead(monkeypatch, url):
    """``instead("target", wrap)``: the command opens ``wrap(store)`` in the place of that store."""

    def put(name, wrap):
        def open_wrapped(opened, **given):
            store = open_store(opened, **given)
            return wrap(store) if opened == url(name) else store

        monkeypatch.setattr(migrate, "open_store", open_wrapped)

    return put


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(migrate, "PAUSES", (0, 0, 0))


def content(store):
    """All that a store holds."""
    return {
        "export": b"".join(csv_chunks(store.annotations())),
        "counts": store.counts(),
        "recount": store.recount(),
        "histories": sorted(store.histories(), key=lambda history: identity(history[0].annotation)),
        "desks": dict(store.desks()),
    }


def identity(annotation):
    return annotation.item_id, annotation.annotator


def total(store):
    return len(list(store.annotations()))


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


def test_the_command_says_how_many_are_there(source, run, url, capsys):
    assert run() == 0

    shown = capsys.readouterr()
    assert (
        shown.out == f"All {total(source)} annotations of {url('source')} are in {url('target')}.\n"
    )
    assert "Moving" in shown.err
    assert f"{total(source)}/{total(source)}" in shown.err


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


@pytest.mark.parametrize("after", [0, 1, 15])
def test_a_target_that_goes_away_in_the_middle_is_gone_on_with(
    source, open_file, run, instead, capsys, after
):
    instead("target", lambda store: Failing(store, StoreUnavailable("away."), lambda n: n > after))
    assert run() == 1
    problem = capsys.readouterr().err
    assert "Stopped: away.\nWhat was moved so far is kept. Run the same command again" in problem
    moved = content(open_file("target"))
    assert moved["counts"] == moved["recount"]
    assert len(moved["histories"]) == after

    instead("target", lambda store: store)
    assert run() == 0
    assert content(open_file("target")) == content(source)


def test_a_target_that_is_busy_for_a_moment_is_asked_again(source, open_file, run, instead):
    instead("target", lambda store: Failing(store, StoreUnavailable("busy."), lambda n: n <= 3))

    assert run() == 0
    assert content(open_file("target")) == content(source)


def test_a_target_that_is_lost_is_asked_for_no_more_of_what_was_read(annotate):
    class Lost(Wrapped):
        asked = 0

        def restore(self, history):
            Lost.asked += 1
            if history[0].annotation.text == "text 0":
                raise UnusableStore("lost.")
            time.sleep(0.2)

    def histories():
        for number in range(100):
            yield [Revision(annotate(f"text {number}"), None)]

    source, target = Wrapped(None), Lost(None)
    source.histories = histories

    with pytest.raises(UnusableStore, match="lost"):
        move(source, target, lambda history: None)
    assert Lost.asked < 32


@pytest.fixture
def ctrl_c(monkeypatch):
    """``ctrl_c()``: what pressing it does, also where a shell has switched it off."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield lambda: os.kill(os.getpid(), signal.SIGINT)
    signal.signal(signal.SIGINT, before)


def test_ctrl_c_ends_with_what_to_do_and_without_waiting_out_a_pause(
    source, open_file, run, instead, monkeypatch, capsys, ctrl_c
):
    monkeypatch.setattr(migrate, "PAUSES", (30,))

    def fails(number):
        if number == 20:
            ctrl_c()
        return number == 10

    instead("target", lambda store: Failing(store, StoreUnavailable("busy."), fails))
    began = time.monotonic()

    assert run() == 1
    assert time.monotonic() - began < 20
    assert "\nStopped. What was moved so far is kept." in capsys.readouterr().err

    instead("target", lambda store: store)
    assert run() == 0
    assert content(open_file("target")) == content(source)


def test_a_move_that_is_killed_is_gone_on_with(open_file, url, annotate):
    store, target = open_file("source"), open_file("target")
    with store._file.writing() as connection:
        for number in range(4000):
            extend(connection, [], [Revision(annotate(f"text {number}", minute=number), None)])
    with subprocess.Popen(
        [sys.executable, "-m", "aws.migrate", url("source"), url("target")],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    ) as process:
        wait_for_a_hundred(target)
        process.kill()

    assert process.returncode == -signal.SIGKILL
    assert 100 <= total(target) < 4000
    assert target.counts() == target.recount()

    assert main([url("source"), url("target")]) == 0
    assert content(target) == content(store)


def wait_for_a_hundred(store):
    """Wait until a store that another program fills has a hundred decisions."""
    for _ in range(6000):
        if sum(count.total for count in store.counts()) >= 100:
            return
        time.sleep(0.005)
    pytest.fail(f"only {total(store)} decisions were moved")


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


def test_a_source_that_is_not_there_makes_no_target(url, tmp_path, capsys):
    assert main([url("typo"), url("target")]) == 1

    assert "Nothing was moved: there is no store at" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", ["labels.db", "mysql://there", "sqlite://x", ""])
def test_a_url_of_no_store_is_refused_with_its_value(source, url, capsys, wrong):
    for urls in ([url("source"), wrong], [wrong, url("target")]):
        assert main(urls) == 1
        assert f"Nothing was moved: {wrong!r} names no" in capsys.readouterr().err


def test_a_store_is_not_moved_into_itself_whatever_it_is_called(
    source, file, url, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    Path("link.db").symlink_to(file("source"))
    for name in (url("source"), "sqlite:///source.db", "sqlite:///link.db"):
        assert main([url("source"), name]) == 1
        assert f"{name} are the same store. Name another" in capsys.readouterr().err


def test_a_target_that_is_no_store_of_ours_is_refused_and_kept(source, run, file, capsys):
    file("target").write_bytes(b"item_id,text\r\n" * 100)

    assert run() == 1

    assert "not a store of labels" in capsys.readouterr().err
    assert file("target").read_bytes() == b"item_id,text\r\n" * 100


def test_a_damaged_source_stops_the_move(source, run, capsys):
    with source._file.writing() as connection:
        connection.execute("UPDATE history SET probabilities = '!' WHERE annotator = 'b'")

    assert run() == 1
    assert "Stopped: the store has a row of b that is no annotation" in capsys.readouterr().err


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


def test_memory_does_not_grow_with_the_store(annotate):
    class Endless:
        """A source of long texts, and a target that forgets them."""

        made = taken = 0

        def histories(self):
            for number in range(2000):
                self.made += 1
                assert self.made - self.taken < 100
                yield [Revision(annotate(f"{number} ".ljust(20_000, "x")), None)]

        def restore(self, history):
            with lock:
                self.taken += 1

        def desks(self):
            return iter([])

    store, lock = Endless(), threading.Lock()
    tracemalloc.start()
    refused = move(store, store, lambda history: None)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert (store.taken, refused.total) == (2000, 0)
    assert peak < 4_000_000  # of 40


def test_several_histories_are_written_at_once(annotate, open_file):
    gate = threading.Barrier(4, timeout=30)

    class Meeting(Wrapped):
        def restore(self, history):
            gate.wait()  # breaks unless four are here at once

    source = open_file("source of eight")
    for number in range(8):
        source.save(annotate(f"text {number}"))

    assert move(source, Meeting(open_file("target")), lambda history: None).total == 0


def test_wrong_arguments_end_with_two():
    with pytest.raises(SystemExit) as ended:
        main(["sqlite:///only.db"])

    assert ended.value.code == 2
