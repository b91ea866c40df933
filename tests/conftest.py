"""What every test may ask for."""

import os
from collections.abc import Callable, Iterator

import pytest

from tests import ministack


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
def cloud(need, tmp_path_factory) -> Iterator[str]:
    """The endpoint of a DynamoDB and an S3, to which boto3 is led in this and every new process."""
    need(ministack.PROGRAM.exists(), ministack.HOW)
    with (
        pytest.MonkeyPatch.context() as patch,
        ministack.ministack(tmp_path_factory.mktemp("ministack") / "log.txt") as endpoint,
    ):
        for name, value in ministack.environment(endpoint).items():
            patch.setenv(name, value)
        yield endpoint
