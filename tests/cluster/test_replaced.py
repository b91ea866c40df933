"""A deployment replaces every task while people label: they see nothing of it but a moment."""

from concurrent.futures import ThreadPoolExecutor

from tests.cluster.person import get_saved


def test_replacing_every_task_while_people_label_loses_nothing(
    nine, three, give, reader, nothing_lost
):
    before = set(three.running)
    answers = []
    with ThreadPoolExecutor() as pool:
        deployment = pool.submit(three.replace)
        while not deployment.done():
            give(nine)
            get_saved(nine)
            answers += [reader.get(path).status_code for path in ("/", "/labels.csv")]
        deployment.result()
    give(nine)
    get_saved(nine)

    assert before.isdisjoint(person.task for person in nine)
    assert set(answers) == {200}
    nothing_lost(nine)
