"""Requests to one DynamoDB table: in the time a person waits, with errors in a person's words."""

import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from botocore import exceptions

from aws.client import AwsError, aws_client, code_of, operation, reason
from aws.dynamodb_query import Action, Attributes, Query, Value, pack, unpack
from aws.dynamodb_table import TABLE
from aws.store import StoreError, StoreUnavailable, TooLarge, UnusableStore

Key = tuple[str, str]
"""The two keys of an item, of which the first is its partition."""
_PAUSE, _LONGEST_PAUSE = 0.02, 0.5  # seconds
_MOST_KEYS = 100  # that one request may ask for
# The second: the same transaction came through before, and its answer was lost.
_CHANGED = {"ConditionalCheckFailed", "IdempotentParameterMismatchException"}
_MET_ANOTHER = {"TransactionConflict", "TransactionInProgressException"}


class ConditionFailed(Exception):
    """A transaction was refused, as the table is not as it was thought to be. Nothing changed.

    ``found`` are the items that were otherwise, of those actions that asked for them.
    """

    def __init__(self, found: Sequence[dict[str, Any]] = ()) -> None:
        super().__init__()
        self.found = found


class DynamoTable:
    """One table of ours. Safe to share between threads.

    Only `StoreError`s leave it, and `ConditionFailed` from `transact`.

    Raises:
        UnusableStore: no region is known, there is no such table, or it has other keys.
        StoreUnavailable: the table cannot be asked now.
    """

    def __init__(self, name: str, region: str | None = None) -> None:
        self.name = name
        try:
            self._client = aws_client("dynamodb", region)
        except exceptions.NoRegionError as error:
            raise UnusableStore(
                f"no AWS region is known. Write dynamodb://{name}?region=eu-west-1, for example."
            ) from error
        self._check()

    @property
    def region(self) -> str:
        """The region it is in."""
        return str(self._client.meta.region_name)

    def get(self, partition: str, sort: str) -> dict[str, Any] | None:
        """One item in its latest state."""
        key = pack({"PK": partition, "SK": sort})
        item = self._call("get_item", Key=key, ConsistentRead=True).get("Item")
        return unpack(item) if item else None

    def get_many(self, keys: Iterable[Key]) -> dict[Key, dict[str, Any]]:
        """Those items that are there, each in its latest state, by their keys."""
        left = [pack({"PK": partition, "SK": sort}) for partition, sort in dict.fromkeys(keys)]
        found: dict[Key, dict[str, Any]] = {}
        with operation():
            while left:
                asked, left = left[:_MOST_KEYS], left[_MOST_KEYS:]
                items, rest = self._get_some(asked)
                found |= {(item["PK"], item["SK"]): item for item in items}
                if rest and not items:
                    time.sleep(random.uniform(0, _PAUSE))
                left = rest + left
        return found

    def put(self, attributes: Mapping[str, Value]) -> None:
        """One item, instead of any with the same key."""
        self._call("put_item", Item=pack(attributes))

    def query(self, query: Query) -> Iterator[dict[str, Any]]:
        """Every item that a query finds, read on as they are taken."""
        token = None
        while True:
            items, token = self.query_page(query, token)
            yield from items
            if token is None:
                return

    def query_page(
        self, query: Query, token: Attributes | None = None
    ) -> tuple[list[dict[str, Any]], Attributes | None]:
        """The items one request finds, and the token of the next (None at the end)."""
        return self._page("query", query.parameters(), token)

    def scan(self) -> Iterator[dict[str, Any]]:
        """Every item of the table, those of one partition together. Costs all of the table."""
        token = None
        while True:
            items, token = self._page("scan", {"ConsistentRead": True}, token)
            yield from items
            if token is None:
                return

    def transact(self, actions: Sequence[Action]) -> None:
        """All of the actions or none.

        Raises:
            ConditionFailed: the condition of one was not met.
        """
        pause = _PAUSE
        with operation():
            while True:
                try:
                    self._transact(actions)
                    return
                except _Busy:
                    time.sleep(random.uniform(0, pause))
                    pause = min(2 * pause, _LONGEST_PAUSE)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _transact(self, actions: Sequence[Action]) -> None:
        named = [
            {kind: action | {"TableName": self.name} for kind, action in each.items()}
            for each in actions
        ]
        try:
            with operation():
                self._client.transact_write_items(TransactItems=named)
        except AwsError as error:
            codes = _cancellation_codes(error)
            if codes & _CHANGED:
                raise ConditionFailed(_found(error)) from error
            if codes & _MET_ANOTHER:
                raise _Busy from error
            raise self._explain(error) from error

    def _get_some(self, keys: list[Attributes]) -> tuple[list[dict[str, Any]], list[Attributes]]:
        """Some items, and the keys of those that DynamoDB left for another request."""
        asked = {self.name: {"Keys": keys, "ConsistentRead": True}}
        try:
            answer = self._client.batch_get_item(RequestItems=asked)
        except AwsError as error:
            raise self._explain(error) from error
        items = answer["Responses"].get(self.name, [])
        rest = answer.get("UnprocessedKeys", {}).get(self.name, {"Keys": []})["Keys"]
        return [unpack(item) for item in items], rest

    def _page(
        self, method: str, asked: dict[str, Any], token: Attributes | None
    ) -> tuple[list[dict[str, Any]], Attributes | None]:
        answer = self._call(method, **asked, **({"ExclusiveStartKey": token} if token else {}))
        return [unpack(item) for item in answer["Items"]], answer.get("LastEvaluatedKey")

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        try:
            with operation():
                answer = getattr(self._client, method)(TableName=self.name, **parameters)
        except AwsError as error:
            raise self._explain(error) from error
        return dict(answer)

    def _check(self) -> None:
        """Find a table that is missing, or not ours, before anybody labels."""
        found = self._call("describe_table")["Table"]
        indexes = {each["IndexName"] for each in found.get("GlobalSecondaryIndexes", ())}
        wanted = {each["IndexName"] for each in TABLE["GlobalSecondaryIndexes"]}
        if found["KeySchema"] != TABLE["KeySchema"] or not wanted <= indexes:
            raise UnusableStore(
                f"the DynamoDB table {self.name} in {self.region} is not a store of labels: its "
                "keys or indexes are others. Name another; python -m aws.setup makes one."
            )

    def _explain(self, error: Exception) -> StoreError:
        where = f"the DynamoDB table {self.name} in {self.region}"
        code = code_of(error)
        if code == "ResourceNotFoundException":
            return UnusableStore(
                f"{where} does not exist. Check the name and the region; python -m aws.setup "
                "makes the table that ANNOTATION_STORE names."
            )
        if code == "ValidationException" or "ValidationError" in _cancellation_codes(error):
            return TooLarge(f"{where} cannot hold this: {error}. Enter a shorter text.")
        return StoreUnavailable(f"cannot use {where}: {reason(error)}")


class _Busy(Exception):
    """Another transaction was at work on the same items."""


def _cancellation_codes(error: Exception) -> set[str]:
    if not isinstance(error, exceptions.ClientError):
        return set()
    reasons = error.response.get("CancellationReasons", ())
    return {each.get("Code", "None") for each in reasons} | {code_of(error)}


def _found(error: Exception) -> list[dict[str, Any]]:
    reasons = getattr(error, "response", {}).get("CancellationReasons", ())
    return [unpack(each["Item"]) for each in reasons if each.get("Item")]
