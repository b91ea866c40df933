"""What people press, as the rules of turns are told of it."""

from datetime import UTC, datetime

from aws.queue import Choice
from dashboard.press import Action, Press
from model.annotation import Prediction
from model.emotion import Emotion

ANY = Choice()
SURE = Prediction((0.58, 0.07, 0.07, 0.07, 0.07, 0.07, 0.07), "fixed")


def first(turns):
    return next(iter(turns.held.values()))


def decision(lease, emotion=Emotion.FEAR, **more):
    """A press that decides about an item."""
    more = {"at": datetime.now(UTC), "seconds": 1.5} | more
    return Press("press", Action.DECIDE, lease.item_id, lease.revision, emotion, **more)


def other(lease, action, decided=0, **more):
    """A press that skips or flags an item or takes it back, after so many decisions about it."""
    return Press("press", action, lease.item_id, decided, at=datetime.now(UTC), **more)


def saved(store):
    return [(each.annotator, each.emotion, each.revision) for each in store.annotations()]
