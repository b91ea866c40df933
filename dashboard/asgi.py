"""The process: Streamlit's pages and our routes on one port.

Start it with ``python -m streamlit run dashboard/asgi.py``.
"""

import asyncio
import gc
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.routing import Route

from aws.registry import RegistryError
from aws.store import StoreError, StoreUnavailable
from dashboard import resources
from dashboard.charts import probability_chart
from dashboard.components import packaged
from dashboard.connections import CloseBehindBalancer, send_at_once
from dashboard.desk import save_all
from dashboard.identity import Identity
from dashboard.intake.jobs import jobs
from dashboard.palette import INK
from dashboard.routes.admission import Admission
from dashboard.routes.health import healthz
from dashboard.routes.labels import labels_csv
from dashboard.routes.login import Login
from dashboard.routes.security import SecurityHeaders
from dashboard.routes.sessions import Sessions
from dashboard.serving import CHECK_EVERY
from dashboard.settings import UnusableSetting
from model.error import ModelError

logger = logging.getLogger(__name__)
SWEEP_EVERY = 30
"""Seconds between two garbage collections, which Streamlit would otherwise do at every click."""
TURN = 0.001
"""Seconds for which one thread computes while another waits: Python's 0.005 would come on top of
each of the statements of a save, while all others who save wait for it."""
SAY_EVERY = 60
"""Seconds between two lines that say how many pages are open."""
ROUTES = [Route("/labels.csv", labels_csv), Route("/healthz", healthz)]
sessions = Sessions()


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Load everything before the first visitor, and keep the memory clean after."""
    sys.setswitchinterval(TURN)
    _warm_up()
    packaged.serve()
    send_at_once()
    gc.collect()
    gc.freeze()
    works = (_sweep(), _follow_registry(), _say_sessions())
    tasks = [asyncio.create_task(work) for work in works]
    yield
    for task in tasks:
        task.cancel()
    await run_in_threadpool(save_all)
    await run_in_threadpool(jobs.end)
    resources.close()


def _warm_up() -> None:
    """One prediction and one chart, so that the first visitor does not wait for them."""
    try:
        resources.classifier().predict(["Warming up."])
        if resources.settings().identity == Identity.LOAD_BALANCER:
            resources.load_balancer()
        resources.store()
    except StoreUnavailable as error:
        logger.warning("%s The pages say so, and go on when it is back.", error)
    except (ModelError, RegistryError, StoreError, UnusableSetting) as error:
        sys.tracebacklimit = 0  # the sentence says it all
        sys.exit(f"The dashboard cannot start: {error}")
    for ink in INK.values():
        probability_chart(ink)


async def _sweep() -> None:
    while True:
        await asyncio.sleep(SWEEP_EVERY)
        await run_in_threadpool(gc.collect)


async def _follow_registry() -> None:
    while True:
        await asyncio.sleep(CHECK_EVERY)
        try:
            # Abandoned when the process stops: S3 may keep a thread waiting for long.
            await anyio.to_thread.run_sync(resources.serving().check, abandon_on_cancel=True)
        except Exception:  # whatever it is, the version in service goes on
            logger.exception("The model registry could not be followed; trying again.")


async def _say_sessions() -> None:
    """Tell whoever reads the logs how many pages are open, where there is a limit to that."""
    while resources.settings().max_sessions:
        await asyncio.sleep(SAY_EVERY)
        print(sessions.line(), flush=True)


app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=lifespan,
    routes=ROUTES,
    middleware=[
        Middleware(CloseBehindBalancer),
        Middleware(SecurityHeaders),
        Middleware(Login),
        Middleware(Admission, sessions, frozenset(route.path for route in ROUTES)),
    ],
)
