"""What the process does beside its pages."""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard import asgi, resources
from tests.signer import ARN


class Failing:
    """A `Serving` whose first look fails in a way nobody thought of."""

    def __init__(self):
        self.looks = 0

    def check(self):
        self.looks += 1
        if self.looks == 1:
            raise RuntimeError("unheard of")


def in_a_thread(coroutine):
    """Finish it there: the browser's tests leave a loop running in ours."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(asyncio.wait_for(coroutine, 20))).result()


def test_the_registry_is_followed_whatever_a_look_at_it_raises(monkeypatch, caplog):
    serving = Failing()
    monkeypatch.setattr(asgi, "CHECK_EVERY", 0)
    monkeypatch.setattr(resources, "serving", lambda: serving)

    async def follow_for_a_while():
        following = asyncio.create_task(asgi._follow_registry())
        async with asyncio.timeout(20):
            while serving.looks < 3:
                await asyncio.sleep(0.01)
        following.cancel()

    in_a_thread(follow_for_a_while())

    (record,) = caplog.records
    assert "could not be followed" in record.getMessage()
    assert "unheard of" in record.exc_text


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("MODEL_REGISTRY", "https://there", r"'https://there' names no registry\. Write s3://"),
        ("MODEL_VERSION", "none.1", r"no version none\.1 in .*: there is "),
    ],
)
def test_a_registry_or_version_that_cannot_be_ends_the_start_with_a_sentence(
    environment, monkeypatch, name, value, words
):
    monkeypatch.setattr(sys, "tracebacklimit", 1000, raising=False)
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match=rf"The dashboard cannot start: .*{words}"):
        asgi._warm_up()


@pytest.mark.parametrize("identity", ["local", "name", "load-balancer"])
def test_only_a_service_with_a_login_loads_what_checks_it(environment, monkeypatch, identity):
    monkeypatch.setenv("IDENTITY", identity)
    monkeypatch.setenv("LOAD_BALANCER_ARN", ARN)

    asgi._warm_up()

    loaded = resources.load_balancer.cache_info().currsize
    assert loaded == (1 if identity == "load-balancer" else 0)


def test_a_registry_that_is_away_does_not_end_the_start(environment, monkeypatch, tmp_path):
    monkeypatch.setenv("MODEL_REGISTRY", str(tmp_path / "none"))

    asgi._warm_up()

    assert resources.classifier().predict(["I passed the exam."])


class EnoughSaidError(Exception):
    """Ends what would go on for ever."""


class Counted:
    """`Sessions` with two lines to say."""

    def __init__(self):
        self.lines = 0

    def line(self):
        self.lines += 1
        if self.lines == 3:
            raise EnoughSaidError
        return '{"metric": "sessions"}'


def test_a_service_with_a_limit_says_how_many_pages_are_open(environment, monkeypatch, capsys):
    monkeypatch.setenv("MAX_SESSIONS", "2")
    monkeypatch.setattr(asgi, "SAY_EVERY", 0)
    monkeypatch.setattr(asgi, "sessions", Counted())

    with pytest.raises(EnoughSaidError):
        in_a_thread(asgi._say_sessions())

    assert capsys.readouterr().out == '{"metric": "sessions"}\n' * 2


def test_a_laptop_says_nothing(environment, monkeypatch, capsys):
    monkeypatch.setattr(asgi, "SAY_EVERY", 0)

    in_a_thread(asgi._say_sessions())

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("IDENTITY", "cookie", "IDENTITY is 'cookie': use local, name, load-balancer."),
        ("IDENTITY", "load-balancer", "LOAD_BALANCER_ARN is not set"),
        ("MAX_SESSIONS", "many", "MAX_SESSIONS is 'many'"),
    ],
)
def test_a_setting_that_cannot_be_ends_the_start_with_a_sentence(
    environment, monkeypatch, name, value, words
):
    monkeypatch.setattr(sys, "tracebacklimit", 1000, raising=False)
    monkeypatch.setenv(name, value)

    with pytest.raises(SystemExit, match=f"The dashboard cannot start: {words}"):
        asgi._warm_up()
