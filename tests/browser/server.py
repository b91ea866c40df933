"""The dashboard as a person starts it, in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2

ROOT = Path(__file__).parents[2]


@dataclass
class Server:
    """A dashboard on a port and a store of its own."""

    url: str
    store: Path | str
    process: subprocess.Popen


def start(
    store: Path | str,
    log: Path,
    port: int | None = None,
    healthy: int = 200,
    path: str = "/healthz",
    **settings: str,
) -> Server:
    """A dashboard that answers, on a free port unless one is given; its output goes to the log.

    Args:
        store: the file of an SQLite store, or the URL of any store.
        healthy: the status to wait for.
        path: where it is asked for; with a login, only "/_stcore/health" answers everybody.
        settings: more variables of its environment.
    """
    port = port or _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/asgi.py"]
    command += ["--server.port", str(port), "--server.headless", "true"]
    url = store if isinstance(store, str) else f"sqlite:///{store}"
    environment = os.environ | {"ANNOTATION_STORE": url, "ANNOTATOR": "anna"} | settings
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    server = Server(f"http://127.0.0.1:{port}", store, process)
    try:
        _wait_until_healthy(server, log, path, healthy)
    except BaseException:
        stop(server)
        raise
    return server


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_until_healthy(server: Server, log: Path, path: str, healthy: int) -> None:
    deadline = time.monotonic() + 60
    with httpx2.Client(base_url=server.url) as client:
        while time.monotonic() < deadline and server.process.poll() is None:
            with suppress(httpx2.TransportError):
                if client.get(path).status_code == healthy:
                    return
            time.sleep(0.02)
    raise RuntimeError(f"the dashboard did not start:\n{log.read_text()}")


def stop(server: Server) -> None:
    """Stop it as a service manager does, and if that does not help, at once."""
    server.process.send_signal(signal.SIGTERM)
    try:
        server.process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        server.process.kill()
        raise
