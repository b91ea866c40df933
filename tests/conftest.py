"""What every test may ask for."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import corpora, ministack
from tests.browser.label_page import chromium_path


@pytest.fixture(scope="session")
def need() -> Callable[[object, str], None]:
    """``need(found, how)``: skip when a part is missing, saying how to bring it; fail in CI."""

    def check(found: object, how: str) -> None:
        if found:
            return
        if os.environ.get("CI") == "true":
            pytest.fail(f"missing in CI: {how}")
        pytest.skip(f"missing here: {how}")

    return check


@pytest.fixture(scope="session")
def isear(need) -> Path:
    """The folder of the ISEAR corpus."""
    need((corpora.ISEAR / "test.csv").is_file(), corpora.HOW)
    return corpora.ISEAR


@pytest.fixture(scope="session")
def cloud(need, tmp_path_factory) -> Iterator[str]:
    """The endpoint of a DynamoDB and an S3, to which boto3 is led in this and every new process."""
    need(ministack.PROGRAM.exists(), ministack.HOW)
    with ministack.led_here(tmp_path_factory.mktemp("ministack") / "log.txt") as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def chromium(need) -> Iterator[Browser]:
    """One headless Chromium for all tests."""
    with sync_playwright() as playwright:
        executable = chromium_path(playwright)
        need(
            Path(executable).exists(),
            "apt install chromium, or .venv/bin/playwright install chromium",
        )
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


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
