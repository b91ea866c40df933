from datetime import timedelta

import pytest

from aws.queue import LEASE, Choice, NewItem
from aws.store import ConflictingDecision, Item
from dashboard.reconsidering import Reconsidering
from model.annotation import LOOKED, SETTLED, Annotation, Origin
from model.emotion import Emotion
from tests.dashboard.again.predictions import BEGIN, predicted

NOW = BEGIN + timedelta(days=1)
SINCE = NOW - timedelta(seconds=7)


@pytest.fixture
def person(store):
    def make(name):
        return Reconsidering(store, name, now=lambda: NOW)

    return make


def identities(*decisions):
    return tuple((each.item_id, each.annotator) for each in decisions)


def stands(store):
    return sorted((each.annotator, each.emotion, each.revision) for each in store.annotations())


def test_deciding_again_about_ones_own_is_a_revision_that_keeps_history_and_origin(
    store, person, decision
):
    own = decision("A", Emotion.JOY, origin=Origin("batch", "random", True, '{"n": 1}'))
    store.save(own)
    anna = person("anna")
    anna.decide(anna.look(identities(own)), Emotion.FEAR, SINCE)

    before, after = [each.annotation for each in store.history(own.item_id, "anna")]
    assert before == own
    assert (after.emotion, after.revision, after.seconds) == (Emotion.FEAR, 2, 7.0)
    assert (after.created_at, after.updated_at) == (own.created_at, NOW)
    assert after.origin == Origin("batch", "random", False, '{"n": 1}')


def test_about_anothers_one_decides_for_oneself_and_it_is_no_random_sample(store, person, decision):
    theirs = decision("A", Emotion.JOY, "ben", origin=Origin("batch", "random"))
    store.save(theirs)
    anna = person("anna")
    anna.decide(anna.look(identities(theirs)), Emotion.FEAR, SINCE)

    assert stands(store) == [("anna", Emotion.FEAR, 1), ("ben", Emotion.JOY, 1)]
    [own] = store.history(theirs.item_id, "anna")
    assert own.annotation.origin == Origin("batch", LOOKED)


def test_who_took_their_own_back_and_sees_anothers_decides_no_random_sample(
    store, person, decision
):
    origin = Origin("batch", "random")
    own, theirs = [decision("A", Emotion.JOY, name, origin=origin) for name in ("anna", "ben")]
    for each in (own, theirs):
        store.save(each)
    store.undo(own.item_id, "anna", 1)
    anna = person("anna")
    again = anna.decide(anna.look(identities(theirs)), Emotion.FEAR, SINCE)

    assert (again.revision, again.origin.sampling) == (2, LOOKED)


def test_a_decision_beyond_the_overlap_of_its_item_is_kept(store, person):
    store.queue.add([NewItem("A", predicted())], "batch", overlap=1)
    ben, anna = person("ben"), person("anna")
    [lease] = store.queue.lease("ben", 1, Choice(), NOW + LEASE)
    store.queue.decide(made_of(lease, "ben"))
    anna.decide(anna.look([(lease.item_id, "ben")]), Emotion.GUILT, SINCE)
    ben.decide(ben.look([(lease.item_id, "ben")]), Emotion.FEAR, SINCE)

    assert stands(store) == [("anna", Emotion.GUILT, 1), ("ben", Emotion.FEAR, 2)]
    [batch] = store.queue.batches()
    assert (batch.total, batch.done) == (1, 1)


def made_of(lease, annotator):
    prediction, at = lease.prediction, BEGIN
    what = lease.text, prediction.emotion, prediction
    return Annotation(*what, annotator, at, at, 2.0, origin=lease.origin)


def test_a_press_that_comes_twice_is_one_decision(store, person, decision):
    own = decision("A", Emotion.JOY)
    store.save(own)
    anna = person("anna")
    look = anna.look(identities(own))
    anna.decide(look, Emotion.FEAR, SINCE)
    anna.decide(look, Emotion.FEAR, SINCE)

    assert len(store.history(own.item_id, "anna")) == 2


def test_another_decision_of_theirs_meanwhile_is_the_conflict_that_it_is(store, person, decision):
    own = decision("A", Emotion.JOY)
    store.save(own)
    anna = person("anna")
    look = anna.look(identities(own))
    anna.decide(look, Emotion.FEAR, SINCE)

    with pytest.raises(ConflictingDecision, match=r"guilt .* was meant, but fear"):
        anna.decide(look, Emotion.GUILT, SINCE)


def test_who_settles_makes_the_final_label_for_themselves(store, person, decision):
    split = [decision("A", Emotion.JOY, "anna"), decision("A", Emotion.FEAR, "ben")]
    for each in split:
        store.save(each)
    dora = person("dora")
    dora.decide(dora.look(identities(*split)), Emotion.FEAR, SINCE, SETTLED)

    assert stands(store) == [
        ("anna", Emotion.JOY, 1),
        ("ben", Emotion.FEAR, 1),
        ("dora", Emotion.FEAR, 1),
    ]
    assert store.history(split[0].item_id, "dora")[0].annotation.origin.sampling == SETTLED


def test_a_look_shows_what_stands_now(store, person, decision):
    split = [decision("A", Emotion.JOY, "anna"), decision("a", Emotion.FEAR, "ben")]
    for each in split:
        store.save(each)
    ben = person("ben")
    asked = identities(*split)

    assert ben.look(asked).decisions == tuple(split)
    assert (ben.look(asked).subject, ben.look(asked).revision) == (split[1], 2)

    store.undo(split[1].item_id, "ben", 1)
    assert ben.look(asked).decisions == (split[0],)
    assert (ben.look(asked).subject, ben.look(asked).revision) == (split[0], 1)

    store.undo(split[0].item_id, "anna", 1)
    assert ben.look(asked) is None


def test_undo_lets_the_decision_before_stand_and_leaves_the_desk_alone(store, person, decision):
    own = decision("A", Emotion.JOY)
    store.save(own)
    waiting = Item("Half decided.", predicted())
    store.place(waiting, "anna")
    anna = person("anna")
    anna.undo(anna.decide(anna.look(identities(own)), Emotion.FEAR, SINCE))

    assert stands(store) == [("anna", Emotion.JOY, 1)]
    assert store.desk("anna") == waiting
    assert len(store.history(own.item_id, "anna")) == 2
