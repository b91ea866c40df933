"""GET /healthz: whether this process can predict and read its store."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from aws.store import StoreError
from dashboard.resources import classifier, settings, store


async def healthz(_: Request) -> JSONResponse:
    """200 with the model version when all is well, else 503 with what is wrong in ``store``."""
    state = await run_in_threadpool(_store_state)
    return JSONResponse(
        {"model_version": classifier().version, "store": state},
        status_code=200 if state == "ok" else 503,
    )


def _store_state() -> str:
    try:
        store().page(limit=1, annotator=settings().annotator)
    except StoreError as error:
        return str(error)
    return "ok"
