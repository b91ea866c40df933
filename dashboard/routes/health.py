"""GET /healthz: whether this process can predict and read its store, and which version predicts."""

from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from aws.store import StoreError
from dashboard.resources import serving, store


async def healthz(_: Request) -> JSONResponse:
    """200 when texts are predicted and decisions kept, else 503 with what is wrong in ``store``.

    ``registry`` is "ok", or why a version goes on predicting that is not the registry's current
    one: that needs a look, but nobody's work waits for it.
    """
    state = await run_in_threadpool(_store_state)
    served = serving()
    return JSONResponse(
        {
            "model_version": served.classifier.version,
            "registry": served.state,
            "store": state,
        },
        status_code=200 if state == "ok" else 503,
    )


def _store_state() -> str:
    try:
        store().counts(since=datetime.now(UTC).date())
    except StoreError as error:
        return str(error)
    return "ok"
