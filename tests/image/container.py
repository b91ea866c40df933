"""A container from an image, as the cloud runs it, without an engine: bubblewrap.

The root can only be read, /tmp is new and empty, and the command of the image is process 1 of its
own, as the image's user, without any capability. Only the network is this machine's.
"""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.image.build import Image
from tests.ministack import free_port

_AS_THE_USER = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")


@dataclass
class Container:
    """A command that runs in an image."""

    image: Image
    process: subprocess.Popen
    pid: int
    """What this machine calls the container's process 1."""
    log: Path
    port: int

    @property
    def url(self) -> str:
        """Where a dashboard answers."""
        return f"http://127.0.0.1:{self.port}"

    def wait_until(self, path: str = "/healthz", status: int = 200, within: float = 60) -> None:
        """Wait until a page has a status.

        Raises:
            RuntimeError: it never had; the message has the log.
        """
        deadline = time.monotonic() + within
        with httpx2.Client(base_url=self.url) as client:
            while time.monotonic() < deadline and self.process.poll() is None:
                with suppress(httpx2.TransportError):
                    if client.get(path).status_code == status:
                        return
                time.sleep(0.02)
        raise RuntimeError(f"{path} did not answer {status}:\n{self.log.read_text()}")

    def stop(self, patience: float = 20) -> int:
        """Ask it to end, as an orchestrator does; its exit status.

        Raises:
            TimeoutExpired: it did not in time.
        """
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        return self.process.wait(patience)

    def kill(self) -> None:
        """End it at once."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def container(
    image: Image,
    log: Path,
    command: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    mounts: Mapping[Path, str] | None = None,
    port: str = "STREAMLIT_SERVER_PORT",
) -> Iterator[Container]:
    """A container at work, which is killed afterwards.

    Args:
        command: instead of the image's own; what its entry point gets, where it has one.
        env: besides what the image sets.
        mounts: folders of this machine, and where the container may write to them.
        port: the variable that says on which port it is to listen.
    """
    number = free_port()
    env = {**(env or {}), port: str(number)}
    started, tell = os.pipe()
    with log.open("wb") as output:
        process = subprocess.Popen(
            _bubblewrap(image, command, env, mounts or {}, tell),
            pass_fds=(tell,),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    os.close(tell)
    with os.fdopen(started) as told:
        pid = json.loads(told.read() or '{"child-pid": 0}')["child-pid"]
    running = Container(image, process, pid, log, number)
    try:
        yield running
    finally:
        running.kill()


def run(
    image: Image,
    log: Path,
    *command: str,
    env: Mapping[str, str] | None = None,
    mounts: Mapping[Path, str] | None = None,
    patience: float = 120,
) -> tuple[int, str]:
    """The exit status of a command in a container of its own, and what it said."""
    begun = container(image, log, command, env, mounts, port="UNUSED_PORT")
    with begun as running:
        status = running.process.wait(patience)
    return status, log.read_text()


def _bubblewrap(
    image: Image,
    command: Sequence[str],
    env: Mapping[str, str],
    mounts: Mapping[Path, str],
    tell: int,
) -> list[str]:
    said = image.config
    user, _, group = said["User"].partition(":")
    variables = dict(one.split("=", 1) for one in said["Env"]) | env
    return [
        *("bwrap", "--ro-bind", str(image.root), "/", "--proc", "/proc", "--dev", "/dev"),
        *("--perms", "1777", "--tmpfs", "/tmp"),
        *(word for here, there in mounts.items() for word in ("--bind", str(here), there)),
        *("--unshare-pid", "--unshare-ipc", "--unshare-uts", "--as-pid-1", "--info-fd", str(tell)),
        *("--clearenv", *(word for pair in variables.items() for word in ("--setenv", *pair))),
        *("--chdir", said.get("WorkingDir") or "/"),
        *(word for capability in _AS_THE_USER for word in ("--cap-add", capability)),
        *("/usr/bin/setpriv", "--reuid", user, "--regid", group, "--clear-groups"),
        *("--bounding-set=-all", "--inh-caps=-all"),
        *(said.get("Entrypoint") or ()),
        *(command or said["Cmd"]),
    ]
