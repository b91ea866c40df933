"""A task dies while people label: what they were told is kept, and they go on where they were."""

import time
from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.cluster.person import get_answers, get_saved, see_answers, visitor
from tests.cluster.tasks import tasks

GO_ON_WITHIN = 10
"""Seconds."""


@pytest.fixture(params=[0.0, 0.03, 0.1], ids=lambda wait: f"after_{wait * 1000:.0f}_ms")
def wait(request):
    """Seconds between the last press and the death of the task."""
    return request.param


@pytest.fixture
def doing(nine, give):
    """Of each task's people one is reading an answer, one is typing, one is about to decide."""
    give(nine)
    by_task = sorted(nine, key=lambda person: person.task)
    reading, typing, deciding = by_task[::3], by_task[1::3], by_task[2::3]
    get_answers([*reading, *deciding])
    for person in typing:
        expect(person.label.field).to_have_value("")
        person.label.field.press_sequentially(person.text)
    return reading, typing, deciding


def test_people_of_a_killed_task_go_on_where_they_were(doing, nine, three, wait, nothing_lost):
    reading, typing, deciding = doing
    doomed = Counter(person.task for person in nine).most_common(1)[0][0]
    hit = [person for person in nine if person.task == doomed]

    for person in deciding:
        person.decide()
    time.sleep(wait)
    killed_at = three.kill(doomed)

    seconds = [person.wait_until_able_again(killed_at) for person in hit]
    print("went on after", *(f"{each:.2f} s" for each in seconds))
    assert max(seconds) < GO_ON_WITHIN
    see_answers(reading)
    for person in typing:
        expect(person.label.field).to_have_value(person.text)
    get_saved(nine)
    nothing_lost(nine)


@pytest.fixture
def alone(balance, signer, table, tmp_path, chromium):
    """One person before two tasks, and a balancer that asks no other task instead of a dead one."""
    with (
        balance(redispatch=False) as balancer,
        tasks(balancer, table, tmp_path, **signer.settings) as service,
    ):
        service.start(2)
        with visitor(chromium, balancer.url, "jonas") as person:
            yield person, service


def test_a_person_goes_on_when_the_balancer_has_answered_with_errors_for_a_while(alone, give):
    person, service = alone
    give([person])
    get_answers([person])

    seconds = person.wait_until_able_again(service.kill(person.task))

    print(f"went on after {seconds:.2f} s")
    assert seconds < GO_ON_WITHIN
    see_answers([person])
    get_saved([person])
