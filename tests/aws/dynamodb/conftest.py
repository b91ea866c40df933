"""A new table for each test, and clients of it."""

from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta

import pytest

from aws.dynamodb import DynamoStore
from aws.url import TableUrl
from tests.ministack import make_table


@pytest.fixture
def url(cloud):
    """The URL of a store with nothing in it."""
    return make_table()


@pytest.fixture
def client(url):
    """``client(clock)``: one more client of the same table, whose clock is off by so much."""
    with ExitStack() as clients:

        def make(ahead=timedelta(0)):
            named = TableUrl.parse(url)
            store = DynamoStore(named.table, named.region, now=lambda: datetime.now(UTC) + ahead)
            return clients.enter_context(closing(store))

        yield make


@pytest.fixture
def store(client):
    return client()
