"""Public keys are fetched once each, never on the event loop, from a server that may be away."""

import asyncio
import threading
from contextlib import suppress

import pytest

from dashboard import public_keys
from dashboard.public_keys import AT_ONCE, MOST, KeysUnavailable, PublicKeys, UnknownKey, fetch_key
from tests.ministack import free_port
from tests.signer import KEY_ID, answering, key_server


class Slow:
    """A fetch that waits until it is let go; it counts what it does at once."""

    def __init__(self):
        self.go = threading.Event()
        self.asked = []
        self.now = self.most = 0
        self.lock = threading.Lock()

    def __call__(self, url):
        with self.lock:
            self.asked.append(url)
            self.now += 1
            self.most = max(self.most, self.now)
        assert self.go.wait(20)
        with self.lock:
            self.now -= 1
        return url.encode()


async def until(condition):
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.005)


def test_twenty_who_ask_at_once_share_one_fetch_and_the_loop_goes_on_meanwhile(run):
    fetch = Slow()
    keys = PublicKeys("https://keys", fetch=fetch)

    async def ask():
        asking = [asyncio.create_task(keys.get("one")) for _ in range(20)]
        await until(lambda: fetch.asked)
        fetch.go.set()
        return await asyncio.gather(*asking)

    assert run(ask()) == [b"https://keys/one"] * 20
    assert fetch.asked == ["https://keys/one"]


def test_one_who_leaves_takes_the_key_from_nobody(run):
    fetch = Slow()
    keys = PublicKeys("https://keys", fetch=fetch)

    async def ask():
        first, second = (asyncio.create_task(keys.get("one")) for _ in range(2))
        await until(lambda: fetch.asked)
        first.cancel()
        with suppress(asyncio.CancelledError):
            await first
        fetch.go.set()
        return await second

    assert run(ask()) == b"https://keys/one"
    assert len(fetch.asked) == 1


def test_many_ids_at_once_keep_few_threads_busy(run):
    fetch = Slow()
    keys = PublicKeys("https://keys", fetch=fetch)

    async def ask():
        asking = [asyncio.create_task(keys.get(f"key-{n}")) for n in range(3 * AT_ONCE)]
        await until(lambda: fetch.now == AT_ONCE)
        fetch.go.set()
        await asyncio.gather(*asking)

    run(ask())
    assert len(fetch.asked) == 3 * AT_ONCE
    assert fetch.most == AT_ONCE


def test_only_so_many_keys_are_remembered(run):
    asked = []

    def fetch(url):
        asked.append(url)
        return b"key"

    keys = PublicKeys("https://keys", fetch=fetch)

    async def ask():
        for n in [*range(MOST + 1), MOST, 0]:
            await keys.get(f"key-{n}")

    run(ask())
    assert len(asked) == MOST + 2
    assert asked[-1] == "https://keys/key-0"


def test_a_fetch_that_failed_is_told_once_and_tried_again(run, caplog):
    outcomes = [KeysUnavailable("cannot fetch it"), b"key"]

    def fetch(_):
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    keys = PublicKeys("https://keys", fetch=fetch)

    async def ask():
        both = await asyncio.gather(keys.get("one"), keys.get("one"), return_exceptions=True)
        assert [type(each) for each in both] == [KeysUnavailable] * 2
        return await keys.get("one")

    assert run(ask()) == b"key"
    assert [record.getMessage() for record in caplog.records] == [
        "The key of a login: cannot fetch it."
    ]


def test_a_key_comes_over_http(signer):
    with key_server(signer) as address:
        assert fetch_key(f"{address}/{KEY_ID}") == signer.public


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (404, b"", UnknownKey),
        (403, b"", UnknownKey),
        (500, b"", KeysUnavailable),
        (200, b"<html>Log in to this network</html>", KeysUnavailable),
        (200, b"", KeysUnavailable),
    ],
)
def test_what_is_no_key_is_told_apart_from_a_server_in_trouble(status, body, error):
    with answering(lambda path: (status, body)) as address, pytest.raises(error, match=address):
        fetch_key(f"{address}/one")


def test_a_server_that_is_not_there_is_in_trouble():
    with pytest.raises(KeysUnavailable):
        fetch_key(f"http://127.0.0.1:{free_port()}/one")


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(public_keys, "PATIENCE", 0.1)
    over = threading.Event()

    def silent(_):
        over.wait(20)
        return 200, b""

    with answering(silent) as address:
        with pytest.raises(KeysUnavailable, match="timed out"):
            fetch_key(f"{address}/one")
        over.set()
