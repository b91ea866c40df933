"""Somebody who thinks for long keeps their connection: the page's pings pass the balancer."""

import pytest

from tests.cluster.person import visitor
from tests.cluster.tasks import tasks

PING = 2
"""Seconds between two pings; really they are 30."""
IDLE = 6
"""Seconds after which this balancer ends a connection on which nothing is sent; really 300."""


@pytest.fixture
def thinker(balance, signer, table, tmp_path, chromium):
    """Somebody on a task of their own behind it."""
    pings = {"STREAMLIT_SERVER_WEBSOCKET_PING_INTERVAL": str(PING)}
    with (
        balance(idle=f"{IDLE}s") as balancer,
        tasks(balancer, table, tmp_path, **signer.settings, **pings) as service,
    ):
        service.start()
        with visitor(chromium, balancer.url, "kim") as person:
            yield person


def test_a_connection_idle_for_longer_than_the_balancer_waits_stays_open(thinker):
    thinker.page.wait_for_timeout(2.2 * IDLE * 1000)

    assert thinker.look()["able"]
    assert not thinker.was_interrupted()
