"""Adding in the background: one job an annotator, found again, cancelled, ended."""

import threading

import pytest

from aws.store import StoreUnavailable
from dashboard.intake.adding import CHUNK, Adding, Target
from dashboard.intake.given import Given
from dashboard.intake.jobs import Job, Jobs
from dashboard.intake.row import Row

PATIENCE = 10


class Gate:
    """A queue that lets one call through each time the gate is opened."""

    def __init__(self, queue):
        self.queue = queue
        self.asked = threading.Event()
        self.open = threading.Semaphore(0)

    def add(self, *arguments):
        self.asked.set()
        assert self.open.acquire(timeout=PATIENCE)
        return self.queue.add(*arguments)


@pytest.fixture
def gate(queue):
    return Gate(queue)


@pytest.fixture
def job(gate, classifier):
    """Makes a job of so many rows."""

    def make(number=3 * CHUNK):
        rows = iter([Row(place, f"Text {place} was sad.") for place in range(1, number + 1)])
        given = Given("a.csv", rows, "CSV, UTF-8", number, "line")
        return Job(given, "batch", lambda: Adding(rows, classifier, Target(gate, "batch")))

    return make


def test_a_job_is_found_by_its_annotator_while_it_runs_and_after(job, gate, queue):
    jobs, begun = Jobs(), job()

    assert jobs.start("anna", begun)
    assert (jobs.of("anna"), jobs.of("bert")) == (begun, None)
    assert begun.running
    gate.open.release(3)
    begun.wait(PATIENCE)
    assert not begun.running
    assert jobs.of("anna").adding.progress.added == 3 * CHUNK
    assert (begun.problem, begun.cancelled) == ("", False)
    jobs.forget("anna")
    assert jobs.of("anna") is None


def test_a_second_job_is_not_begun_and_the_first_not_forgotten_while_it_runs(job, gate):
    jobs, first, other = Jobs(), job(), job()
    jobs.start("anna", first)

    assert not jobs.start("anna", job())
    jobs.forget("anna")
    assert jobs.of("anna") is first
    assert jobs.start("bert", other)
    gate.open.release(6)
    first.wait(PATIENCE)
    other.wait(PATIENCE)


def test_a_cancelled_job_ends_after_the_rows_that_are_being_added(job, gate):
    jobs, begun = Jobs(), job()
    jobs.start("anna", begun)
    assert gate.asked.wait(PATIENCE)

    begun.cancel()
    gate.open.release(3)
    begun.wait(PATIENCE)

    assert begun.cancelled
    assert begun.adding.stopped
    assert begun.adding.progress.added == CHUNK


def test_the_end_of_the_process_cancels_every_job_and_waits_for_its_rows(job, gate):
    jobs, begun = Jobs(), job()
    jobs.start("anna", begun)
    gate.open.release(1)

    jobs.end()

    assert not begun.running
    assert begun.adding.progress.added <= CHUNK


@pytest.mark.parametrize(
    ("error", "said"),
    [(StoreUnavailable("It is locked."), "It is locked."), (KeyError("x"), "log")],
)
def test_what_a_job_broke_off_for_is_told(job, error, said):
    def begin():
        raise error

    begun = Job(job().given, "batch", begin)
    begun.start()
    begun.wait(PATIENCE)

    assert said in begun.problem
    assert begun.adding is None
