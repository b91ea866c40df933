"""The state of an export in S3: one step is taken by one."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from aws.lambda_run import Runs, State
from aws.url import BucketUrl

AT_ONCE = 6


@pytest.fixture
def runs(bucket):
    return Runs(BucketUrl(bucket, "exports/asked"))


@pytest.fixture
def at_once():
    """``at_once(call)``: what it returns to several who call it at the same moment."""

    def call_all(call):
        gate = threading.Barrier(AT_ONCE)

        def wait_and_call():
            gate.wait()
            return call()

        with ThreadPoolExecutor(AT_ONCE) as threads:
            return [each.result() for each in [threads.submit(wait_and_call) for _ in range(6)]]

    return call_all


def test_of_all_who_ask_first_one_starts_the_run(runs, at_once):
    answers = at_once(lambda: runs.take("labels", 0.0))

    assert [mine for _, mine in answers].count(True) == 1
    assert len({run.number for run, _ in answers}) == 1


def test_of_all_who_ask_again_one_starts_the_next_run(runs, at_once):
    first, _ = runs.take("labels", 0.0)

    answers = at_once(lambda: runs.take("labels", 100.0))

    assert [mine for _, mine in answers].count(True) == 1
    assert len({run.number for run, _ in answers} - {first.number}) == 1
    assert first not in [run for run, _ in answers]


def test_of_all_to_whom_an_event_is_delivered_one_begins(runs, at_once):
    asked, _ = runs.take("labels", 0.0)
    clock = iter(range(1, 100))

    begun = at_once(lambda: runs.step("labels", asked, asked.begin(next(clock), 900.0)))

    assert begun.count(True) == 1


def test_of_all_who_find_a_dead_run_nobody_starts_another(runs, at_once):
    asked, _ = runs.take("labels", 0.0)
    runs.step("labels", asked, asked.begin(1.0, 900.0))

    answers = at_once(lambda: runs.take("labels", 1000.0))

    assert {(run.number, run.state, mine) for run, mine in answers} == {
        (asked.number, State.FAILED, False)
    }


def lose_answers(runs, monkeypatch):
    """S3 does what it is asked to, and then, asked again by boto3, says it was done before."""
    put = runs._put

    def put_and_lose(*arguments):
        put(*arguments)
        return False

    monkeypatch.setattr(runs, "_put", put_and_lose)


def test_who_asked_and_lost_the_answer_starts_the_run_all_the_same(runs, monkeypatch):
    with monkeypatch.context() as lost:
        lose_answers(runs, lost)
        first, mine = runs.take("labels", 0.0)
        again, also_mine = runs.take("labels", 100.0)

    assert mine
    assert also_mine
    assert first.number != again.number
    assert runs.read("labels")[0] == again


def test_who_began_and_lost_the_answer_goes_on_all_the_same(runs, monkeypatch):
    asked, _ = runs.take("labels", 0.0)
    begun = asked.begin(1.0, 900.0)
    lose_answers(runs, monkeypatch)

    assert runs.step("labels", asked, begun)
    assert not runs.step("labels", asked, asked.begin(2.0, 900.0))


@pytest.mark.parametrize(("took", "answers_for"), [(1.0, 0.0), (10.0, 0.0), (10.5, 15 * 60)])
def test_only_a_run_that_took_long_answers_who_asks_later(runs, took, answers_for):
    asked, _ = runs.take("labels", 0.0)
    done = asked.begin(0.5, 900.0).finish(took, 3)

    assert done.answer(took + answers_for) == done
    assert done.answer(took + answers_for + 0.1) is None
