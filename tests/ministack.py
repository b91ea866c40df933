"""DynamoDB and S3 on this computer: a real server over HTTP, transactional and concurrent."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import boto3
import httpx2
import pytest

from aws.dynamodb_table import TABLE

PROGRAM = Path(__file__).parents[1] / ".venv" / "ministack" / "bin" / "ministack"
HOW = "make .venv/ministack/ready"
REGION = "eu-west-1"


def environment(endpoint: str) -> dict[str, str]:
    """The variables that lead boto3 to a server here, as its root user."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


@contextmanager
def ministack(log: Path, port: int | None = None, **settings: str) -> Iterator[str]:
    """The endpoint of a server with nothing in it, on loopback, stopped afterwards.

    ``settings`` are environment variables of the server, such as ``AUTH="true"``.
    """
    port = port or free_port()
    endpoint = f"http://127.0.0.1:{port}"
    variables = environment(endpoint) | {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(port)}
    del variables["AWS_ENDPOINT_URL"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [PROGRAM],
            env=os.environ | variables | {"LOG_LEVEL": "ERROR"} | settings,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_healthy(process, endpoint, log)
        yield endpoint
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def led_here(log: Path, port: int | None = None, **settings: str) -> Iterator[str]:
    """The same server, to which boto3 is led as root in this and every new process."""
    with pytest.MonkeyPatch.context() as patch, ministack(log, port, **settings) as endpoint:
        for name, value in environment(endpoint).items():
            patch.setenv(name, value)
        yield endpoint


def make_table() -> str:
    """The URL of a store in a new table, on the server that the environment leads to."""
    name = f"labels-{uuid4().hex[:12]}"
    boto3.client("dynamodb", region_name=REGION).create_table(TableName=name, **TABLE)
    return f"dynamodb://{name}?region={REGION}"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_until_healthy(process: subprocess.Popen, endpoint: str, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(httpx2.TransportError):
            if httpx2.get(f"{endpoint}/_ministack/health").status_code == 200:
                return
        time.sleep(0.05)
    raise RuntimeError(f"ministack did not start:\n{log.read_text()}")
