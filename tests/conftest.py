"""What every test may ask for."""

import os
from collections.abc import Callable

import pytest


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
