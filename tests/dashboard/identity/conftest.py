"""A load balancer that signs, and what runs a coroutine."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.signer import Signer


@pytest.fixture
def signer():
    return Signer()


@pytest.fixture
def run():
    """``run(coroutine)``, in a thread: the browser's tests leave a loop running in ours."""

    def finish(coroutine):
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(coroutine)).result(timeout=30)

    return finish
