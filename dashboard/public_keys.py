"""The public keys of a load balancer, fetched once each."""

import asyncio
import logging
import re
import urllib.request
from collections.abc import Callable
from functools import partial
from http.client import HTTPException
from urllib.error import HTTPError

import anyio
import anyio.to_thread

logger = logging.getLogger(__name__)
KEY_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
"""What may be asked for: nothing that leads elsewhere on the server of the keys."""
PATIENCE = 3.0
"""Seconds to wait for the server of the keys."""
MOST = 32
"""Keys that are remembered; a load balancer has a new one now and then."""
AT_ONCE = 4
"""Keys that are fetched at the same time, however many are asked for."""


class UnknownKey(Exception):
    """There is no such key."""


class KeysUnavailable(Exception):
    """The key cannot be fetched now; it may be known later."""


def fetch_key(url: str) -> bytes:
    """What is at this address.

    Raises:
        UnknownKey: nothing is.
        KeysUnavailable: the server does not say.
    """
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            key = bytes(answer.read(10_000))
    except HTTPError as error:
        if error.code in (403, 404):
            raise UnknownKey(f"there is no key at {url}") from error
        raise KeysUnavailable(f"cannot fetch {url}: {error}") from error
    except (OSError, HTTPException) as error:
        raise KeysUnavailable(f"cannot fetch {url}: {error}") from error
    if not key.startswith(b"-----BEGIN PUBLIC KEY-----"):
        raise KeysUnavailable(f"what is at {url} is no public key")
    return key


class PublicKeys:
    """Keys by their id. What is known stays known, also while the server is away.

    Args:
        prefix: the address of the keys, without their ids.
    """

    def __init__(self, prefix: str, fetch: Callable[[str], bytes] = fetch_key) -> None:
        self._prefix = prefix
        self._fetch = fetch
        self._known: dict[str, bytes] = {}
        self._coming: dict[str, asyncio.Task[bytes]] = {}
        self._limiter = anyio.CapacityLimiter(AT_ONCE)

    async def get(self, key_id: str) -> bytes:
        """The key with this id; who asks while it is being fetched waits for the same answer.

        Raises:
            UnknownKey: there is none, or there can be none.
            KeysUnavailable: it is not known and cannot be fetched now.
        """
        if not KEY_ID.fullmatch(key_id):
            raise UnknownKey(f"no key can have the id {key_id[:80]!r}")
        if key_id in self._known:
            return self._known[key_id]
        if key_id not in self._coming:
            self._coming[key_id] = asyncio.create_task(self._bring(key_id))
            self._coming[key_id].add_done_callback(partial(self._came, key_id))
        return await asyncio.shield(self._coming[key_id])

    async def _bring(self, key_id: str) -> bytes:
        url = f"{self._prefix}/{key_id}"
        # A thread of its own: those of the pages must not wait for another server.
        return await anyio.to_thread.run_sync(self._fetch, url, limiter=self._limiter)

    def _came(self, key_id: str, task: asyncio.Task[bytes]) -> None:
        del self._coming[key_id]
        if task.cancelled():
            return
        if error := task.exception():
            logger.warning("The key of a login: %s.", error)
            return
        while len(self._known) >= MOST:
            del self._known[next(iter(self._known))]
        self._known[key_id] = task.result()
