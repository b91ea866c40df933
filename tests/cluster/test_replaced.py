"""A deployment replaces every task while people label: they see nothing of it but a moment."""

from concurrent.futures import ThreadPoolExecutor

from tests.cluster.person import get_saved


def test_replacing_every_task_while_people_label_loses_nothing(nine, three, give, nothing_lost):
    before = set(three.running)
    with ThreadPoolExecutor() as pool:
        deployment = pool.submit(three.replace)
        while not deployment.done():
            give(nine)
            get_saved(nine)
        deployment.result()
    give(nine)
    get_saved(nine)

    assert before.isdisjoint(person.task for person in nine)
    nothing_lost(nine)
