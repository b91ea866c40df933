"""People spread over the tasks, and each stays where they are."""

from collections import Counter


def test_nine_people_who_came_one_by_one_spread_over_three_tasks(everybody):
    people_of = Counter(person.first_task for person in everybody)

    assert sorted(people_of.values()) in ([3, 3, 3], [2, 3, 4])


def test_a_reload_and_a_download_reach_the_task_a_person_is_on(everybody, three):
    tasks = [person.task for person in everybody]

    reloaded = [person.page.reload().headers["x-task"] for person in everybody]
    downloads = [person.context.request.get(f"{person.url}/labels.csv") for person in everybody]

    assert reloaded == tasks
    assert [each.headers["x-task"] for each in downloads] == tasks
    assert all(each.ok for each in downloads)
    assert [person.task for person in everybody] == tasks
