"""GET /labels.csv: every decision, streamed."""

from collections.abc import Iterator
from itertools import chain

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from aws.export import csv_chunks
from aws.store import StoreError
from dashboard.resources import store

NAME = "labels.csv"


async def labels_csv(request: Request) -> Response:
    """The labels CSV, or 503 with a sentence when the store cannot be read."""
    spreadsheet = request.query_params.get("for") == "spreadsheets"
    try:
        chunks = await run_in_threadpool(_start, spreadsheet)
    except StoreError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)
    return StreamingResponse(
        chunks,
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{NAME}"',
            "Cache-Control": "no-store",
        },
    )


def _start(spreadsheet: bool) -> Iterator[bytes]:
    """The chunks, with the first one already read, so that a failing store is known by then."""
    chunks = csv_chunks(store().annotations(), for_spreadsheets=spreadsheet)
    return chain([next(chunks)], chunks)
