"""GET /labels.csv: every decision, streamed."""

import asyncio
from collections.abc import AsyncIterator, Generator

from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from aws.export_csv import csv_chunks
from aws.store import StoreError
from dashboard.resources import store

NAME = "labels.csv"


async def labels_csv(request: Request) -> Response:
    """The labels CSV, or 503 with a sentence when the store cannot be read."""
    spreadsheet = request.query_params.get("for") == "spreadsheets"
    try:
        first, rest = await run_in_threadpool(_start, spreadsheet)
    except StoreError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)
    return StreamingResponse(
        _stream(first, rest),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{NAME}"',
            "Cache-Control": "no-store",
        },
    )


def _start(spreadsheet: bool) -> tuple[bytes, Generator[bytes, None, None]]:
    """The first chunk and the others: a store that cannot be read is known by the first."""
    chunks = csv_chunks(store().annotations(), for_spreadsheets=spreadsheet)
    return next(chunks), chunks


async def _stream(first: bytes, rest: Generator[bytes, None, None]) -> AsyncIterator[bytes]:
    try:
        yield first
        async for chunk in iterate_in_threadpool(rest):
            yield chunk
    finally:
        # When a reader leaves, letting go of the store may take seconds: nobody else is to wait.
        asyncio.get_running_loop().run_in_executor(None, rest.close)
