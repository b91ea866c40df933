"""A load balancer on this machine: haproxy, made to treat people as AWS's balancer treats them.

    AWS's application load balancer     here
    least outstanding requests          balance leastconn
    stickiness for 300 s                the cookie AWSALB, with maxidle 300s
    health check of the target group    httpchk GET /_stcore/health, every second, 2 to fail
    idle timeout 300 s                  timeout tunnel 300s
    register a target                   Balancer.admit: a server's address, and state ready
    deregister a target                 Balancer.dismiss: state maint, which no cookie overrides
    log people in                       the cookie ``person`` is looked up, and becomes their token

What it cannot show: there, a check comes every 5 seconds at best; and until it has failed, or ECS
has deregistered the task, requests of its people are answered with an error, and no other task is
asked. ``redispatch=False`` is as AWS does it, but for the time until the check has failed.
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.cluster.login import TOKEN
from tests.ministack import free_port

PROGRAM = Path(shutil.which("haproxy") or "/usr/sbin/haproxy")
HOW = "apt install haproxy"
PLACES = 24
"""How many tasks one balancer can know, one after the other."""
CONFIGURATION = """
global
  stats socket {folder}/admin mode 600 level admin
  tune.sndbuf.client 16384
  tune.rcvbuf.server 16384

defaults
  mode http
  timeout connect 5s
  timeout client 300s
  timeout server 300s
  timeout tunnel {idle}
  timeout queue 1s

frontend visitors
  bind 127.0.0.1:{port}
  http-request del-header {token}
  acl known req.cook(person),map({people}) -m found
  http-request set-header {token} %[req.cook(person),map({people})] if known
  default_backend tasks

backend tasks
  balance leastconn
  cookie AWSALB insert indirect nocache maxidle 300s
  option httpchk GET /_stcore/health
  {redispatch}
  http-response set-header X-Task %s
  default-server check inter 1s fall 2 rise 1
"""


class Balancer:
    """haproxy in front of the tasks that were admitted."""

    def __init__(self, folder: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._names = iter([f"task{number}" for number in range(1, PLACES + 1)])

    def admit(self, port: int) -> str:
        """Send people to a task too; the name it has here."""
        name = next(self._names)
        self._ask(f"set server tasks/{name} addr 127.0.0.1 port {port}")
        self._ask(f"set server tasks/{name} state ready")
        return name

    def dismiss(self, name: str) -> None:
        """Send nobody to a task any more; who is connected stays so."""
        self._ask(f"set server tasks/{name} state maint")

    def open_sockets(self) -> dict[str, int]:
        """How many connections each task that is up has now."""
        header, *lines = self._ask("show stat").removeprefix("# ").splitlines()
        rows = [dict(zip(header.split(","), line.split(","), strict=True)) for line in lines]
        tasks = [row for row in rows if row["pxname"] == "tasks" and row["svname"] != "BACKEND"]
        return {row["svname"]: int(row["scur"]) for row in tasks if row["status"].startswith("UP")}

    def _ask(self, command: str) -> str:
        with socket.socket(socket.AF_UNIX) as admin:
            admin.connect(str(self._folder / "admin"))
            admin.sendall(f"{command}\n".encode())
            answer = b"".join(iter(lambda: admin.recv(65536), b"")).decode().strip()
        assert "IP changed" in answer or "," in answer or not answer, f"{command}: {answer}"
        return answer


@contextmanager
def balancer(
    folder: Path, people: Mapping[str, str], *, redispatch: bool = True, idle: str = "300s"
) -> Iterator[Balancer]:
    """A balancer that sends people nowhere yet, stopped afterwards.

    Args:
        people: the token that says who each is.
        redispatch: ask another task when one cannot be reached, instead of answering 503.
        idle: how long a connection may say nothing.
    """
    port, known = free_port(), folder / "people"
    known.write_text("".join(f"{name} {token}\n" for name, token in people.items()))
    text = CONFIGURATION.format(
        folder=folder,
        port=port,
        people=known,
        token=TOKEN,
        idle=idle,
        redispatch="option redispatch 1" if redispatch else "retries 0",
    )
    places = (f"  server task{n} 127.0.0.1:1 cookie task{n} disabled" for n in range(1, PLACES + 1))
    file = folder / "haproxy.cfg"
    file.write_text(text + "\n".join(places) + "\n")
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen([PROGRAM, "-db", "-f", file], stdout=log, stderr=log)
    try:
        _wait_until_up(process, folder)
        yield Balancer(folder, port)
    finally:
        process.kill()
        process.wait()


def _wait_until_up(process: subprocess.Popen, folder: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.socket(socket.AF_UNIX) as admin:
            admin.connect(str(folder / "admin"))
            return
        time.sleep(0.02)
    raise RuntimeError(f"haproxy did not start:\n{(folder / 'log.txt').read_text()}")
