"""A real dashboard process, and a real browser in front of it."""

import csv
import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Locator, Page, expect, sync_playwright

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass
class Server:
    """The dashboard as a person starts it, on a port and a store of its own."""

    url: str
    store: Path
    process: subprocess.Popen


def start(store: Path, log: Path) -> Server:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/asgi.py"]
    command += ["--server.port", str(port), "--server.headless", "true"]
    environment = os.environ | {"ANNOTATION_STORE": f"sqlite:///{store}", "ANNOTATOR": "anna"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    server = Server(f"http://127.0.0.1:{port}", store, process)
    wait_until_healthy(server, log)
    return server


def wait_until_healthy(server: Server, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if httpx2.get(f"{server.url}/healthz").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    pytest.fail(f"the dashboard did not start:\n{log.read_text()}")


def stop(server: Server) -> None:
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(timeout=20)


@pytest.fixture
def server(tmp_path):
    """A dashboard with an empty store."""
    running = start(tmp_path / "labels.db", tmp_path / "log.txt")
    yield running
    stop(running)


@pytest.fixture(scope="session")
def chromium(need):
    """One headless Chromium for all tests."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        executable = found or playwright.chromium.executable_path
        need(
            Path(executable).exists(),
            "apt install chromium, or .venv/bin/playwright install chromium",
        )
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


class LabelPage:
    """The Label page as a person sees it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def open(self) -> "LabelPage":
        self.page.goto(self.url)
        expect(self.field).to_be_visible()
        return self

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox", name="Text", exact=True)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=re.compile(f"^{name}"))

    @property
    def answer(self) -> Locator:
        return self.page.get_by_role("heading", level=3)

    def enter(self, text: str) -> None:
        """Type a text, press Predict, and wait for the answer."""
        self.field.fill(text)
        self.button("Predict").click()
        expect(self.button("Approve")).to_be_enabled()

    def expect_saved(self, words: str) -> None:
        expect(self.page.get_by_text(f"Saved: {words}")).to_be_visible()

    @property
    def predicted(self) -> str:
        """The predicted emotion, as the Approve button names it."""
        return self.button("Approve").inner_text().split()[1]


@pytest.fixture
def page(chromium):
    """A fresh browser tab with no history, that must not log an error."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: message.type == "error" and errors.append(message.text))
    yield page
    context.close()
    assert not errors


@pytest.fixture
def label(server, page):
    """The Label page, open."""
    return LabelPage(page, server.url).open()


@pytest.fixture
def rows(server):
    """What ``GET /labels.csv`` says: a list of dictionaries."""

    def read():
        body = httpx2.get(f"{server.url}/labels.csv")
        assert body.status_code == 200
        return list(csv.DictReader(io.StringIO(body.content.decode(), newline="")))

    return read
