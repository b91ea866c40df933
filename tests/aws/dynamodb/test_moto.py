"""A second opinion: moto, which was written by others, agrees with SQLite about every step.

moto's transactions are not safe between threads, so this is one thread.
"""

import random
from contextlib import closing

import boto3
import pytest
from moto import mock_aws

from aws.dynamodb_table import TABLE
from aws.open import open_store
from aws.store import ConflictingDecision, NotFound
from model.annotation import Decision
from model.emotion import Emotion
from tests.aws.dynamodb.decisions import decision

EMOTIONS = tuple(Emotion)


@pytest.fixture
def store(monkeypatch):
    """A store in moto's memory."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-west-1")
        client.create_table(TableName="labels", **TABLE)
        with closing(open_store("dynamodb://labels?region=eu-west-1")) as opened:
            yield opened


@pytest.fixture
def other(tmp_path):
    """An SQLite store."""
    with closing(open_store(f"sqlite:///{tmp_path}/labels.db")) as opened:
        yield opened


def outcome(call, *arguments):
    try:
        return call(*arguments)
    except (ConflictingDecision, NotFound) as refused:
        return str(refused)


def without_time(history):
    return [(each.annotation, each.undone_at is None) for each in history]


@pytest.mark.parametrize("seed", [1, 2])
def test_moto_and_sqlite_agree_about_two_hundred_random_steps(store, other, seed):
    dice = random.Random(seed)
    for step in range(200):
        text, annotator = f"text {dice.randrange(6)}", dice.choice(["ann", "bob"])
        item_id = decision(text=text).item_id
        revision = max(1, len(other.history(item_id, annotator)) + dice.choice([1, 1, 0, -1]))
        made = decision(
            dice.choice(EMOTIONS),
            text=text,
            annotator=annotator,
            revision=revision,
            day=dice.randrange(3),
        )
        name, arguments = dice.choice(
            [("save", (made,)), ("save", (made,)), ("undo", (item_id, annotator, revision))]
        )
        results = [outcome(getattr(each, name), *arguments) for each in (store, other)]
        assert results[0] == results[1], f"step {step}: {name} {arguments}"

    assert list(store.annotations()) == list(other.annotations())
    assert store.counts() == other.counts() == store.recount() != []
    for asked in ({}, {"annotator": "ann"}, {"decision": Decision.OVERRIDDEN}, {"emotion": "joy"}):
        assert store.page(5, **asked) == other.page(5, **asked)
    histories = [sorted(map(without_time, each.histories()), key=repr) for each in (store, other)]
    assert histories[0] == histories[1]
