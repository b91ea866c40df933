"""What AWS and the network do ends in a sentence, in time, and loses or doubles no decision."""

import time
from contextlib import closing

import boto3
import pytest

from aws.open import open_store
from aws.store import StoreUnavailable, TooLarge, UnusableStore
from model.emotion import Emotion
from tests.aws.dynamodb.decisions import decision
from tests.aws.faults import ERRORS, Faults, answer, conflict, line_to

LONGEST_WAIT = 10.0


@pytest.fixture
def faults(store):
    return Faults(store._table._client.meta.events)


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    """The pauses between tries are short, as the tests wait for many. Gives what was asked for."""
    sleep, asked = time.sleep, []

    def pause(seconds):
        asked.append(seconds)
        sleep(seconds / 50)

    monkeypatch.setattr(time, "sleep", pause)
    return asked


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("ThrottlingException", StoreUnavailable, "asked for more than it may do"),
        ("ProvisionedThroughputExceededException", StoreUnavailable, "more than it may do"),
        ("RequestLimitExceeded", StoreUnavailable, "more than it may do"),
        ("InternalServerError", StoreUnavailable, "Try again"),
        ("ServiceUnavailable", StoreUnavailable, "Try again"),
        ("ExpiredTokenException", StoreUnavailable, "Sign in again"),
        ("UnrecognizedClientException", StoreUnavailable, "Sign in again"),
        ("AccessDeniedException", StoreUnavailable, "Ask your operator for the permission"),
        ("ResourceNotFoundException", UnusableStore, "python -m aws.setup"),
    ],
)
def test_each_fault_is_said_and_the_decision_saved_when_it_is_over(
    store, faults, code, kind, words
):
    faults.begin(lambda: answer(code, ERRORS[code]))
    for call in (lambda: store.save(decision()), store.counts, lambda: store.page(limit=1)):
        with pytest.raises(kind, match=words) as told:
            call()
        assert store._table.name in str(told.value)

    faults.end()
    store.save(decision())

    assert list(store.annotations()) == [decision()]
    assert store.counts() == store.recount() != []


@pytest.mark.parametrize(
    "code",
    ["ThrottlingException", "ProvisionedThroughputExceededException", "InternalServerError"],
)
def test_what_passes_by_itself_nobody_hears_of(store, faults, code):
    faults.begin(lambda: answer(code, ERRORS[code]), times=2)

    store.save(decision())

    assert faults.asked == 3
    assert list(store.annotations()) == [decision()]


def test_a_transaction_that_meets_others_tries_again(store, faults):
    faults.begin(conflict, times=5)

    store.save(decision())

    assert faults.asked == 6
    assert list(store.annotations()) == [decision()]


def test_a_token_that_was_used_before_is_settled_by_reading(store, faults):
    store.save(decision())
    faults.begin(lambda: answer("IdempotentParameterMismatchException", 400), times=1)

    store.save(decision())

    assert [count.total for count in store.counts()] == [1]


def test_a_transaction_that_always_meets_others_gives_up_in_time(store, faults, pauses):
    faults.begin(conflict)
    begun = time.monotonic()

    with pytest.raises(StoreUnavailable, match="did not answer in time"):
        store.save(decision())

    assert time.monotonic() - begun < LONGEST_WAIT
    assert max(pauses) < 1
    assert faults.asked > 5


def test_a_silent_line_is_given_up_in_time_and_the_decision_saved_once_after(
    cloud, url, monkeypatch
):
    with line_to(cloud) as line:
        monkeypatch.setenv("AWS_ENDPOINT_URL", line.endpoint)
        with closing(open_store(url)) as store:
            line.silent = True
            begun = time.monotonic()
            with pytest.raises(StoreUnavailable, match=r"cannot be reached|in time"):
                store.save(decision())
            assert time.monotonic() - begun < LONGEST_WAIT

            line.silent = False
            store.save(decision())

            assert len(store.history(decision().item_id, "ann")) == 1
            assert store.counts() == store.recount()
            assert sum(count.total for count in store.counts()) == 1


@pytest.mark.parametrize("lost", [1, 2, 4, 5])
def test_a_save_whose_answer_is_lost_leaves_one_record(cloud, url, monkeypatch, lost):
    with line_to(cloud) as line:
        monkeypatch.setenv("AWS_ENDPOINT_URL", line.endpoint)
        with closing(open_store(url)) as store:
            line.lose_answers = lost
            if lost >= 4:  # more often than it tries by itself
                with pytest.raises(StoreUnavailable, match="cannot be reached"):
                    store.save(decision())
            store.save(decision())

            assert line.lose_answers == 0
            assert len(store.history(decision().item_id, "ann")) == 1
            assert [count.total for count in store.counts()] == [1]


def test_a_revision_and_an_undo_whose_answers_are_lost_happen_once(cloud, url, monkeypatch):
    with line_to(cloud) as line:
        monkeypatch.setenv("AWS_ENDPOINT_URL", line.endpoint)
        with closing(open_store(url)) as store:
            store.save(decision())
            again = decision(emotion=Emotion.FEAR, revision=2)
            for step in (
                lambda: store.save(again),
                lambda: store.undo(again.item_id, "ann", 2),
            ):
                line.lose_answers = 2
                step()

            assert [bool(each.undone_at) for each in store.history(again.item_id, "ann")] == [
                False,
                True,
            ]
            assert list(store.annotations()) == [decision()]
            assert store.counts() == store.recount()


def test_a_server_that_is_away_is_said_and_used_again_when_it_is_back(cloud, url, monkeypatch):
    with line_to(cloud) as line:
        monkeypatch.setenv("AWS_ENDPOINT_URL", line.endpoint)
        with closing(open_store(url)) as store:
            with line.cut():
                begun = time.monotonic()
                for call in (lambda: store.save(decision()), store.counts):
                    with pytest.raises(StoreUnavailable, match="cannot be reached"):
                        call()
                assert time.monotonic() - begun < LONGEST_WAIT

            store.save(decision())

            assert [count.total for count in store.counts()] == [1]


def test_a_record_over_the_limit_of_an_item_is_refused_whole(store):
    with pytest.raises(TooLarge, match="shorter text"):
        store.save(decision(text="long " * 100_000))

    assert list(store.annotations()) == store.counts() == []


def test_no_credentials_are_said_before_anybody_labels(url, monkeypatch, tmp_path):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    with pytest.raises(StoreUnavailable, match="no AWS credentials"):
        open_store(url)


def test_a_region_that_nobody_names_is_asked_for(cloud, monkeypatch, tmp_path):
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))

    with pytest.raises(UnusableStore, match=r"dynamodb://labels\?region="):
        open_store("dynamodb://labels")


@pytest.mark.parametrize("missing", ["KeySchema", "GlobalSecondaryIndexes"])
def test_a_table_that_is_not_ours_is_refused_at_the_start(cloud, missing):
    key = [{"AttributeName": "id", "KeyType": "HASH"}]
    boto3.client("dynamodb").create_table(
        TableName=f"other-{missing}",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=key,
        BillingMode="PAY_PER_REQUEST",
    )

    with pytest.raises(UnusableStore, match="is not a store of labels"):
        open_store(f"dynamodb://other-{missing}")


def test_a_table_that_is_not_there_is_said_with_what_makes_it(cloud):
    with pytest.raises(UnusableStore, match=r"does not exist.*aws\.setup"):
        open_store("dynamodb://nothing-here?region=eu-west-1")
